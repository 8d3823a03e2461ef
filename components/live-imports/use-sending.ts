'use client';

import { useEffect, useRef, useState } from 'react';
import { useRouter } from 'next/navigation';
import { problemOf, type Problem } from '#components/imports/problem.ts';
import { sendFile } from '#components/imports/send-file.ts';
import type { ChosenFile } from '#components/imports/stage.ts';
import { useAction } from '#components/session/session-gate.tsx';
import { fileBytesMax, tooLargeText } from '#lib/live-imports/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { liveImportHref, sendConnectionsHref } from './hrefs.ts';

/** Where a file of connections is on its way in. */
export type Sending =
  | { readonly at: 'upload'; readonly file: ChosenFile | null; readonly problem: Problem | null }
  | { readonly at: 'sending'; readonly file: ChosenFile; readonly sent: number };

interface SendingRun {
  readonly stage: Sending;
  readonly choose: (file: File) => void;
  readonly refuse: (message: string) => void;
  readonly cancel: () => void;
}

const start: Sending = { at: 'upload', file: null, problem: null };

/** Sends one file; once it has arrived it is imported by itself, and its own page shows how far it is. */
export function useSending(scope: Scope): SendingRun {
  const [stage, setStage] = useState<Sending>(start);
  const current = useRef(new AbortController());
  const send = useAction(sendFile);
  const router = useRouter();
  useEffect(() => () => current.current.abort(), []);

  const fail = (file: ChosenFile | null, refusal: Parameters<typeof problemOf>[0]) =>
    setStage({ at: 'upload', file, problem: problemOf(refusal, 'credential') });

  const choose = async (chosen: File) => {
    current.current.abort();
    current.current = new AbortController();
    const { signal } = current.current;
    const file = { name: chosen.name, bytes: chosen.size };
    if (file.bytes > fileBytesMax) return fail(file, { code: 'IMP-103', message: tooLargeText });
    setStage({ at: 'sending', file, sent: 0 });
    const onSent = (sent: number) => setStage((now) => (now.at === 'sending' ? { ...now, sent } : now));
    const result = await send(scope, chosen, { signal, onSent, href: sendConnectionsHref(scope) });
    if (signal.aborted) return;
    if (!result.ok) return fail(file, result);
    router.push(liveImportHref(scope, result.value.id));
  };

  return {
    stage,
    choose: (file) => void choose(file),
    refuse: (message) => fail(null, { code: 'INPUT_INVALID', message }),
    cancel: () => {
      current.current.abort();
      setStage(start);
    },
  };
}
