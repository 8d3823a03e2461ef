'use client';

import { problemOf } from '#components/credentials/form-model.ts';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import type { AppFormField } from '#lib/oauth-apps/schema.ts';
import type { AppFormState } from './use-app-form.ts';

/** One field that the manifest asks of a client. None of them is secret. */
export function AppField({ field, state: { form } }: { field: AppFormField; state: AppFormState }) {
  const validate = (value: string) => (value.trim() === '' ? null : problemOf(field, value)) ?? true;
  const registered = form.register(`fields.${field.name}`, { validate });
  return (
    <Field
      label={field.label}
      hint={field.hint ?? undefined}
      error={form.formState.errors.fields?.[field.name]?.message}
      help={field.help ? { text: field.help.text, href: field.help.url ?? undefined } : undefined}
    >
      {(control) =>
        field.options ? (
          <Select {...control} {...registered} options={field.options.map((one) => ({ ...one }))} />
        ) : (
          <Input
            {...control}
            {...registered}
            mono
            placeholder={field.placeholder ?? undefined}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
        )
      }
    </Field>
  );
}
