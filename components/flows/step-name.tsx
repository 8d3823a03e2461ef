'use client';

import { useForm } from 'react-hook-form';
import { zodResolver } from '@hookform/resolvers/zod';
import { useAction } from '#components/session/session-gate.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { renameStep } from '#lib/steps/actions.ts';
import { renameStepInput } from '#lib/steps/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import type { FlowEditor } from './use-flow.ts';

interface StepNameProps {
  scope: Scope;
  editor: FlowEditor;
  step: { readonly id: string; readonly name: string };
}

const typed = renameStepInput.pick({ name: true });

/** Saved with `Enter` or on leaving the field. */
export function StepName({ scope, editor, step }: StepNameProps) {
  const rename = useAction(renameStep);
  const form = useForm({ resolver: zodResolver(typed), values: { name: step.name } });
  const save = form.handleSubmit(async ({ name }) => {
    if (name === step.name) return;
    const result = await editor.change((seen) => rename(scope, { ...seen, stepId: step.id, name }));
    if (!result.ok) form.setError('name', { message: result.message });
  });
  return (
    <form method="post" noValidate onSubmit={(event) => void save(event)}>
      <Field label="Name of the step" error={form.formState.errors.name?.message}>
        {(control) => (
          <Input
            {...control}
            {...form.register('name', { onBlur: () => void save() })}
            autoComplete="off"
            maxLength={200}
          />
        )}
      </Field>
    </form>
  );
}
