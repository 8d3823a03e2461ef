'use client';

import { PlugZap } from 'lucide-react';
import { Button, type ButtonVariant } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import type { Scope } from '#lib/workspaces/schema.ts';
import { useReconnect, type Reconnectable } from './use-reconnect.tsx';

interface ReconnectButtonProps {
  scope: Scope;
  credential: Reconnectable;
  variant?: ButtonVariant;
  small?: boolean;
}

/** For those who may change a credential, wherever one is shown that needs a person. */
export function ReconnectButton({ scope, credential, variant, small }: ReconnectButtonProps) {
  const { reconnect, isBusy, dialog } = useReconnect(scope);
  return (
    <>
      <Button variant={variant} small={small} aria-disabled={isBusy} onClick={() => !isBusy && reconnect(credential)}>
        <Icon of={PlugZap} />
        Reconnect<span className="sr"> {credential.name}</span>
      </Button>
      {dialog}
    </>
  );
}
