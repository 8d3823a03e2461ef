'use client';

import { useState } from 'react';
import { useRouter } from 'next/navigation';
import { DeedDialog } from '#components/credentials/deed-dialog.tsx';
import { useAction } from '#components/session/session-gate.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { renewInvite, withdrawInvite } from '#lib/invites/actions.ts';
import type { InviteLink, InviteRow } from '#lib/invites/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { LinkDialog } from './link-dialog.tsx';

interface InviteDeedProps {
  scope: Scope;
  invite: InviteRow;
  onClose: () => void;
}

/** Nothing is asked but whether: the link before it ends. */
export function RenewDialog({ scope, invite, onClose }: InviteDeedProps) {
  const [link, setLink] = useState<InviteLink | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const renew = useAction(renewInvite);
  const router = useRouter();
  const run = async () => {
    if (isBusy) return;
    setBusy(true);
    const result = await renew(scope, { id: invite.id });
    setBusy(false);
    if (!result.ok) {
      setRefusal(result.message);
      return;
    }
    setLink(result.value);
    router.refresh();
  };
  return (
    <LinkDialog
      title={`New link for ${invite.email}`}
      sentence="The link sent before ends at once. You answer for the new one."
      link={link}
      isBusy={isBusy}
      refusal={refusal}
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
      onClose={onClose}
    />
  );
}

export function WithdrawDialog({ scope, invite, onClose }: InviteDeedProps) {
  const withdraw = useAction(withdrawInvite);
  const router = useRouter();
  const { add } = useToast();
  return (
    <DeedDialog
      title={`Withdraw the invitation of ${invite.email}`}
      sentence="Its link ends at once."
      confirm="Withdraw"
      pending="Withdrawing…"
      isDangerous
      run={async () => {
        const result = await withdraw(scope, { id: invite.id });
        if (!result.ok) return result;
        add({ title: `${invite.email} is not invited any more.` });
        router.refresh();
        return null;
      }}
      onClose={onClose}
    />
  );
}
