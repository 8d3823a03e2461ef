'use client';

import { useId, useState } from 'react';
import { useRouter } from 'next/navigation';
import { Plus } from 'lucide-react';
import { useForm } from 'react-hook-form';
import { useAction } from '#components/session/session-gate.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { createEndpoint } from '#lib/webhooks/actions.ts';
import type { SecretDto } from '#lib/webhooks/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { EndpointFields } from './endpoint-fields.tsx';
import { emptyForm, fieldOf, typesOf, type EndpointForm } from './form-model.ts';
import { SecretActions, SecretShown } from './secret-once.tsx';

export function NewWebhookButton({ scope }: { scope: Scope }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button small onClick={() => setOpen(true)}>
        <Icon of={Plus} />
        New webhook
      </Button>
      {isOpen && <CreateWebhook scope={scope} onClose={() => setOpen(false)} />}
    </>
  );
}

/** Asks where and what, then shows the signing secret once. Open while it is mounted. */
function CreateWebhook({ scope, onClose }: { scope: Scope; onClose: () => void }) {
  const id = useId();
  const router = useRouter();
  const create = useAction(createEndpoint);
  const [made, setMade] = useState<SecretDto | null>(null);
  const form = useForm<EndpointForm>({ defaultValues: emptyForm, mode: 'onTouched' });
  const { isSubmitting } = form.formState;
  const send = form.handleSubmit(async (typed) => {
    const { url, description, form: messageForm } = typed;
    const result = await create(scope, { url, description, form: messageForm, types: typesOf(typed) });
    if (!result.ok) return form.setError(fieldOf(result), { message: result.message }, { shouldFocus: true });
    router.refresh();
    return setMade(result.value);
  });
  const ask = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button type="submit" form={id} variant="primary" disabled={isSubmitting}>
        {isSubmitting ? 'Saving…' : 'Save'}
      </Button>
    </>
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      keepOpenOutside
      title={made ? 'Give this secret to the receiver' : 'New webhook'}
      sentence={
        made ? 'From now on events of this workspace are sent there.' : 'Tells other software what happens here.'
      }
      consequence={made ? 'Shown this once.' : 'Messages never hold a secret of a credential.'}
      actions={made ? <SecretActions made={made} onClose={onClose} /> : ask}
    >
      {made ? (
        <SecretShown made={made} />
      ) : (
        <form id={id} className="stack wide" method="post" noValidate onSubmit={(event) => void send(event)}>
          <EndpointFields form={form} isNew />
        </form>
      )}
    </Dialog>
  );
}
