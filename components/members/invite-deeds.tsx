'use client';

import { useRouter } from 'next/navigation';
import { DeedDialog } from '#components/credentials/deed-dialog.tsx';
import { useAction } from '#components/session/session-gate.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { renewInvite, withdrawInvite } from '#lib/invites/actions.ts';
import type { InviteLink, InviteRow } from '#lib/invites/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

interface InviteDeedProps {
  scope: Scope;
  invite: InviteRow;
  onClose: () => void;
}

export function RenewDialog({
  scope,
  invite,
  onClose,
  onLink,
}: InviteDeedProps & { onLink: (link: InviteLink) => void }) {
  const renew = useAction(renewInvite);
  const router = useRouter();
  return (
    <DeedDialog
      title={`New link for ${invite.email}`}
      sentence="The link sent before ends at once. The new one is yours to answer for."
      confirm="Make a new link"
      pending="Making the link…"
      run={async () => {
        const result = await renew(scope, { id: invite.id });
        if (!result.ok) return result;
        onLink(result.value);
        router.refresh();
        return null;
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
