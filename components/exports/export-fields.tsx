'use client';

import { useWatch, type UseFormReturn } from 'react-hook-form';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Note } from '#components/ui/note.tsx';
import { Segmented } from '#components/ui/segmented.tsx';
import { passphraseHint, type ExportForm } from './export-form.ts';

const options = [
  { value: 'passphrase', label: 'A passphrase' },
  { value: 'installation', label: 'This installation' },
];

export function ExportFields({ form }: { form: UseFormReturn<ExportForm> }) {
  const { register, setValue, clearErrors, control } = form;
  const { errors, isSubmitting } = form.formState;
  const sealing = useWatch({ control, name: 'sealing' });
  return (
    <>
      <fieldset className="field">
        <legend>Seal the file to</legend>
        <Segmented
          label="Seal the file to"
          name="sealing"
          options={options}
          value={sealing}
          onChange={(value) => {
            setValue('sealing', value === 'installation' ? 'installation' : 'passphrase');
            clearErrors(['passphrase', 'again']);
          }}
        />
      </fieldset>
      {sealing === 'passphrase' ? (
        <>
          <Field label="Passphrase" hint={passphraseHint} error={errors.passphrase?.message}>
            {(field) => (
              <Input
                {...field}
                {...register('passphrase')}
                type="password"
                autoComplete="new-password"
                readOnly={isSubmitting}
              />
            )}
          </Field>
          <Field label="Passphrase again" error={errors.again?.message}>
            {(field) => (
              <Input
                {...field}
                {...register('again')}
                type="password"
                autoComplete="new-password"
                readOnly={isSubmitting}
              />
            )}
          </Field>
          <Note>
            The passphrase is not kept anywhere. Send it by another way than the file; without it nobody opens it.
          </Note>
        </>
      ) : (
        <Note>Only this installation opens the file, in any tenant and workspace whose administrators have it.</Note>
      )}
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
