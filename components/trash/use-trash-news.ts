'use client';

import { useCallback } from 'react';
import { useRouter } from 'next/navigation';
import { subjectWords } from '#components/credentials/words.ts';
import { useAction } from '#components/session/session-gate.tsx';
import { dayWords } from '#components/ui/time-words.ts';
import { useToast } from '#components/ui/toast.tsx';
import { restoreCredentials } from '#lib/trash/actions.ts';
import type { DeletedDto } from '#lib/trash/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

/** Brings back and says so: under which name, where another had taken it meanwhile. */
export function useRestore(scope: Scope): (ids: readonly string[]) => Promise<void> {
  const restore = useAction(restoreCredentials);
  const { add } = useToast();
  const router = useRouter();
  return useCallback(
    async (ids) => {
      const result = await restore(scope, { ids: [...ids] });
      if (!result.ok) {
        add({ kind: 'failed', title: result.message });
        return;
      }
      const renamed = result.value.filter((one) => one.isRenamed).map((one) => one.name);
      add({
        title: `Restored ${subjectWords(result.value.map((one) => one.name))}.`,
        text: renamed.length > 0 ? `The name was taken meanwhile. Now called ${renamed.join(', ')}.` : undefined,
      });
      router.refresh();
    },
    [restore, scope, add, router],
  );
}

/** `Deleted Partner portal. Restorable until 21 Dec.`, with the way back inside. */
export function useDeletedNews(scope: Scope): (ids: readonly string[], deleted: DeletedDto) => void {
  const restore = useRestore(scope);
  const { add } = useToast();
  return useCallback(
    (ids, { names, restorableUntil, revocations }) => {
      const isLeft = revocations.some((one) => one.failure !== null);
      add({
        // What a person still has to do stays in sight.
        kind: isLeft ? 'failed' : 'done',
        title: `Deleted ${subjectWords(names)}.`,
        text: [...revocations.map(revokedWords), `Restorable until ${dayWords(restorableUntil, 'UTC')}.`].join(' '),
        action: { label: 'Undo', onPress: () => void restore(ids) },
      });
    },
    [add, restore],
  );
}

/** `Revoked at Slack.`, or what is left to do there. */
const revokedWords = ({ name, app, failure }: DeletedDto['revocations'][number]): string =>
  failure === null ? `Revoked at ${app}.` : `${name} was not revoked: ${failure.message} ${failure.fix}`;
