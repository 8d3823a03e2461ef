'use client';

import { useRef, useState } from 'react';
import { useAction } from '#components/session/session-gate.tsx';
import { checkCredential } from '#lib/checks/actions.ts';
import type { StepDto } from '#lib/flows/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { checkWords, subjectsOf, type CheckOutcome, type CheckSummary } from './check-words.ts';

/** Checks each credential of a flow with its app, one after the other, and says what came of it. */
export function useRunCheck(scope: Scope, onDone: () => Promise<unknown>) {
  const [waiting, setWaiting] = useState<ReadonlySet<string>>(new Set());
  const [summary, setSummary] = useState<CheckSummary | null>(null);
  const isRunning = useRef(false);
  const check = useAction(checkCredential);
  const run = async (steps: readonly StepDto[]) => {
    const subjects = subjectsOf(steps);
    if (isRunning.current || subjects.length === 0) return;
    isRunning.current = true;
    setSummary(null);
    setWaiting(new Set(subjects.map((one) => one.id)));
    const outcomes: CheckOutcome[] = [];
    for (const subject of subjects) {
      const result = await check(scope, { id: subject.id });
      outcomes.push({ ...subject, ...outcomeOf(result) });
      setWaiting((before) => new Set([...before].filter((id) => id !== subject.id)));
      await onDone();
    }
    setSummary(checkWords(outcomes));
    isRunning.current = false;
  };
  return { run, waiting, summary };
}

type Checked = Awaited<ReturnType<typeof checkCredential>>;

function outcomeOf(result: Checked): Pick<CheckOutcome, 'outcome' | 'message'> {
  if (!result.ok) return { outcome: 'failed', message: result.message };
  const { verification } = result.value;
  return { outcome: verification?.outcome ?? 'not_testable', message: verification?.message ?? '' };
}
