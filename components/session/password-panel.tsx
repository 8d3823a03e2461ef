'use client';

import { useForm } from 'react-hook-form';
import { zodResolver } from '@hookform/resolvers/zod';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { changePassword } from '#lib/users/actions.ts';
import { passwordChange } from '#lib/users/schema.ts';
import { useAction } from './session-gate.tsx';

const nothing = { current: '', next: '' };

/** A new password ends every other session of this person. */
export function PasswordPanel() {
  const { add } = useToast();
  const change = useAction(changePassword);
  const { register, handleSubmit, setError, reset, formState } = useForm({
    resolver: zodResolver(passwordChange),
    defaultValues: nothing,
  });
  const { errors, isSubmitting } = formState;
  const submit = handleSubmit(async (input) => {
    const result = await change(input);
    if (result.ok) {
      reset(nothing);
      add({ title: 'Your password has changed', text: 'Every other session of yours has ended.' });
      return;
    }
    setError(result.code === 'INPUT_INVALID' ? 'next' : 'current', { message: result.message });
  });
  return (
    <Panel title="Your password">
      <form className="stack" method="post" onSubmit={(event) => void submit(event)}>
        <div className="two">
          <Field label="Password now" error={errors.current?.message}>
            {(control) => (
              <Input {...control} {...register('current')} type="password" autoComplete="current-password" />
            )}
          </Field>
          <Field
            label="New password"
            hint="At least 14 characters. A sentence works well."
            error={errors.next?.message}
          >
            {(control) => <Input {...control} {...register('next')} type="password" autoComplete="new-password" />}
          </Field>
        </div>
        <div className="row">
          <Button type="submit" disabled={isSubmitting}>
            {isSubmitting ? 'Changing…' : 'Change password'}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
