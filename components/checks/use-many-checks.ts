'use client';

import { useState } from 'react';
import { useRouter } from 'next/navigation';
import { useQueryClient } from '@tanstack/react-query';
import { useAction } from '#components/session/session-gate.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { listStandings, requestChecks } from '#lib/checks/actions.ts';
import { isAnyWaiting, pollMs, standingsOptions } from '#lib/checks/cache.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { progressOf, standingsWords } from './standings-words.ts';

/** Checks that run in the background, watched until the last has come back; the toast tells on any page. */
export function useManyChecks(scope: Scope) {
  const [waiting, setWaiting] = useState<readonly string[]>([]);
  const request = useAction(requestChecks);
  const list = useAction(listStandings);
  const client = useQueryClient();
  const { add, update, close } = useToast();
  const router = useRouter();

  const watch = async (ids: readonly string[], toast: string) => {
    for (let looks = 0; ; looks += 1) {
      const result = await client.fetchQuery(standingsOptions(scope, ids, list));
      if (!result.ok) return { kind: 'failed' as const, title: 'The checks go on unseen', text: result.message };
      setWaiting(result.value.filter((one) => one.isWaiting).map((one) => one.id));
      if (!isAnyWaiting(result.value)) return standingsWords(result.value);
      update(toast, progressOf(result.value, ids.length));
      await new Promise((resolve) => setTimeout(resolve, pollMs(looks)));
    }
  };

  const start = async (ids: readonly string[]) => {
    setWaiting(ids);
    const result = await request(scope, { ids: [...ids] });
    if (result.ok) {
      const toast = add(progressOf([], ids.length));
      const news = await watch(ids, toast);
      close(toast);
      add(news);
      router.refresh();
    } else {
      add({ kind: 'failed', title: 'No check was started', text: result.message });
    }
    setWaiting([]);
  };

  return { start, waiting };
}
