'use client';

import { useId } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { zodResolver } from '@hookform/resolvers/zod';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Result } from '#components/ui/result.tsx';
import type { Refusal } from '#lib/result.ts';
import { newWorkspace, type NewWorkspace } from '#lib/workspaces/schema.ts';
import { EnvironmentField } from './environment-field.tsx';

interface WorkspaceDialogProps {
  onClose: () => void;
  title: string;
  sentence: string;
  submit: string;
  saved: NewWorkspace;
  /** Null when it is done. */
  onSubmit: (workspace: NewWorkspace) => Promise<Refusal | null>;
}

/** Name and environment, for making a workspace and for changing one. Open while it is mounted. */
export function WorkspaceDialog({ onClose, title, sentence, submit, saved, onSubmit }: WorkspaceDialogProps) {
  const id = useId();
  const form = useForm({ resolver: zodResolver(newWorkspace), defaultValues: saved });
  const { errors, isSubmitting } = form.formState;
  const send = form.handleSubmit(async (typed) => {
    const refusal = await onSubmit(typed);
    if (refusal) form.setError(refusal.code === 'NAME_TAKEN' ? 'name' : 'root', { message: refusal.message });
    else onClose();
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="confirm"
      title={title}
      sentence={sentence}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={id} variant="primary" disabled={isSubmitting}>
            {isSubmitting ? 'One moment…' : submit}
          </Button>
        </>
      }
    >
      <form id={id} className="stack wide" method="post" onSubmit={(event) => void send(event)}>
        {errors.root?.message && <Result state="failed" title={errors.root.message} />}
        <Field label="Name" error={errors.name?.message}>
          {(control) => <Input {...control} {...form.register('name')} autoComplete="off" />}
        </Field>
        <Controller
          control={form.control}
          name="environment"
          render={({ field }) => (
            <EnvironmentField value={field.value} onChange={field.onChange} error={errors.environment?.message} />
          )}
        />
      </form>
    </Dialog>
  );
}
