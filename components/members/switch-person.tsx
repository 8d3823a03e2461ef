'use client';

import { signOut } from '#components/session/sign-in.ts';
import { inviteHref } from '#components/shell/hrefs.ts';
import { Button, ButtonLink } from '#components/ui/button.tsx';

/** Nobody is switched silently: whoever is signed in signs out, or stays who they are. */
export function SwitchPerson({ token }: { token: string }) {
  return (
    <div className="stack">
      <Button variant="primary" onClick={() => void signOut(inviteHref(token))}>
        Sign out and come back here
      </Button>
      <ButtonLink href="/">Stay signed in</ButtonLink>
    </div>
  );
}
