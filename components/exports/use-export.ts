'use client';

import { useRef, useState } from 'react';
import { useAction } from '#components/session/session-gate.tsx';
import { cancelExport, prepareExport, startExport } from '#lib/exports/actions.ts';
import type { ExportInput, ExportProgress } from '#lib/exports/schema.ts';
import type { ActionResult } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

/** Has a file prepared, however long that takes: `progress` tells how far it is, `stop` gives it up. */
export function useExport(scope: Scope) {
  const [progress, setProgress] = useState<ExportProgress | null>(null);
  const isStopped = useRef(false);
  const [start, prepare, cancel] = [useAction(startExport), useAction(prepareExport), useAction(cancelExport)];

  /** Null when it was given up. */
  async function run(input: ExportInput): Promise<ActionResult<ExportProgress> | null> {
    isStopped.current = false;
    let result = await start(scope, input);
    while (result.ok && result.value.state === 'preparing') {
      const { id } = result.value;
      if (isStopped.current) {
        void cancel(scope, { id });
        return null;
      }
      setProgress(result.value);
      result = await prepare(scope, { id });
    }
    setProgress(null);
    return result;
  }

  const stop = () => {
    isStopped.current = true;
  };
  return { progress, run, stop };
}
