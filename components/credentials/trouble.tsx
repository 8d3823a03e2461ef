import { Result } from '#components/ui/result.tsx';
import type { CredentialDetail } from '#lib/credentials/schema.ts';
import { expiryWords } from './words.ts';

/** What is wrong with a credential now, and what to do about it. Nothing where all is well. */
export function Trouble({ credential, now }: { credential: CredentialDetail; now: number }) {
  const { state, stateMessage, stateFix, stateCode, expiresAt } = credential;
  if (state === 'failed' || state === 'reconnect' || state === 'unreadable') {
    return (
      <div className="group">
        <Result
          state={state}
          title={stateMessage ?? 'This credential does not work.'}
          fix={stateFix ?? undefined}
          code={stateCode ?? undefined}
          isLive={false}
        />
      </div>
    );
  }
  if (state === 'expiring' && expiresAt !== null) {
    return (
      <div className="group">
        <Result
          state="expiring"
          title={`${expiryWords(expiresAt, now)}.`}
          fix="Replace it before that day; flows keep running until then."
          isLive={false}
        />
      </div>
    );
  }
  return null;
}
