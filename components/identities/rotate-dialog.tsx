'use client';

import { useId } from 'react';
import { useRouter } from 'next/navigation';
import { useForm } from 'react-hook-form';
import { useAction } from '#components/session/session-gate.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Result } from '#components/ui/result.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { rotateKey } from '#lib/identities/actions.ts';
import type { KeyKind } from '#lib/identities/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { keyWords } from './words.ts';

interface RotateDialogProps {
  scope: Scope;
  kind: KeyKind;
  fingerprint: string;
  onClose: () => void;
}

/** Says what rotating means, and asks for the password. Open while it is mounted. */
export function RotateDialog({ scope, kind, fingerprint, onClose }: RotateDialogProps) {
  const id = useId();
  const router = useRouter();
  const { add } = useToast();
  const rotate = useAction(rotateKey);
  const form = useForm({ defaultValues: { password: '' } });
  const { errors, isSubmitting } = form.formState;
  const { title, rotation } = keyWords[kind];
  const send = form.handleSubmit(async ({ password }) => {
    const result = await rotate(scope, { kind, fingerprint, password });
    if (!result.ok) {
      const isAboutPassword = result.code === 'PASSWORD_WRONG' || result.code === 'TOO_MANY_ATTEMPTS';
      form.setError(isAboutPassword ? 'password' : 'root', { message: result.message }, { shouldFocus: true });
      return;
    }
    add({ title: `${title} rotated`, text: `Its fingerprint is ${result.value.fingerprint}.` });
    router.refresh();
    onClose();
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !isSubmitting && onClose()}
      size="confirm"
      title={`Rotate the ${title.toLowerCase()}`}
      sentence={rotation}
      keepOpenOutside
      actions={
        <>
          <Button onClick={onClose} disabled={isSubmitting}>
            Cancel
          </Button>
          <Button type="submit" form={id} variant="primary" disabled={isSubmitting}>
            {isSubmitting ? 'Rotating…' : 'Rotate'}
          </Button>
        </>
      }
    >
      <form id={id} className="stack" method="post" noValidate onSubmit={(event) => void send(event)}>
        <Field label="Your password" error={errors.password?.message}>
          {(control) => (
            <Input
              {...control}
              {...form.register('password', { required: 'Type your password.' })}
              type="password"
              autoComplete="current-password"
              readOnly={isSubmitting}
            />
          )}
        </Field>
        {errors.root?.message && <Result state="failed" title="The key was not rotated." fix={errors.root.message} />}
      </form>
    </Dialog>
  );
}
