'use client';

import { useState } from 'react';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Textarea } from '#components/ui/textarea.tsx';
import { paramsProblem, wholeProblem } from './form-model.ts';
import type { AppFormState } from './use-app-form.ts';
import { graceWords, lifeWords } from './words.ts';

/** What most clients never need. Open where something of it is set or wrong. */
export function FurtherFields({ state: { form, component, saved } }: { state: AppFormState }) {
  const { errors } = form.formState;
  const hasOwn = saved !== null && (Object.keys(saved.params).length > 0 || saved.lifeSeconds !== null);
  const [isOpen, setOpen] = useState(hasOwn || (saved?.graceSeconds ?? null) !== null);
  const isWrong = Boolean(errors.params ?? errors.lifeSeconds ?? errors.graceSeconds);
  return (
    <details className="fold" open={isOpen || isWrong} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Parameters and lifetimes</summary>
      <div className="stack wide">
        <Field
          label="Extra parameters"
          hint="Sent with every sign-in, one a line: prompt=consent"
          error={errors.params?.message}
        >
          {(control) => (
            <Textarea
              {...control}
              {...form.register('params', { validate: (text) => paramsProblem(text) ?? true })}
              mono
              rows={3}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
            />
          )}
        </Field>
        <div className="two">
          <Seconds
            label="Access token lives"
            hint={`In seconds, where ${component.name} does not say. Empty: ${lifeWords(component.lifeSeconds).toLowerCase()}.`}
            name="lifeSeconds"
            form={form}
          />
          {component.rotates && (
            <Seconds
              label="Used refresh token is taken again"
              hint={`In seconds. Empty: ${graceWords(component.graceSeconds).toLowerCase()}, as ${component.name} declares.`}
              name="graceSeconds"
              form={form}
            />
          )}
        </div>
      </div>
    </details>
  );
}

interface SecondsProps {
  label: string;
  hint: string;
  name: 'lifeSeconds' | 'graceSeconds';
  form: AppFormState['form'];
}

function Seconds({ label, hint, name, form }: SecondsProps) {
  return (
    <Field label={label} hint={hint} error={form.formState.errors[name]?.message}>
      {(control) => (
        <Input
          {...control}
          {...form.register(name, { validate: (text) => wholeProblem(text) ?? true })}
          mono
          inputMode="numeric"
          autoComplete="off"
        />
      )}
    </Field>
  );
}
