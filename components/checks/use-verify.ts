'use client';

import { useState } from 'react';
import { useRouter } from 'next/navigation';
import { passedWords } from '#components/credentials/use-saved-news.ts';
import { useAction } from '#components/session/session-gate.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { checkCredential } from '#lib/checks/actions.ts';
import type { VerificationDto } from '#lib/credentials/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { useManyChecks } from './use-many-checks.ts';

interface Subject {
  readonly id: string;
  readonly name: string;
}

/** Checks now: one at once, many in the background. Answers which are being checked. */
export function useVerify(scope: Scope) {
  const [running, setRunning] = useState<readonly string[]>([]);
  const many = useManyChecks(scope);
  const check = useAction(checkCredential);
  const { add } = useToast();
  const router = useRouter();
  const verifyOne = async ({ id, name }: Subject) => {
    if (running.includes(id)) return;
    setRunning((before) => [...before, id]);
    const result = await check(scope, { id });
    setRunning((before) => before.filter((one) => one !== id));
    if (!result.ok) add({ kind: 'failed', title: name, text: result.message });
    else if (result.value.verification) add({ title: name, ...outcomeWords(result.value.verification) });
    router.refresh();
  };
  const verify = (subjects: readonly Subject[]) => {
    const [first, ...rest] = subjects;
    if (first && rest.length === 0) void verifyOne(first);
    else if (first) void many.start(subjects.map((one) => one.id));
  };
  return { verify, checking: new Set([...running, ...many.waiting]) };
}

function outcomeWords(verification: VerificationDto) {
  const { outcome, message, fix } = verification;
  if (outcome !== 'failed') return { text: passedWords(verification) };
  return { kind: 'failed' as const, text: fix ? `${message} ${fix}` : message };
}
