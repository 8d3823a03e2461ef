'use client';

import { useState } from 'react';
import { useRouter } from 'next/navigation';
import { Controller, useForm } from 'react-hook-form';
import { zodResolver } from '@hookform/resolvers/zod';
import { useAction } from '#components/session/session-gate.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import type { Role } from '#lib/access.ts';
import { createInvite } from '#lib/invites/actions.ts';
import { newInvite, type InviteLink, type NewInvite } from '#lib/invites/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { LinkDialog } from './link-dialog.tsx';
import { RoleField } from './role-field.tsx';

interface InviteDialogProps {
  scope: Scope;
  ownRole: Role;
  onClose: () => void;
}

/** An address and a role become a link. */
export function InviteDialog({ scope, ownRole, onClose }: InviteDialogProps) {
  const [link, setLink] = useState<InviteLink | null>(null);
  const router = useRouter();
  const invite = useAction(createInvite);
  const form = useForm<NewInvite>({
    resolver: zodResolver(newInvite),
    defaultValues: { email: '', role: 'builder' },
  });
  const { errors, isSubmitting } = form.formState;
  const send = form.handleSubmit(async (typed) => {
    const result = await invite(scope, typed);
    if (result.ok) {
      setLink(result.value);
      router.refresh();
    } else form.setError(result.detail['field'] === 'email' ? 'email' : 'root', { message: result.message });
  });
  return (
    <LinkDialog
      title="Invite somebody"
      sentence="You get a link to send to them yourself. No mail is sent."
      link={link}
      isBusy={isSubmitting}
      refusal={errors.root?.message}
      onSubmit={(event) => void send(event)}
      onClose={onClose}
    >
      <Field
        label="E-mail"
        hint="Only somebody who signs in with this address can use the link."
        error={errors.email?.message}
      >
        {(control) => <Input {...control} {...form.register('email')} type="email" autoComplete="off" />}
      </Field>
      <Controller
        control={form.control}
        name="role"
        render={({ field }) => <RoleField ownRole={ownRole} value={field.value} onChange={field.onChange} />}
      />
    </LinkDialog>
  );
}
