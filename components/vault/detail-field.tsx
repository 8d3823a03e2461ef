'use client';

import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { SecretField } from '#components/ui/secret-field.tsx';
import { Select } from '#components/ui/select.tsx';
import { Textarea } from '#components/ui/textarea.tsx';
import { dateWords } from '#components/ui/time-words.ts';
import type { FormField } from './vault-api.ts';

interface DetailFieldProps {
  field: FormField;
  isLocked: boolean;
  /** Of a secret that is saved. Null: none is. */
  savedAt: number | null;
  error: string | undefined;
}

/** One thing an app asks for, as the listener describes it. */
export function DetailField({ field, isLocked, savedAt, error }: DetailFieldProps) {
  const { id, label, sensitive, options } = field;
  const hint = field.description ?? undefined;
  const placeholder = field.placeholder ?? undefined;
  if (sensitive)
    return (
      <SecretField
        label={label}
        hint={savedAt === null ? hint : undefined}
        error={error}
        savedAt={savedAt === null ? undefined : dateWords(savedAt, 'UTC')}
        input={{ name: id, readOnly: isLocked, placeholder }}
      />
    );
  const typed = { name: id, defaultValue: String(field.value ?? ''), readOnly: isLocked, placeholder };
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => {
        if (options)
          return (
            <Select
              {...control}
              name={id}
              defaultValue={typed.defaultValue}
              options={field.required ? options : [{ value: '', label: 'None' }, ...options]}
            />
          );
        if (field.type === 'textarea') return <Textarea {...control} {...typed} mono rows={4} />;
        return (
          <Input
            {...control}
            {...typed}
            mono
            inputMode={field.type === 'number' ? 'numeric' : undefined}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
        );
      }}
    </Field>
  );
}
