'use client';

import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { SecretField } from '#components/ui/secret-field.tsx';
import { Select } from '#components/ui/select.tsx';
import { Textarea } from '#components/ui/textarea.tsx';
import { dateWords } from '#components/ui/time-words.ts';
import { problemOf, type FormField as FieldSpec } from './form-model.ts';
import type { CredentialFormState } from './use-credential-form.ts';

interface FormFieldProps {
  field: FieldSpec;
  state: CredentialFormState;
}

/** One field as the manifest describes it. */
export function FormField({ field, state }: FormFieldProps) {
  if (field.secret) return <SecretOfForm field={field} state={state} />;
  const { form, isLocked } = state;
  const isLong = field.kind === 'multiline';
  return (
    <Field {...wordsOf(field, state)}>
      {(control) => {
        const registered = form.register(`fields.${field.name}`, ruleOf(field));
        const placeholder = field.placeholder ?? undefined;
        if (field.options)
          return <Select {...control} {...registered} disabled={isLocked} options={optionsOf(field)} />;
        if (isLong)
          return <Textarea {...control} {...registered} mono readOnly={isLocked} placeholder={placeholder} rows={4} />;
        return (
          <Input
            {...control}
            {...registered}
            mono
            readOnly={isLocked}
            placeholder={placeholder}
            inputMode={field.kind === 'port' ? 'numeric' : undefined}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
        );
      }}
    </Field>
  );
}

/** Written, never read: a saved one is a strip with `Replace`. */
function SecretOfForm({ field, state }: FormFieldProps) {
  const { form, base, isKept, isLocked, demanded, replace } = state;
  const kept = isKept(field.name);
  const isSaved = base?.secretFields.includes(field.name) && base.state !== 'unreadable';
  if (field.kind === 'multiline' && !kept) return <LongSecret field={field} state={state} canKeep={Boolean(isSaved)} />;
  const input = kept ? {} : form.register(`fields.${field.name}`, ruleOf(field));
  return (
    <SecretField
      {...wordsOf(field, state)}
      hint={kept ? undefined : (field.hint ?? undefined)}
      savedAt={isSaved && base ? dateWords(base.secretSavedAt, 'UTC') : undefined}
      mustReplace={demanded.has(field.name)}
      onReplacing={(on) => replace(field.name, on)}
      input={{ ...input, readOnly: isLocked, placeholder: field.placeholder ?? undefined }}
    />
  );
}

function LongSecret({ field, state, canKeep }: FormFieldProps & { canKeep: boolean }) {
  const { form, isLocked, demanded, replace } = state;
  const words = wordsOf(field, state);
  const keep = canKeep && !demanded.has(field.name) && (
    <button type="button" className="linkbtn" onClick={() => replace(field.name, false)}>
      Keep the saved one
    </button>
  );
  return (
    <Field {...words} hint={keep || words.hint}>
      {(control) => (
        <Textarea
          {...control}
          {...form.register(`fields.${field.name}`, ruleOf(field))}
          mono
          rows={4}
          readOnly={isLocked}
          placeholder={field.placeholder ?? undefined}
          autoComplete="off"
          spellCheck={false}
        />
      )}
    </Field>
  );
}

const ruleOf = (field: FieldSpec) => ({ validate: (value: string) => problemOf(field, value) ?? true });

function wordsOf(field: FieldSpec, { form }: CredentialFormState) {
  return {
    label: field.label,
    hint: field.hint ?? undefined,
    error: form.formState.errors.fields?.[field.name]?.message,
    help: field.help ? { text: field.help.text, href: field.help.url ?? undefined } : undefined,
  };
}

function optionsOf(field: FieldSpec) {
  const options = field.options ?? [];
  return field.required ? options : [{ value: '', label: 'None' }, ...options];
}
