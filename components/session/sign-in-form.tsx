'use client';

import { Button } from '#components/ui/button.tsx';
import { SignInFields, useSignIn } from './sign-in-fields.tsx';

/** `next` is a path of this dashboard, checked by the page that gives it. */
export function SignInForm({ next }: { next: string }) {
  // A whole new page: nothing the browser kept from before somebody signed in is shown again.
  const state = useSignIn('', () => location.assign(next));
  return (
    <form className="stack" method="post" onSubmit={(event) => void state.submit(event)}>
      <SignInFields state={state} />
      <Button type="submit" variant="primary" disabled={state.isPending}>
        {state.isPending ? 'Signing in…' : 'Sign in'}
      </Button>
    </form>
  );
}
