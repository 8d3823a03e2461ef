import { ReconnectButton } from '#components/connects/reconnect-button.tsx';
import { Result } from '#components/ui/result.tsx';
import type { CredentialDetail } from '#lib/credentials/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { endFix, expiryWords } from './words.ts';

interface TroubleProps {
  scope: Scope;
  credential: CredentialDetail;
  /** How it came to its tokens; null where it has none. */
  grantType: string | null;
  canUpdate: boolean;
  now: number;
}

/** What is wrong with a credential now, and what to do about it. Nothing where all is well. */
export function Trouble({ scope, credential, grantType, canUpdate, now }: TroubleProps) {
  const { state, stateMessage, stateFix, stateCode, expiresAt } = credential;
  const isLost = state === 'reconnect';
  const reconnecting = { scope, credential: { id: credential.id, name: credential.name, grantType } };
  if (state === 'failed' || state === 'reconnect' || state === 'unreadable') {
    return (
      <div className="group">
        <Result
          state={state}
          title={stateMessage ?? 'This credential does not work.'}
          fix={stateFix ?? (isLost ? 'Sign in again to repair it; the id and every flow stay.' : undefined)}
          code={stateCode ?? undefined}
          action={isLost && canUpdate ? <ReconnectButton {...reconnecting} variant="primary" /> : undefined}
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
          fix={endFix(expiresAt, grantType !== null, now)}
          action={grantType !== null && canUpdate ? <ReconnectButton {...reconnecting} /> : undefined}
          isLive={false}
        />
      </div>
    );
  }
  return null;
}
