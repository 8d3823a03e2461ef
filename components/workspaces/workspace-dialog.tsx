'use client';

import { useId } from 'react';
import { useForm } from 'react-hook-form';
import { zodResolver } from '@hookform/resolvers/zod';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import type { Refusal } from '#lib/result.ts';
import { newWorkspace } from '#lib/workspaces/schema.ts';

interface WorkspaceDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  sentence: string;
  submit: string;
  name?: string;
  /** Null when it is done. */
  onSubmit: (name: string) => Promise<Refusal | null>;
}

/** One name, for making a workspace and for giving it another. */
export function WorkspaceDialog(props: WorkspaceDialogProps) {
  const { open, onOpenChange, title, sentence, submit, name = '', onSubmit } = props;
  const id = useId();
  const form = useForm({ resolver: zodResolver(newWorkspace), values: { name } });
  const { errors, isSubmitting } = form.formState;
  const send = form.handleSubmit(async (typed) => {
    const refusal = await onSubmit(typed.name);
    if (refusal) form.setError('name', { message: refusal.message });
    else onOpenChange(false);
  });
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      size="confirm"
      title={title}
      sentence={sentence}
      actions={
        <>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button type="submit" form={id} variant="primary" disabled={isSubmitting}>
            {submit}
          </Button>
        </>
      }
    >
      <form id={id} className="stack" method="post" onSubmit={(event) => void send(event)}>
        <Field label="Name" error={errors.name?.message}>
          {(control) => <Input {...control} {...form.register('name')} autoComplete="off" />}
        </Field>
      </form>
    </Dialog>
  );
}
