'use client';

import { useRef, useState, type ReactNode } from 'react';
import { Refused } from '#components/credentials/refused.tsx';
import { useSavedNews } from '#components/credentials/use-saved-news.ts';
import { useAction } from '#components/session/session-gate.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Result } from '#components/ui/result.tsx';
import { startReconnect } from '#lib/connects/actions.ts';
import type { Refusal } from '#lib/result.ts';
import { renewTokens } from '#lib/tokens/actions.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { useConnect, type Elsewhere } from './use-connect.ts';
import { Waiting } from './waiting.tsx';

/** A credential that is connected again. */
export interface Reconnectable {
  readonly id: string;
  readonly name: string;
  /** How it came to its tokens, where that is known here. */
  readonly grantType?: string | null;
}

/** Settings other than those it has. */
type Changed = Readonly<Record<string, string>>;

type Stage =
  | { readonly kind: 'asking' }
  | { readonly kind: 'elsewhere'; readonly elsewhere: Elsewhere }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

interface Asked {
  readonly credential: Reconnectable;
  readonly changed: Changed | undefined;
}

interface Open {
  readonly asked: Asked;
  readonly stage: Stage;
}

interface Reconnect {
  readonly reconnect: (credential: Reconnectable, changed?: Changed) => void;
  readonly isBusy: boolean;
  /** To be put anywhere in the page. */
  readonly dialog: ReactNode;
}

/** New tokens for a credential, with everything as it is known: one press, and the sign-in itself where it needs one. */
export function useReconnect(scope: Scope): Reconnect {
  const [open, setOpen] = useState<Open | null>(null);
  const start = useAction(startReconnect);
  const renew = useAction(renewTokens);
  const tell = useSavedNews();
  const current = useRef<Asked | null>(null);
  const connecting = useConnect(scope, (elsewhere) => {
    if (current.current) setOpen({ asked: current.current, stage: { kind: 'elsewhere', elsewhere } });
  });

  const run = async (asked: Asked) => {
    const { credential, changed } = asked;
    const needsPerson = (credential.grantType ?? 'authorization_code') === 'authorization_code';
    if (needsPerson) connecting.prepare();
    current.current = asked;
    setOpen({ asked, stage: { kind: 'asking' } });
    const input = { id: credential.id, ...(changed && { settings: { ...changed } }) };
    let result = await (needsPerson ? connecting.begin(() => start(scope, input)) : renew(scope, input));
    if (!result.ok && result.detail['needsPerson'] === false) result = await renew(scope, input);
    if (current.current !== asked) return undefined;
    if (!result.ok) return setOpen({ asked, stage: { kind: 'refused', refusal: result } });
    setOpen(null);
    return tell(result.value);
  };
  const close = () => {
    if (!open || open.stage.kind === 'asking') return;
    current.current = null;
    if (open.stage.kind === 'elsewhere') open.stage.elsewhere.cancel();
    setOpen(null);
  };
  return {
    reconnect: (credential, changed) => void run({ credential, changed }),
    isBusy: open !== null && open.stage.kind !== 'refused',
    dialog: open && <ReconnectDialog {...open} onAgain={() => void run(open.asked)} onClose={close} />,
  };
}

interface ReconnectDialogProps extends Open {
  onAgain: () => void;
  onClose: () => void;
}

function ReconnectDialog({ asked: { credential }, stage, onAgain, onClose }: ReconnectDialogProps) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="confirm"
      title={`Reconnect ${credential.name}`}
      sentence="Its id, its flows and its versions stay."
      keepOpenOutside
      actions={
        <>
          <Button onClick={onClose} disabled={stage.kind === 'asking'}>
            {stage.kind === 'refused' ? 'Close' : 'Cancel'}
          </Button>
          {stage.kind === 'refused' && (
            <Button variant="primary" onClick={onAgain}>
              Try again
            </Button>
          )}
        </>
      }
    >
      {stage.kind === 'asking' && <Result state="verifying" title="Asking for new tokens" />}
      {stage.kind === 'elsewhere' && <Waiting elsewhere={stage.elsewhere} />}
      {stage.kind === 'refused' && <Refused refusal={stage.refusal} />}
    </Dialog>
  );
}
