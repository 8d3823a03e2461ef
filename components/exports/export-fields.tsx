'use client';

import { useWatch, type UseFormReturn } from 'react-hook-form';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import type { ExportForm } from './export-form.ts';
import { SealingFields } from './sealing-fields.tsx';

export function ExportFields({ form }: { form: UseFormReturn<ExportForm> }) {
  const { register, setValue, clearErrors, control } = form;
  const { errors, isSubmitting } = form.formState;
  const sealing = useWatch({ control, name: 'sealing' });
  return (
    <>
      <SealingFields
        value={sealing}
        onChange={(next) => {
          setValue('sealing', next);
          clearErrors(['passphrase', 'again']);
        }}
        passphrase={register('passphrase')}
        again={register('again')}
        errors={errors}
        isBusy={isSubmitting}
      />
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
