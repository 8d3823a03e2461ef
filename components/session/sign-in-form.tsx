'use client';

import { Button } from '#components/ui/button.tsx';
import { SignInFields, useSignIn } from './sign-in-fields.tsx';

interface SignInFormProps {
  /** A path of this dashboard, checked by the page that gives it. */
  next: string;
  /** Where only one person is meant. */
  email?: string;
}

export function SignInForm({ next, email = '' }: SignInFormProps) {
  // A whole new page: nothing the browser kept from before somebody signed in is shown again.
  const state = useSignIn(email, () => location.assign(next));
  return (
    <form className="stack" method="post" onSubmit={(event) => void state.submit(event)}>
      <SignInFields state={state} isEmailFixed={email !== ''} />
      <Button type="submit" variant="primary" disabled={state.isPending}>
        {state.isPending ? 'Signing in…' : 'Sign in'}
      </Button>
    </form>
  );
}
