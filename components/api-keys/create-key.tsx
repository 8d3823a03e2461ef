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
import { KeyActions, KeyShown } from './key-once.tsx';
import { useLeaving } from './use-leaving.ts';

interface CreateKeyProps {
  scope: Scope;
  door: ApiDoor;
}

export function NewKeyButton(props: CreateKeyProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button small aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Icon of={Plus} />
        New API key
      </Button>
      {isOpen && <CreateKey {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

/** Asks what the key is for, then shows it once. Open while it is mounted; the password and the key go with it. */
function CreateKey({ scope, door, onClose }: CreateKeyProps & { onClose: () => void }) {
  const id = useId();
  const router = useRouter();
  const create = useAction(createKey);
  const [made, setMade] = useState<CreatedKeyDto | null>(null);
  const form = useForm<KeyForm>({ defaultValues: emptyForm, mode: 'onTouched' });
  const { isSubmitting } = form.formState;
  const leaving = useLeaving(made !== null, onClose);
  const send = form.handleSubmit(async (typed) => {
    const result = await create(scope, inputOf(typed, systemClock()));
    if (!result.ok) return form.setError(fieldOf(result), { message: result.message }, { shouldFocus: true });
    router.refresh();
    return setMade(result.value);
  });
  const ask = (
    <>
      <Button onClick={onClose} disabled={isSubmitting}>
        Cancel
      </Button>
      <Button type="submit" form={id} variant="primary" disabled={isSubmitting}>
        {isSubmitting ? 'Making it…' : 'Make the key'}
      </Button>
    </>
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !isSubmitting && leaving.leave()}
      keepOpenOutside
      title={made ? `Copy the key of ${made.key.name}` : 'New API key'}
      sentence={
        made
          ? 'Give it to the program it is for, and to nobody else.'
          : 'Lets a program into this workspace, for what is ticked and nothing else.'
      }
      consequence={made ? 'Shown this once.' : 'Shown once, then only its hash is kept.'}
      actions={made ? <KeyActions token={made.token} leaving={leaving} /> : ask}
    >
      {made ? (
        <KeyShown token={made.token} door={door} leaving={leaving} />
      ) : (
        <form id={id} className="stack wide" method="post" noValidate onSubmit={(event) => void send(event)}>
          <KeyFields form={form} />
        </form>
      )}
    </Dialog>
  );
}
