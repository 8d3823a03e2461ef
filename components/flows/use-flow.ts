'use client';

import { useRef, useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useAction } from '#components/session/session-gate.tsx';
import { secondMs } from '#lib/clock.ts';
import { readFlow } from '#lib/flows/actions.ts';
import { flowKeys, flowOptions } from '#lib/flows/cache.ts';
import type { FlowDetail, Seen } from '#lib/flows/schema.ts';
import type { ActionResult } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

export type Change = (run: (seen: Seen) => Promise<ActionResult<FlowDetail>>) => Promise<ActionResult<FlowDetail>>;

const freshMs = 15 * secondMs;

/**
 * A flow that is looked at and changed. Changes run one after the other, each from the newest revision; each answers the
 * flow as it is then. When somebody else was quicker the flow is read again and `isOvertaken` says so.
 */
export function useFlow(scope: Scope, initial: FlowDetail, now: number) {
  const client = useQueryClient();
  const key = flowKeys.one(scope, initial.id);
  const { data, dataUpdatedAt } = useQuery({
    ...flowOptions(scope, initial.id, useAction(readFlow)),
    initialData: { ok: true as const, value: initial },
    initialDataUpdatedAt: now,
    // The page brings the newest. Whoever comes back sees what the server says then, not what was here before.
    staleTime: freshMs,
    gcTime: 0,
  });
  // A read that fails takes nothing away from what is shown.
  const [good, setGood] = useState(initial);
  if (data.ok && data.value !== good) setGood(data.value);
  const flow = data.ok ? data.value : good;
  const [isOvertaken, setOvertaken] = useState(false);
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const reload = () => client.invalidateQueries({ queryKey: key });
  const changeNow: Change = async (run) => {
    const newest = client.getQueryData<ActionResult<FlowDetail>>(key);
    const { revision } = newest?.ok ? newest.value : flow;
    const result = await run({ flowId: initial.id, revision });
    if (result.ok) client.setQueryData(key, result);
    else await reload();
    setOvertaken(!result.ok && result.code === 'CHANGED_MEANWHILE');
    return result;
  };
  const change: Change = (run) => {
    const next = last.current.then(() => changeNow(run));
    last.current = next;
    return next;
  };
  return { flow, gone: data.ok ? null : data, now: dataUpdatedAt, isOvertaken, change, reload };
}

export type FlowEditor = ReturnType<typeof useFlow>;
