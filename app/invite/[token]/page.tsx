import type { Metadata } from 'next';
import { InvitationGate } from '#components/members/invitation-gate.tsx';
import { currentUser } from '#lib/gate/session.ts';
import { viewInvitation } from '#lib/invites/queries.ts';

export const metadata: Metadata = { title: 'Invitation' };

/** For anybody who has the link. Opening it changes nothing: programs that preview links open it too. */
export default async function InvitePage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const user = await currentUser();
  const view = await viewInvitation(token, user);
  return <InvitationGate token={token} view={view} user={user && { name: user.userName, email: user.email }} />;
}
