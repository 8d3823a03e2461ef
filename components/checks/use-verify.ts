'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { useRouter } from 'next/navigation';
import { useQuery } from '@tanstack/react-query';
import type { Scope } from '#components/credentials/scope.ts';
import { passedWords } from '#components/credentials/use-saved-news.ts';
import { useAction } from '#components/session/session-gate.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { amount } from '#components/ui/words.ts';
import { checkCredential, listStandings, requestChecks } from '#lib/checks/actions.ts';
import { isAnyWaiting, standingsOptions } from '#lib/checks/cache.ts';
import type { VerificationDto } from '#lib/credentials/schema.ts';
import { progressOf, standingsWords } from './standings-words.ts';

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
  const { refresh } = useRouter();
  const verifyOne = async ({ id, name }: Subject) => {
    if (running.includes(id)) return;
    setRunning((before) => [...before, id]);
    const result = await check(scope, { id });
    setRunning((before) => before.filter((one) => one !== id));
    if (!result.ok) add({ kind: 'failed', title: name, text: result.message });
    else if (result.value.verification) add({ title: name, ...outcomeWords(result.value.verification) });
    refresh();
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

function useManyChecks(scope: Scope) {
  const [watched, setWatched] = useState<readonly string[]>([]);
  const request = useAction(requestChecks);
  const { data } = useQuery(standingsOptions(scope, watched, useAction(listStandings)));
  const { add, update, close } = useToast();
  const { refresh } = useRouter();
  const toast = useRef<string | null>(null);

  const start = useCallback(
    async (ids: readonly string[]) => {
      const result = await request(scope, { ids: [...ids] });
      if (!result.ok) return void add({ kind: 'failed', title: 'No check was started', text: result.message });
      if (toast.current) close(toast.current);
      toast.current = add({ kind: 'running', title: `Verifying ${amount(ids.length, 'credential')}` });
      setWatched(ids);
    },
    [request, scope, add, close],
  );

  // The answers come from elsewhere, one poll after another; what they say is told as they come.
  useEffect(() => {
    if (!data || watched.length === 0) return;
    const id = toast.current;
    const isOver = !data.ok || !isAnyWaiting(data.value);
    if (id && data.ok && !isOver) update(id, progressOf(data.value, watched.length));
    if (!isOver) return;
    if (id) close(id);
    toast.current = null;
    setWatched([]);
    add(data.ok ? standingsWords(data.value) : { kind: 'failed', title: data.message });
    refresh();
  }, [data, watched, add, update, close, refresh]);

  const done = new Set(data?.ok ? data.value.filter((one) => !one.isWaiting).map((one) => one.id) : []);
  return { start, waiting: watched.filter((id) => !done.has(id)) };
}
