'use client';

import { useWatch, type UseFormReturn } from 'react-hook-form';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { Field, FieldNote } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Result } from '#components/ui/result.tsx';
import { Select } from '#components/ui/select.tsx';
import { asksPassword, scopes } from '#lib/api-keys/schema.ts';
import { endings, type Ending, type KeyForm } from './form-model.ts';
import { scopeWords } from './words.ts';

type Form = UseFormReturn<KeyForm>;

const endingWords: Record<Ending, string> = {
  month: 'In 30 days',
  quarter: 'In 90 days',
  year: 'In a year',
  date: 'On a date',
  never: 'Never',
};

const endingOptions = endings.map((value) => ({ value, label: endingWords[value] }));

export function KeyFields({ form }: { form: Form }) {
  const { register, formState, control } = form;
  const { errors } = formState;
  const wanted = useWatch({ control, name: 'scopes' });
  return (
    <>
      <Field label="Name" hint="For people: which program has it." error={errors.name?.message}>
        {(given) => (
          <Input
            {...given}
            {...register('name', { validate: (value) => value.trim() !== '' || 'A name is needed.' })}
            autoComplete="off"
            maxLength={200}
          />
        )}
      </Field>
      <ScopeFields form={form} />
      <EndFields form={form} />
      {asksPassword(wanted) && (
        <Field
          label="Your password"
          hint="Asked again, because this key reaches secrets, or makes further keys."
          error={errors.password?.message}
        >
          {(given) => (
            <Input
              {...given}
              {...register('password', { required: 'Type your password.' })}
              type="password"
              autoComplete="current-password"
            />
          )}
        </Field>
      )}
      {errors.root?.message && <Result state="failed" title="No key was made." fix={errors.root.message} />}
    </>
  );
}

function ScopeFields({ form: { register, formState } }: { form: Form }) {
  const error = formState.errors.scopes?.message;
  return (
    <fieldset className="field" aria-describedby={error ? 'scopes-note' : undefined}>
      <legend>What it may do</legend>
      {scopes.map((scope) => (
        <Checkbox
          key={scope}
          value={scope}
          {...register('scopes', { validate: (chosen) => chosen.length > 0 || 'Choose what it may do.' })}
        >
          <span>
            <span className="block">{scopeWords[scope].label}</span>
            <span className="block hint">{scopeWords[scope].means}</span>
          </span>
        </Checkbox>
      ))}
      <FieldNote id="scopes-note" error={error} />
    </fieldset>
  );
}

function EndFields({ form: { register, formState, control } }: { form: Form }) {
  const ending = useWatch({ control, name: 'ending' });
  const error = formState.errors.endsOn?.message;
  return (
    <div className="two">
      <Field
        label="Ends"
        hint={ending === 'never' ? 'Until somebody revokes it. An end is safer.' : undefined}
        error={ending === 'date' ? undefined : error}
      >
        {(given) => <Select {...given} {...register('ending')} options={endingOptions} />}
      </Field>
      {ending === 'date' && (
        <Field label="Last day" error={error}>
          {(given) => (
            <Input
              {...given}
              {...register('endsOn', { required: 'Choose a day.', shouldUnregister: true })}
              type="date"
            />
          )}
        </Field>
      )}
    </div>
  );
}
