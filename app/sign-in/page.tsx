import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { SignInForm } from '#components/session/sign-in-form.tsx';
import { GatePage } from '#components/shell/gate-page.tsx';
import { Note } from '#components/ui/note.tsx';
import { ownHost } from '#lib/gate/origin.ts';
import { ownPath } from '#lib/gate/path.ts';
import { currentUser } from '#lib/gate/session.ts';
import { hasOwner } from '#lib/tenants/queries.ts';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage({ searchParams }: { searchParams: Promise<Record<string, unknown>> }) {
  const next = ownPath((await searchParams)['next']);
  if (await currentUser()) redirect(next);
  return (
    <GatePage title="Sign in" sentence={ownHost()}>
      {(await hasOwner()) ? (
        <SignInForm next={next} />
      ) : (
        <Note>
          This vault has no owner yet. Open the one-time link the server printed when it started; a restart prints a new
          one.
        </Note>
      )}
    </GatePage>
  );
}
