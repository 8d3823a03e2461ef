'use client';

import { useId } from 'react';
import { useRouter } from 'next/navigation';
import { useForm } from 'react-hook-form';
import { zodResolver } from '@hookform/resolvers/zod';
import { useAction } from '#components/session/session-gate.tsx';
import { credentialsHref } from '#components/shell/hrefs.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Result } from '#components/ui/result.tsx';
import { createTenant } from '#lib/tenants/actions.ts';
import { defaultWorkspaceName, newTenant } from '#lib/tenants/schema.ts';
import { TenantFields } from './tenant-fields.tsx';

interface NewTenantDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function NewTenantDialog({ open, onOpenChange }: NewTenantDialogProps) {
  const id = useId();
  const router = useRouter();
  const create = useAction(createTenant);
  const form = useForm({
    resolver: zodResolver(newTenant),
    defaultValues: { name: '', workspaceName: defaultWorkspaceName },
  });
  const { errors, isSubmitting } = form.formState;
  const send = form.handleSubmit(async (typed) => {
    const result = await create(typed);
    if (!result.ok) {
      form.setError('root', { message: result.message });
      return;
    }
    form.reset();
    onOpenChange(false);
    router.push(credentialsHref(result.value));
  });
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="New tenant"
      sentence="It has its own members, workspaces and key. You are its owner."
      actions={
        <>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button type="submit" form={id} variant="primary" disabled={isSubmitting}>
            {isSubmitting ? 'Creating…' : 'Create tenant'}
          </Button>
        </>
      }
    >
      <form id={id} className="stack" method="post" onSubmit={(event) => void send(event)}>
        {errors.root?.message && <Result state="failed" title={errors.root.message} />}
        <TenantFields form={form} />
      </form>
    </Dialog>
  );
}
