import { SignInForm } from '#components/session/sign-in-form.tsx';
import { GatePage } from '#components/shell/gate-page.tsx';
import { inviteHref } from '#components/shell/hrefs.ts';
import type { InvitationView } from '#lib/invites/schema.ts';
import { AccountForm } from './account-form.tsx';
import { AlreadyIn, Disabled, Ended, ForAnother, NotBacked, Who, type Signed } from './invitation-ends.tsx';
import { JoinButton } from './join-button.tsx';
import { roleInWords, roleMeaning } from './words.ts';

interface InvitationGateProps {
  token: string;
  view: InvitationView;
  user: Signed | null;
}

/** What a link leads to: the way in, or why there is none and what to do. */
export function InvitationGate({ token, view, user }: InvitationGateProps) {
  if (view.kind === 'ended') return <Ended isSignedIn={user !== null} />;
  const { invitation } = view;
  if (view.kind === 'other') return <ForAnother token={token} invitation={invitation} user={user} />;
  if (view.kind === 'member') return <AlreadyIn tenant={invitation.tenant} scope={view.scope} />;
  if (view.kind === 'disabled') return <Disabled {...invitation} />;
  if (view.kind === 'void') return <NotBacked {...invitation} />;
  const { tenant, email, invitedBy, role } = invitation;
  return (
    <GatePage
      title={`Join ${tenant}`}
      sentence={`${invitedBy} invites you as ${roleInWords(role)}. ${roleMeaning[role]}`}
    >
      {view.kind === 'account' && <AccountForm token={token} tenant={tenant} email={email} />}
      {view.kind === 'sign-in' && (
        <>
          <p className="soft">There is an account with this address. Sign in to go on.</p>
          <SignInForm next={inviteHref(token)} email={email} />
        </>
      )}
      {view.kind === 'join' && (
        <>
          <Who user={user} />
          <JoinButton token={token} words={`Join ${tenant} as ${role}`} />
        </>
      )}
    </GatePage>
  );
}
