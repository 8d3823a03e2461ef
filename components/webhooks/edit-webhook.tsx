'use client';

import { useId } from 'react';
import { useRouter } from 'next/navigation';
import { useForm } from 'react-hook-form';
import { useAction } from '#components/session/session-gate.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { updateEndpoint } from '#lib/webhooks/actions.ts';
import type { EndpointDto } from '#lib/webhooks/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { EndpointFields } from './endpoint-fields.tsx';
import { fieldOf, formOf, typesOf } from './form-model.ts';

interface EditWebhookProps {
  scope: Scope;
  endpoint: EndpointDto;
  onClose: () => void;
}

/** Open while it is mounted. */
export function EditWebhook({ scope, endpoint, onClose }: EditWebhookProps) {
  const id = useId();
  const router = useRouter();
  const { add } = useToast();
  const update = useAction(updateEndpoint);
  const form = useForm({ defaultValues: formOf(endpoint), mode: 'onTouched' });
  const { isSubmitting } = form.formState;
  const send = form.handleSubmit(async (typed) => {
    const { url, description } = typed;
    const change = { id: endpoint.id, revision: endpoint.revision, url, description, types: typesOf(typed) };
    const result = await update(scope, change);
    if (!result.ok) return form.setError(fieldOf(result), { message: result.message }, { shouldFocus: true });
    add({ title: 'The webhook is changed.' });
    router.refresh();
    return onClose();
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      keepOpenOutside
      title="Edit webhook"
      consequence="The signing secret stays."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={id} variant="primary" disabled={isSubmitting}>
            {isSubmitting ? 'Saving…' : 'Save'}
          </Button>
        </>
      }
    >
      <form id={id} className="stack wide" method="post" noValidate onSubmit={(event) => void send(event)}>
        <EndpointFields form={form} isNew={false} />
      </form>
    </Dialog>
  );
}
