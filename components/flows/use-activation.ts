'use client';

import { useRef, useState } from 'react';
import { useAction } from '#components/session/session-gate.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { activateFlow, pauseFlow } from '#lib/flows/actions.ts';
import type { Refusal } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import type { FlowEditor } from './use-flow.ts';

/** Activate and pause, one at a time. What is refused is kept until it goes through or the flow is another. */
export function useActivation(scope: Scope, editor: FlowEditor, onWaiting: () => void) {
  const { flow, change } = editor;
  const [isRunning, setRunning] = useState(false);
  const [refused, setRefused] = useState<{ refusal: Refusal; revision: number } | null>(null);
  const isBusy = useRef(false);
  const start = useAction(activateFlow);
  const stop = useAction(pauseFlow);
  const { add } = useToast();
  const run = async (act: typeof start, news: string) => {
    if (isBusy.current) return;
    isBusy.current = true;
    setRunning(true);
    const result = await change((seen) => act(scope, seen));
    isBusy.current = false;
    setRunning(false);
    setRefused(result.ok ? null : { refusal: result, revision: flow.revision });
    if (result.ok) add({ title: `${result.value.name} ${news}.` });
    else onWaiting();
  };
  return {
    activate: () => (flow.waiting === null ? void run(start, 'is active') : onWaiting()),
    pause: () => void run(stop, 'is paused'),
    isRunning,
    refusal: refused?.revision === flow.revision ? refused.refusal : null,
  };
}
