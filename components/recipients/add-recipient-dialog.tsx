'use client';

import { useId } from 'react';
import { useRouter } from 'next/navigation';
import { useForm, useWatch } from 'react-hook-form';
import { zodResolver } from '@hookform/resolvers/zod';
import { useAction } from '#components/session/session-gate.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Result } from '#components/ui/result.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { addRecipient } from '#lib/recipients/actions.ts';
import { newRecipient } from '#lib/recipients/schema.ts';
import type { Refusal } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { WhoseKey } from './whose-key.tsx';
import { keyHint } from './words.ts';

/** A key becomes a name to choose at an export. Open while it is mounted. */
export function AddRecipientDialog({ scope, onClose }: { scope: Scope; onClose: () => void }) {
  const id = useId();
  const router = useRouter();
  const { add } = useToast();
  const run = useAction(addRecipient);
  const form = useForm({
    resolver: zodResolver(newRecipient),
    defaultValues: { name: '', key: '' },
    mode: 'onTouched',
  });
  const { errors, isSubmitting } = form.formState;
  const key = useWatch({ control: form.control, name: 'key' });
  const send = form.handleSubmit(async (typed) => {
    const result = await run(scope, typed);
    if (!result.ok) return form.setError(fieldOf(result), { message: result.message }, { shouldFocus: true });
    add({ title: `${typed.name} is a recipient now.` });
    router.refresh();
    return onClose();
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      keepOpenOutside
      title="Add recipient"
      sentence="A tenant, here or elsewhere, that you export for."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={id} variant="primary" disabled={isSubmitting}>
            {isSubmitting ? 'Adding…' : 'Add recipient'}
          </Button>
        </>
      }
    >
      <form id={id} className="stack wide" method="post" noValidate onSubmit={(event) => void send(event)}>
        <Field label="Name" error={errors.name?.message}>
          {(control) => <Input {...control} {...form.register('name')} autoComplete="off" maxLength={200} />}
        </Field>
        <Field label="Receiving key" hint={keyHint} error={errors.key?.message}>
          {(control) => <Input {...control} {...form.register('key')} mono autoComplete="off" spellCheck={false} />}
        </Field>
        <WhoseKey scope={scope} typed={key} />
        {errors.root?.message && <Result state="failed" title="Nothing was kept." fix={errors.root.message} />}
      </form>
    </Dialog>
  );
}

function fieldOf({ detail }: Refusal): 'name' | 'key' | 'root' {
  const { field } = detail;
  return field === 'name' || field === 'key' ? field : 'root';
}
