'use client';

import { useWatch, type UseFormReturn } from 'react-hook-form';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { Field, FieldNote } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Result } from '#components/ui/result.tsx';
import { Select } from '#components/ui/select.tsx';
import { eventTypes } from '#lib/events/schema.ts';
import { messageForms } from '#lib/webhooks/schema.ts';
import type { EndpointForm } from './form-model.ts';
import { eventWords, formHints, formWords } from './words.ts';

interface EndpointFieldsProps {
  form: UseFormReturn<EndpointForm>;
  /** Whether it is made just now: its form can be chosen. */
  isNew: boolean;
}

export function EndpointFields({ form, isNew }: EndpointFieldsProps) {
  const { register, control, formState } = form;
  const { errors } = formState;
  const messageForm = useWatch({ control, name: 'form' });
  return (
    <>
      <Field
        label="Address"
        hint="Where events are sent with POST: https, and reached from this server."
        error={errors.url?.message}
      >
        {(given) => (
          <Input
            {...given}
            {...register('url', { validate: (value) => value.trim() !== '' || 'An address is needed.' })}
            mono
            inputMode="url"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
      </Field>
      <Field label="Description" hint="For people: who listens there." error={errors.description?.message}>
        {(given) => <Input {...given} {...register('description')} autoComplete="off" maxLength={200} />}
      </Field>
      {isNew && (
        <Field label="Form" hint={formHints[messageForm]}>
          {(given) => (
            <Select
              {...given}
              {...register('form')}
              options={messageForms.map((value) => ({ value, label: formWords[value] }))}
            />
          )}
        </Field>
      )}
      <TypeFields form={form} />
      {errors.root?.message && <Result state="failed" title="Nothing was saved." fix={errors.root.message} />}
    </>
  );
}

function TypeFields({ form: { register, control, formState } }: Pick<EndpointFieldsProps, 'form'>) {
  const isEvery = useWatch({ control, name: 'isEvery' });
  const error = formState.errors.types?.message;
  const hasSome = (types: readonly string[], { isEvery: every }: EndpointForm) =>
    every || types.length > 0 || 'Choose at least one.';
  return (
    <fieldset className="field" aria-describedby={error ? 'types-note' : undefined}>
      <legend>Events</legend>
      <Checkbox {...register('isEvery')}>All of them, and those to come</Checkbox>
      {!isEvery &&
        eventTypes.map((type) => (
          <Checkbox key={type} value={type} {...register('types', { validate: hasSome })}>
            <span>
              <span className="mono block breaks" dir="ltr">
                {type}
              </span>
              <span className="block hint">{eventWords[type]}</span>
            </span>
          </Checkbox>
        ))}
      <FieldNote id="types-note" error={error} />
    </fieldset>
  );
}
