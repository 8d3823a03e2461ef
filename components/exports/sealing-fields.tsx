'use client';

import { useFormContext, useWatch } from 'react-hook-form';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Note } from '#components/ui/note.tsx';
import { Segmented } from '#components/ui/segmented.tsx';
import type { Scope } from '#lib/workspaces/schema.ts';
import { RecipientFields } from './recipient-fields.tsx';
import { passphraseHint, sealings, type SealingForm } from './sealing-form.ts';

const labels: Record<SealingForm['sealing'], string> = {
  passphrase: 'A passphrase',
  recipient: 'A tenant',
  installation: 'This installation',
};

const options = sealings.map((value) => ({ value, label: labels[value] }));

/** Who can open the file. Inside the `FormProvider` of a form that has these fields. */
export function SealingFields({ scope }: { scope: Scope }) {
  const { control, setValue, clearErrors } = useFormContext<SealingForm>();
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
          onChange={(next) => {
            setValue('sealing', sealings.find((one) => one === next) ?? 'passphrase');
            clearErrors(['passphrase', 'again', 'key']);
          }}
        />
      </fieldset>
      {sealing === 'passphrase' && <PassphraseFields />}
      {sealing === 'recipient' && <RecipientFields scope={scope} />}
      {sealing === 'installation' && (
        <Note>Only this installation opens the file, in any of its tenants and workspaces.</Note>
      )}
    </>
  );
}

function PassphraseFields() {
  const { register, formState } = useFormContext<SealingForm>();
  const { errors, isSubmitting } = formState;
  return (
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
  );
}
