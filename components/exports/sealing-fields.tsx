'use client';

import type { UseFormRegisterReturn } from 'react-hook-form';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Note } from '#components/ui/note.tsx';
import { Segmented } from '#components/ui/segmented.tsx';
import { passphraseHint, type SealingForm } from './sealing-form.ts';

type Sealing = SealingForm['sealing'];

interface SealingFieldsProps {
  value: Sealing;
  onChange: (sealing: Sealing) => void;
  passphrase: UseFormRegisterReturn;
  again: UseFormRegisterReturn;
  errors: { readonly passphrase?: { message?: string }; readonly again?: { message?: string } };
  isBusy: boolean;
}

const options = [
  { value: 'passphrase', label: 'A passphrase' },
  { value: 'installation', label: 'This installation' },
];

/** Who can open the file. */
export function SealingFields({ value, onChange, passphrase, again, errors, isBusy }: SealingFieldsProps) {
  return (
    <>
      <fieldset className="field">
        <legend>Seal the file to</legend>
        <Segmented
          label="Seal the file to"
          name="sealing"
          options={options}
          value={value}
          onChange={(next) => onChange(next === 'installation' ? 'installation' : 'passphrase')}
        />
      </fieldset>
      {value === 'passphrase' ? (
        <>
          <Field label="Passphrase" hint={passphraseHint} error={errors.passphrase?.message}>
            {(field) => (
              <Input {...field} {...passphrase} type="password" autoComplete="new-password" readOnly={isBusy} />
            )}
          </Field>
          <Field label="Passphrase again" error={errors.again?.message}>
            {(field) => <Input {...field} {...again} type="password" autoComplete="new-password" readOnly={isBusy} />}
          </Field>
          <Note>
            The passphrase is not kept anywhere. Send it by another way than the file; without it nobody opens it.
          </Note>
        </>
      ) : (
        <Note>Only this installation opens the file, in any of its tenants and workspaces.</Note>
      )}
    </>
  );
}
