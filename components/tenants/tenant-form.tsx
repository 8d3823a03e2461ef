'use client';

import { useForm } from 'react-hook-form';
import type { z } from 'zod';
import { zodResolver } from '@hookform/resolvers/zod';
import { Button } from '#components/ui/button.tsx';
import { Result } from '#components/ui/result.tsx';
import { defaultWorkspaceName, newTenant } from '#lib/tenants/schema.ts';
import { TenantFields } from './tenant-fields.tsx';

interface TenantFormProps {
  submit: string;
  refusal: string | null;
  onBack?: () => void;
  onDone: (tenant: z.input<typeof newTenant>) => Promise<void>;
}

export function TenantForm({ submit, refusal, onBack, onDone }: TenantFormProps) {
  const form = useForm({
    resolver: zodResolver(newTenant),
    defaultValues: { name: '', workspaceName: defaultWorkspaceName },
  });
  const { isSubmitting } = form.formState;
  const send = form.handleSubmit(onDone);
  return (
    <form className="stack" method="post" onSubmit={(event) => void send(event)}>
      {refusal && <Result state="failed" title={refusal} />}
      <TenantFields form={form} />
      <Button type="submit" variant="primary" disabled={isSubmitting}>
        {isSubmitting ? 'One moment…' : submit}
      </Button>
      {onBack && (
        <Button onClick={onBack} disabled={isSubmitting}>
          Back
        </Button>
      )}
    </form>
  );
}
