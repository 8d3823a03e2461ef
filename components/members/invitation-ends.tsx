import { GatePage } from '#components/shell/gate-page.tsx';
import { credentialsHref } from '#components/shell/hrefs.ts';
import { ButtonLink } from '#components/ui/button.tsx';
import { inviteDays, type Invitation } from '#lib/invites/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { SwitchPerson } from './switch-person.tsx';
import { roleInWords } from './words.ts';

/** Who is signed in. */
export interface Signed {
  name: string;
  email: string;
}

/** Used, withdrawn, replaced, over or made up: whoever has no link that holds learns nothing more. */
export const Ended = ({ isSignedIn }: { isSignedIn: boolean }) => (
  <GatePage
    title="This invitation has ended"
    sentence={`It was used or withdrawn, a newer link has taken its place, or its ${inviteDays} days are over. Ask whoever invited you for a new one.`}
  >
    {isSignedIn ? <ButtonLink href="/">To my workspace</ButtonLink> : <ButtonLink href="/sign-in">Sign in</ButtonLink>}
  </GatePage>
);

interface ForAnotherProps {
  token: string;
  invitation: Invitation;
  user: Signed | null;
}

export const ForAnother = ({ token, invitation, user }: ForAnotherProps) => (
  <GatePage
    title="This invitation is for somebody else"
    sentence={`It lets ${invitation.email} into ${invitation.tenant}.`}
  >
    <Who user={user} />
    <SwitchPerson token={token} />
  </GatePage>
);

export const AlreadyIn = ({ tenant, scope }: { tenant: string; scope: Scope }) => (
  <GatePage title={`You are in ${tenant} already`} sentence="There is nothing left for this invitation to do.">
    <ButtonLink variant="primary" href={credentialsHref(scope)}>
      Open {tenant}
    </ButtonLink>
  </GatePage>
);

export const Disabled = ({ tenant }: Invitation) => (
  <GatePage
    title={`You are disabled in ${tenant}`}
    sentence="An invitation does not change that. Ask an admin or owner there to enable you again."
  >
    <ButtonLink href="/">To my workspace</ButtonLink>
  </GatePage>
);

/** Whoever invited has left, or may give that role no more. */
export const NotBacked = ({ tenant, role, invitedBy }: Invitation) => (
  <GatePage
    title="This invitation does not hold any more"
    sentence={`${invitedBy}, who made it, may not let anybody into ${tenant} as ${roleInWords(role)} now. Ask another admin or owner there for a new link.`}
  >
    <ButtonLink href="/">To my workspace</ButtonLink>
  </GatePage>
);

export const Who = ({ user }: { user: Signed | null }) =>
  user && (
    <p>
      You are signed in as <b>{user.name}</b>, {user.email}.
    </p>
  );
