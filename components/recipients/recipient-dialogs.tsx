'use client';

import { useRouter } from 'next/navigation';
import { DeedDialog } from '#components/credentials/deed-dialog.tsx';
import { NameDialog } from '#components/flows/name-dialog.tsx';
import { useAction } from '#components/session/session-gate.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { removeRecipient, renameRecipient } from '#lib/recipients/actions.ts';
import type { RecipientDto } from '#lib/recipients/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

interface RecipientDialogProps {
  scope: Scope;
  recipient: RecipientDto;
  onClose: () => void;
}

export function RenameRecipientDialog({ scope, recipient, onClose }: RecipientDialogProps) {
  const router = useRouter();
  const rename = useAction(renameRecipient);
  return (
    <NameDialog
      title={`Rename ${recipient.name}`}
      submit="Save"
      name={recipient.name}
      onSubmit={async (name) => {
        const result = await rename(scope, { fingerprint: recipient.fingerprint, name });
        if (!result.ok) return result;
        router.refresh();
        onClose();
        return null;
      }}
      onClose={onClose}
    />
  );
}

export function RemoveRecipientDialog({ scope, recipient, onClose }: RecipientDialogProps) {
  const router = useRouter();
  const { add } = useToast();
  const remove = useAction(removeRecipient);
  return (
    <DeedDialog
      title={`Remove ${recipient.name}`}
      sentence="It is not offered at an export any more. Files that were sealed to it stay as they are."
      confirm={`Remove ${recipient.name}`}
      pending="Removing…"
      isDangerous
      run={async () => {
        const result = await remove(scope, { fingerprint: recipient.fingerprint });
        if (!result.ok) return result;
        add({ title: `${recipient.name} is no recipient any more.` });
        router.refresh();
        return null;
      }}
      onClose={onClose}
    >
      <Facts facts={[{ term: 'Fingerprint', value: recipient.fingerprint, mono: true }]} />
    </DeedDialog>
  );
}
