'use client';

import type { UseFormReturn } from 'react-hook-form';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';

interface TenantText {
  name: string;
  workspaceName: string;
}

export function TenantFields({ form }: { form: UseFormReturn<TenantText> }) {
  const { errors } = form.formState;
  return (
    <>
      <Field
        label="Tenant"
        hint="Your organisation, or the customer you keep credentials for."
        error={errors.name?.message}
      >
        {(control) => <Input {...control} {...form.register('name')} autoComplete="organization" />}
      </Field>
      <Field
        label="First workspace"
        hint="Credentials live in a workspace and cannot be used from another."
        error={errors.workspaceName?.message}
      >
        {(control) => <Input {...control} {...form.register('workspaceName')} autoComplete="off" />}
      </Field>
    </>
  );
}
