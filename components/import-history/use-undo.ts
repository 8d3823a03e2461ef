'use client';

import { useState } from 'react';
import { useRouter } from 'next/navigation';
import { useAction } from '#components/session/session-gate.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { undoImport } from '#lib/undos/actions.ts';
import type { ImportRow } from '#lib/import-history/schema.ts';
import type { Refusal } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { undoneWords } from './words.ts';

/** What of an import its undo has to know. */
export interface Undoable {
  readonly id: string;
  readonly counts: Pick<ImportRow['counts'], 'created' | 'overridden'>;
}

export interface Undo {
  readonly isBusy: boolean;
  readonly refusal: Refusal | null;
  readonly run: (id: string) => Promise<void>;
  /** Whoever asks again gets an answer of then. */
  readonly forget: () => void;
}

/** Asks the server once; when it is done says so and lets go of whatever asked. */
export function useUndo(scope: Scope, onDone: () => void): Undo {
  const undo = useAction(undoImport);
  const router = useRouter();
  const { add } = useToast();
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const run = async (id: string) => {
    if (isBusy) return;
    setBusy(true);
    const result = await undo(scope, { id });
    setBusy(false);
    if (!result.ok) return setRefusal(result);
    router.refresh();
    if (result.value.kind === 'undone') add({ title: 'The import is undone.', text: undoneWords(result.value) });
    onDone();
  };
  return { isBusy, refusal, run, forget: () => setRefusal(null) };
}
