'use client';

import { useId } from 'react';
import { useRouter } from 'next/navigation';
import { useForm } from 'react-hook-form';
import { useAction } from '#components/session/session-gate.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Result } from '#components/ui/result.tsx';
import { SecretField } from '#components/ui/secret-field.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { rotateSecret } from '#lib/oauth-apps/actions.ts';
import type { OauthAppDetail } from '#lib/oauth-apps/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

interface ReplaceSecretProps {
  scope: Scope;
  app: OauthAppDetail;
  onClose: () => void;
}

/** The next client secret of the same client. Open while it is mounted. */
export function ReplaceSecret({ scope, app, onClose }: ReplaceSecretProps) {
  const id = useId();
  const router = useRouter();
  const { add } = useToast();
  const rotate = useAction(rotateSecret);
  const form = useForm({ defaultValues: { clientSecret: '' } });
  const { errors, isSubmitting } = form.formState;
  const send = form.handleSubmit(async ({ clientSecret }) => {
    const result = await rotate(scope, { id: app.id, revision: app.revision, clientSecret });
    if (!result.ok) {
      const isOfField = result.code === 'INPUT_INVALID';
      return form.setError(
        isOfField ? 'clientSecret' : 'root',
        { message: result.message },
        { shouldFocus: isOfField },
      );
    }
    add({ title: `The client secret of ${app.name} is replaced. The next refresh signs in with it.` });
    router.refresh();
    return onClose();
  });
  const rule = { validate: (value: string) => value.trim() !== '' || 'A client secret is needed.' };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="confirm"
      keepOpenOutside
      title={`Replace the secret of ${app.name}`}
      sentence="Make a new one at the provider first. Credentials and their tokens stay as they are."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={id} variant="primary" disabled={isSubmitting}>
            {isSubmitting ? 'Saving…' : 'Replace'}
          </Button>
        </>
      }
    >
      <form id={id} className="stack" method="post" noValidate onSubmit={(event) => void send(event)}>
        <SecretField
          label="New client secret"
          error={errors.clientSecret?.message}
          input={form.register('clientSecret', rule)}
        />
        {errors.root?.message && <Result state="failed" title={errors.root.message} />}
      </form>
    </Dialog>
  );
}
