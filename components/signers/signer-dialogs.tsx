'use client';

import { useRouter } from 'next/navigation';
import { DeedDialog } from '#components/credentials/deed-dialog.tsx';
import { NameDialog } from '#components/flows/name-dialog.tsx';
import { useAction } from '#components/session/session-gate.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { forgetSigner, nameSigner } from '#lib/signers/actions.ts';
import type { SignerRow } from '#lib/signers/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

interface SignerDialogProps {
  scope: Scope;
  signer: SignerRow;
  onClose: () => void;
}

export function NameSignerDialog({ scope, signer, onClose }: SignerDialogProps) {
  const router = useRouter();
  const change = useAction(nameSigner);
  return (
    <NameDialog
      title={signer.label ? `Rename ${signer.label}` : 'Name this signer'}
      sentence={signer.fingerprint}
      submit="Save"
      name={signer.label ?? ''}
      onSubmit={async (label) => {
        const result = await change(scope, { fingerprint: signer.fingerprint, label });
        if (!result.ok) return result;
        router.refresh();
        onClose();
        return null;
      }}
      onClose={onClose}
    />
  );
}

export function ForgetDialog({ scope, signer, onClose }: SignerDialogProps) {
  const router = useRouter();
  const { add } = useToast();
  const forget = useAction(forgetSigner);
  const called = signer.label ?? 'this signer';
  return (
    <DeedDialog
      title={`Forget ${called}`}
      sentence="Their next file asks for a confirmation again. What was imported stays."
      confirm={`Forget ${called}`}
      pending="Forgetting…"
      isDangerous
      run={async () => {
        const result = await forget(scope, { fingerprint: signer.fingerprint });
        if (!result.ok) return result;
        add({ title: `${signer.label ?? 'The signer'} is not known here any more.` });
        router.refresh();
        return null;
      }}
      onClose={onClose}
    >
      <Facts facts={[{ term: 'Fingerprint', value: signer.fingerprint, mono: true }]} />
    </DeedDialog>
  );
}
