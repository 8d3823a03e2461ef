'use client';

import { useFormContext } from 'react-hook-form';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import type { Scope } from '#lib/workspaces/schema.ts';
import type { ExportForm } from './export-form.ts';
import { SealingFields } from './sealing-fields.tsx';

export function ExportFields({ scope }: { scope: Scope }) {
  const { register, formState } = useFormContext<ExportForm>();
  const { errors, isSubmitting } = formState;
  return (
    <>
      <SealingFields scope={scope} />
      <Field label="Reason" hint="Stays in the activity beside your name." error={errors.reason?.message}>
        {(field) => <Input {...field} {...register('reason')} autoComplete="off" readOnly={isSubmitting} />}
      </Field>
      <Field
        label="Your password"
        hint="Asked again, because secrets leave the vault."
        error={errors.password?.message}
      >
        {(field) => (
          <Input
            {...field}
            {...register('password')}
            type="password"
            autoComplete="current-password"
            readOnly={isSubmitting}
          />
        )}
      </Field>
    </>
  );
}
