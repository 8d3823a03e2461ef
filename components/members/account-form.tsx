'use client';

import { useRouter } from 'next/navigation';
import { useForm } from 'react-hook-form';
import type { z } from 'zod';
import { zodResolver } from '@hookform/resolvers/zod';
import { useAction } from '#components/session/session-gate.tsx';
import { signIn } from '#components/session/sign-in.ts';
import { credentialsHref } from '#components/shell/hrefs.ts';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Result } from '#components/ui/result.tsx';
import { acceptAsNew } from '#lib/invites/actions.ts';
import { newUser } from '#lib/users/schema.ts';

interface AccountFormProps {
  token: string;
  tenant: string;
  /** The address the link is for; it cannot be another. */
  email: string;
}

/** Name and password of somebody who has no account yet. */
export function AccountForm({ token, tenant, email }: AccountFormProps) {
  const router = useRouter();
  const accept = useAction(acceptAsNew);
  const { register, handleSubmit, setError, formState } = useForm<
    z.input<typeof newUser>,
    unknown,
    z.output<typeof newUser>
  >({ resolver: zodResolver(newUser), defaultValues: { name: '', email, password: '' } });
  const { errors, isSubmitting } = formState;
  const submit = handleSubmit(async ({ name, password }) => {
    const result = await accept({ token, name, password });
    if (result.ok) {
      await signIn(result.value.email, password);
      location.assign(credentialsHref(result.value));
      return;
    }
    setError(result.detail['field'] === 'password' ? 'password' : 'root', { message: result.message });
    // What became of the link, or of the address, meanwhile: the page itself says it.
    if (result.code === 'INVITE_ENDED' || result.code === 'EMAIL_TAKEN' || result.code === 'FORBIDDEN')
      router.refresh();
  });
  return (
    <form className="stack" method="post" onSubmit={(event) => void submit(event)}>
      {errors.root?.message && <Result state="failed" title={errors.root.message} />}
      <Field label="Your name" error={errors.name?.message}>
        {(control) => <Input {...control} {...register('name')} autoComplete="name" />}
      </Field>
      <Field label="E-mail" error={errors.email?.message}>
        {(control) => <Input {...control} {...register('email')} type="email" autoComplete="username" readOnly />}
      </Field>
      <Field label="Password" hint="At least 14 characters. A sentence works well." error={errors.password?.message}>
        {(control) => <Input {...control} {...register('password')} type="password" autoComplete="new-password" />}
      </Field>
      <Button type="submit" variant="primary" disabled={isSubmitting}>
        {isSubmitting ? 'One moment…' : `Join ${tenant}`}
      </Button>
    </form>
  );
}
