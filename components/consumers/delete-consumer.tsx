'use client';

import { useId, useState } from 'react';
import { useRouter } from 'next/navigation';
import { Trash2 } from 'lucide-react';
import { useForm } from 'react-hook-form';
import { Refused } from '#components/credentials/refused.tsx';
import { useAction } from '#components/session/session-gate.tsx';
import { consumersHref } from '#components/shell/hrefs.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Input } from '#components/ui/input.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { amount } from '#components/ui/words.ts';
import { deleteConsumer } from '#lib/consumers/actions.ts';
import type { ConsumerDto } from '#lib/consumers/schema.ts';
import type { Refusal } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { ConsumerInUse } from './consumer-in-use.tsx';

interface DeleteProps {
  scope: Scope;
  consumer: ConsumerDto;
}

export function DeleteButton(props: DeleteProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="danger" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Icon of={Trash2} />
        Delete consumer
      </Button>
      {isOpen && <DeleteConsumer {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

/** For good, so the id is typed once more; where active flows would stop it shows them instead. */
function DeleteConsumer({ scope, consumer, onClose }: DeleteProps & { onClose: () => void }) {
  const form = useId();
  const router = useRouter();
  const { add } = useToast();
  const remove = useAction(deleteConsumer);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const { id, externalId, credentials } = consumer;
  const { register, handleSubmit, setError, formState } = useForm({ defaultValues: { typed: '' } });
  const { errors, isSubmitting } = formState;
  const send = handleSubmit(async ({ typed }) => {
    const result = await remove(scope, { id, externalId: typed.trim() });
    if (!result.ok && result.code === 'INPUT_INVALID')
      return setError('typed', { message: result.message }, { shouldFocus: true });
    if (!result.ok) return setRefusal(result);
    add({
      title: `${externalId} is deleted.`,
      text: `With ${amount(result.value.credentials, 'credential')} and ${amount(result.value.tokens, 'token')}.`,
    });
    return router.push(consumersHref(scope));
  });
  if (refusal?.code === 'IN_USE')
    return <ConsumerInUse scope={scope} consumer={consumer} refusal={refusal} onClose={onClose} />;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !isSubmitting && onClose()}
      size="confirm"
      title={`Delete ${externalId}`}
      sentence={`For good, with ${credentials === 0 ? '' : `${amount(credentials, 'credential')}, all their versions, and `}every token of theirs. Nothing of it can be restored.`}
      actions={
        <>
          <Button onClick={onClose} disabled={isSubmitting}>
            Cancel
          </Button>
          <Button type="submit" form={form} variant="danger-fill" disabled={isSubmitting}>
            {isSubmitting ? 'Deleting…' : 'Delete for good'}
          </Button>
        </>
      }
    >
      <form id={form} className="stack wide" method="post" noValidate onSubmit={(event) => void send(event)}>
        <Field
          label="Type the consumer id"
          hint={
            <>
              <span className="mono">{externalId}</span>, so that nobody else is meant.
            </>
          }
          error={errors.typed?.message}
        >
          {(control) => (
            <Input
              {...control}
              {...register('typed', {
                validate: (typed) => typed.trim() === externalId || 'That is not the id of this consumer.',
              })}
              mono
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
            />
          )}
        </Field>
        {refusal && <Refused refusal={refusal} />}
      </form>
    </Dialog>
  );
}
