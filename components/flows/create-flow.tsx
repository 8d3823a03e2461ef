'use client';

import { useTransition } from 'react';
import { useRouter } from 'next/navigation';
import { Plus } from 'lucide-react';
import { useCreateParam } from '#components/credentials/create-param.ts';
import { useAction } from '#components/session/session-gate.tsx';
import { flowHref } from '#components/shell/hrefs.ts';
import { useKeys } from '#components/shell/keys.ts';
import { Button } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { createFlow } from '#lib/flows/actions.ts';
import type { Refusal } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { NameDialog } from './name-dialog.tsx';

/** The button, its key `C`, and the dialog of `?create=`. A name is enough; the builder has the rest. */
export function CreateFlow({ scope }: { scope: Scope }) {
  const { component, open, close } = useCreateParam();
  const [isLeaving, startLeaving] = useTransition();
  const create = useAction(createFlow);
  const router = useRouter();
  useKeys({ c: () => open() });
  const submit = async (name: string): Promise<Refusal | null> => {
    const result = await create(scope, { name });
    if (!result.ok) return result;
    startLeaving(() => router.push(flowHref(scope, result.value.id)));
    return null;
  };
  return (
    <>
      <Button variant="primary" aria-haspopup="dialog" aria-keyshortcuts="c" onClick={() => open()}>
        <Icon of={Plus} />
        Create Flow
      </Button>
      {component !== null && (
        <NameDialog
          title="Create Flow"
          sentence="Its steps and their credentials come next."
          submit="Create"
          placeholder="Order sync"
          isLeaving={isLeaving}
          onSubmit={submit}
          onClose={close}
        />
      )}
    </>
  );
}
