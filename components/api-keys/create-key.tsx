'use client';

import { useId, useState } from 'react';
import { useRouter } from 'next/navigation';
import { Plus } from 'lucide-react';
import { useForm } from 'react-hook-form';
import { useAction } from '#components/session/session-gate.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { createKey } from '#lib/api-keys/actions.ts';
import type { ApiDoor, CreatedKeyDto } from '#lib/api-keys/schema.ts';
import { systemClock } from '#lib/clock.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { emptyForm, fieldOf, inputOf, type KeyForm } from './form-model.ts';
import { KeyFields } from './key-fields.tsx';
import { KeyOnce } from './key-once.tsx';

interface CreateKeyProps {
  scope: Scope;
  door: ApiDoor;
}

export function NewKeyButton(props: CreateKeyProps) {
  const [isOpen, setOpen] = useState(false);
  const [made, setMade] = useState<CreatedKeyDto | null>(null);
  const close = () => {
    setOpen(false);
    setMade(null);
  };
  return (
    <>
      <Button small aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Icon of={Plus} />
        New API key
      </Button>
      {isOpen && !made && <CreateKey scope={props.scope} onMade={setMade} onClose={close} />}
      {made && <KeyOnce made={made} door={props.door} onClose={close} />}
    </>
  );
}

interface AskProps {
  scope: Scope;
  onMade: (made: CreatedKeyDto) => void;
  onClose: () => void;
}

/** Asks what the key is for. Open while it is mounted; the password goes with it. */
function CreateKey({ scope, onMade, onClose }: AskProps) {
  const id = useId();
  const router = useRouter();
  const create = useAction(createKey);
  const form = useForm<KeyForm>({ defaultValues: emptyForm, mode: 'onTouched' });
  const { isSubmitting } = form.formState;
  const send = form.handleSubmit(async (typed) => {
    const result = await create(scope, inputOf(typed, systemClock()));
    if (!result.ok) return form.setError(fieldOf(result), { message: result.message }, { shouldFocus: true });
    router.refresh();
    return onMade(result.value);
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !isSubmitting && onClose()}
      keepOpenOutside
      title="New API key"
      sentence="Lets a program into this workspace, for what is ticked and nothing else."
      consequence="Shown once, then only its hash is kept."
      actions={
        <>
          <Button onClick={onClose} disabled={isSubmitting}>
            Cancel
          </Button>
          <Button type="submit" form={id} variant="primary" disabled={isSubmitting}>
            {isSubmitting ? 'Making it…' : 'Make the key'}
          </Button>
        </>
      }
    >
      <form id={id} className="stack wide" method="post" noValidate onSubmit={(event) => void send(event)}>
        <KeyFields form={form} />
      </form>
    </Dialog>
  );
}
