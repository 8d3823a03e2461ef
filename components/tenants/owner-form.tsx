'use client';

import { useForm } from 'react-hook-form';
import type { z } from 'zod';
import { zodResolver } from '@hookform/resolvers/zod';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Result } from '#components/ui/result.tsx';
import { newUser } from '#lib/users/schema.ts';

type Owner = z.input<typeof newUser>;

interface OwnerFormProps {
  owner: Owner;
  refusal: string | null;
  onDone: (owner: Owner) => void;
}

export function OwnerForm({ owner, refusal, onDone }: OwnerFormProps) {
  const { register, handleSubmit, formState } = useForm<Owner, unknown, z.output<typeof newUser>>({
    resolver: zodResolver(newUser),
    defaultValues: owner,
  });
  const { errors } = formState;
  const submit = handleSubmit((typed) => onDone(typed));
  return (
    <form className="stack" method="post" onSubmit={(event) => void submit(event)}>
      {refusal && <Result state="failed" title={refusal} />}
      <Field label="Your name" error={errors.name?.message}>
        {(control) => <Input {...control} {...register('name')} autoComplete="name" />}
      </Field>
      <Field label="E-mail" error={errors.email?.message}>
        {(control) => <Input {...control} {...register('email')} type="email" autoComplete="username" />}
      </Field>
      <Field label="Password" hint="At least 14 characters. A sentence works well." error={errors.password?.message}>
        {(control) => <Input {...control} {...register('password')} type="password" autoComplete="new-password" />}
      </Field>
      <Button type="submit" variant="primary">
        Continue
      </Button>
    </form>
  );
}
