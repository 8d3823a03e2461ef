'use client';

import { useId } from 'react';
import { useForm } from 'react-hook-form';
import { zodResolver } from '@hookform/resolvers/zod';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { createFlowInput } from '#lib/flows/schema.ts';
import type { Refusal } from '#lib/result.ts';

interface NameDialogProps {
  title: string;
  sentence?: string;
  submit: string;
  name?: string;
  placeholder?: string;
  /** What follows a success is still on its way. */
  isLeaving?: boolean;
  /** A refusal stays at the field; null when it is done. */
  onSubmit: (name: string) => Promise<Refusal | null>;
  onClose: () => void;
}

/** One name, for making a flow and for giving it another. Shown while it is mounted. */
export function NameDialog(props: NameDialogProps) {
  const { title, sentence, submit, name = '', placeholder, isLeaving = false, onSubmit, onClose } = props;
  const id = useId();
  const form = useForm({ resolver: zodResolver(createFlowInput), defaultValues: { name } });
  const { errors, isSubmitting } = form.formState;
  const send = form.handleSubmit(async (typed) => {
    const refusal = await onSubmit(typed.name);
    if (refusal) form.setError('name', { message: refusal.message }, { shouldFocus: true });
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="confirm"
      title={title}
      sentence={sentence}
      keepOpenOutside
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={id} variant="primary" disabled={isSubmitting || isLeaving}>
            {submit}
          </Button>
        </>
      }
    >
      <form id={id} className="stack" method="post" noValidate onSubmit={(event) => void send(event)}>
        <Field label="Name" error={errors.name?.message}>
          {(control) => (
            <Input
              {...control}
              {...form.register('name')}
              autoComplete="off"
              maxLength={200}
              placeholder={placeholder}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
