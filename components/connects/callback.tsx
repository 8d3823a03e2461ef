'use client';

import { Refused } from '#components/credentials/refused.tsx';
import { componentHref, credentialHref } from '#components/shell/hrefs.ts';
import { GatePage } from '#components/shell/gate-page.tsx';
import { Button, ButtonLink } from '#components/ui/button.tsx';
import { Result } from '#components/ui/result.tsx';
import type { CallbackView } from '#lib/connects/schema.ts';
import { ConfirmAccount } from './confirm-account.tsx';
import { useCallbackStage } from './use-callback-stage.ts';

type OpenView = Extract<CallbackView, { kind: 'open' }>;

/** The end of a sign-in: the code is exchanged and proved, then a person says whether it is the account they meant. */
export function Callback({ view }: { view: OpenView }) {
  const { stage, isExpected, confirm, discard } = useCallbackStage(view);
  switch (stage.kind) {
    case 'asking':
      return (
        <GatePage title={`Back from ${view.app}`}>
          <Result state="verifying" title={`Asking ${view.app} for access, and checking it`} />
        </GatePage>
      );
    case 'asked':
      return (
        <ConfirmAccount
          connect={stage.connect}
          isBusy={stage.isBusy}
          refusal={stage.refusal}
          onConfirm={confirm}
          onDiscard={discard}
        />
      );
    case 'refused':
      return (
        <GatePage title="Nothing was stored">
          <Refused refusal={stage.refusal} />
          <WayOn view={view} isExpected={isExpected} />
        </GatePage>
      );
    default:
      return (
        <GatePage title={stage.kind === 'done' ? 'Connected' : 'Discarded'} sentence={endWords(stage.kind, isExpected)}>
          <WayOn view={view} isExpected={isExpected} />
        </GatePage>
      );
  }
}

const endWords = (kind: 'done' | 'discarded', isExpected: boolean): string =>
  [kind === 'discarded' && 'Nothing was stored.', isExpected && 'This window can be closed.'].filter(Boolean).join(' ');

/** Back to the page that waits, or, where this window is that page, to where it was begun. */
function WayOn({ view, isExpected }: { view: OpenView; isExpected: boolean }) {
  const { scope, component, credentialId } = view;
  if (isExpected)
    return (
      <div>
        <Button onClick={() => window.close()}>Close this window</Button>
      </div>
    );
  return (
    <div>
      <ButtonLink
        href={
          credentialId
            ? credentialHref(scope, { component, id: credentialId })
            : `${componentHref(scope, component)}?create=${component}`
        }
      >
        {credentialId ? 'Back to the credential' : `Back to ${view.app}`}
      </ButtonLink>
    </div>
  );
}
