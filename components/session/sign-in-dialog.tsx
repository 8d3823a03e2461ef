'use client';

import { useId } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { SignInFields, useSignIn } from './sign-in-fields.tsx';

interface SignInDialogProps {
  email: string;
  open: boolean;
  onSignedIn: () => void;
  onCancel: () => void;
}

export function SignInDialog({ email, open, onSignedIn, onCancel }: SignInDialogProps) {
  const form = useId();
  const state = useSignIn(email, onSignedIn);
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next) onCancel();
      }}
      size="confirm"
      keepOpenOutside
      title="Sign in to go on"
      sentence="Your session has ended. What you typed is still here and goes on where it was."
      actions={
        <>
          <Button onClick={onCancel}>Not now</Button>
          <Button type="submit" form={form} variant="primary" disabled={state.isPending}>
            {state.isPending ? 'Signing in…' : 'Sign in'}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="stack"
        method="post"
        onSubmit={(event) => {
          // It lies over a page whose own form may be around it in React's tree.
          event.stopPropagation();
          void state.submit(event);
        }}
      >
        <SignInFields state={state} isEmailFixed={email !== ''} />
      </form>
    </Dialog>
  );
}
