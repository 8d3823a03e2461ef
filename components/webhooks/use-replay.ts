'use client';

import { useRouter } from 'next/navigation';
import { useAction } from '#components/session/session-gate.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { amount } from '#components/ui/words.ts';
import { replayDead, replayDelivery } from '#lib/delivery-log/actions.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

/** Sends again what was given up, one or all. */
export function useReplay(scope: Scope) {
  const one = useAction(replayDelivery);
  const all = useAction(replayDead);
  const router = useRouter();
  const { add } = useToast();
  const replay = async ({ id, eventId }: { id: string; eventId: string }) => {
    const result = await one(scope, { id });
    if (result.ok) add({ title: 'It is sent again.', text: `With the same id, ${eventId}.` });
    else add({ kind: 'failed', title: 'It was not sent again.', text: result.message });
    router.refresh();
  };
  const replayAll = async (endpointId: string) => {
    const result = await all(scope, { endpointId });
    if (result.ok) add({ title: `${amount(result.value, 'event is', 'events are')} sent again.` });
    else add({ kind: 'failed', title: 'Nothing was sent again.', text: result.message });
    router.refresh();
  };
  return { replay, replayAll };
}
