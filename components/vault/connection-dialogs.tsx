'use client';

import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import type { Icons } from './app-sign.tsx';
import { DetailsDialog } from './details-dialog.tsx';
import type { VaultState } from './use-vault.ts';
import type { Connection } from './vault-api.ts';

export interface Deed {
  readonly kind: 'connect' | 'disable' | 'disconnect';
  readonly connection: Connection;
}

interface ConnectionDialogsProps {
  deed: Deed | null;
  vault: VaultState;
  icons: Icons;
  onClose: () => void;
}

/** What is asked before something is done. */
export function ConnectionDialogs({ deed, vault, icons, onClose }: ConnectionDialogsProps) {
  if (!deed) return null;
  const { kind, connection } = deed;
  const { name } = connection;
  if (kind === 'connect') return <DetailsDialog {...{ connection, vault, icons, onClose }} />;
  const run = (work: (one: Connection) => Promise<void>) => void work(connection).then(onClose);
  const shared = { open: true, onOpenChange: (next: boolean) => !next && onClose() };
  const isBusy = vault.busy !== null;
  if (kind === 'disable')
    return (
      <ConfirmDialog
        {...shared}
        title={`Disable ${name}`}
        sentence="What uses this connection stops until you enable it again. You stay signed in."
        confirm="Disable"
        pending={isBusy ? 'Disabling…' : null}
        onConfirm={() => run(vault.disable)}
      />
    );
  return (
    <ConfirmDialog
      {...shared}
      title={`Disconnect ${name}`}
      sentence="What uses this connection stops. To use it again you sign in, or type its details, anew."
      confirm={`Disconnect ${name}`}
      isDangerous
      pending={isBusy ? 'Disconnecting…' : null}
      onConfirm={() => run(vault.disconnect)}
    />
  );
}
