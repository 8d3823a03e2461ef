'use client';

import { useState, type FormEvent } from 'react';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { signIn } from './sign-in.ts';

interface SignInState {
  email: string;
  password: string;
  error: string | null;
  isPending: boolean;
  type: (field: 'email' | 'password', text: string) => void;
  submit: (event: FormEvent) => Promise<void>;
}

/** The same two fields at the door and in the dialog that stands over a page. */
export function useSignIn(email: string, onSignedIn: () => void): SignInState {
  const [fields, setFields] = useState({ email, password: '' });
  const [error, setError] = useState<string | null>(null);
  const [isPending, setPending] = useState(false);
  return {
    ...fields,
    error,
    isPending,
    type: (field, text) => setFields((before) => ({ ...before, [field]: text })),
    submit: async (event) => {
      event.preventDefault();
      if (isPending) return;
      setPending(true);
      setError(null);
      const outcome = await signIn(fields.email, fields.password);
      setPending(false);
      if (outcome.ok) {
        setFields((before) => ({ ...before, password: '' }));
        onSignedIn();
      } else setError(outcome.message);
    },
  };
}

interface SignInFieldsProps {
  state: SignInState;
  /** Over a page it is for the person whose page it is. */
  isEmailFixed?: boolean;
}

export function SignInFields({ state, isEmailFixed }: SignInFieldsProps) {
  return (
    <>
      <Field label="E-mail">
        {(control) => (
          <Input
            {...control}
            type="email"
            name="email"
            autoComplete="username"
            readOnly={isEmailFixed}
            required
            value={state.email}
            onChange={(event) => state.type('email', event.target.value)}
          />
        )}
      </Field>
      <Field label="Password" error={state.error}>
        {(control) => (
          <Input
            {...control}
            type="password"
            name="password"
            autoComplete="current-password"
            required
            value={state.password}
            onChange={(event) => state.type('password', event.target.value)}
          />
        )}
      </Field>
    </>
  );
}
