'use client';

import { DeedButton } from '#components/credentials/deed-button.tsx';
import { useAction } from '#components/session/session-gate.tsx';
import { stopImport } from '#lib/bulk-imports/actions.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

interface StopButtonProps {
  scope: Scope;
  id: string;
  /** It has been asked for. */
  isStopping: boolean;
  onStopped: () => void;
}

/** Ends an import between two batches, once one has said so. */
export function StopButton({ scope, id, isStopping, onStopped }: StopButtonProps) {
  const stop = useAction(stopImport);
  const run = async () => {
    const result = await stop(scope, { id });
    if (!result.ok) return result;
    onStopped();
    return null;
  };
  if (isStopping) return <span className="soft">Stopping…</span>;
  return (
    <DeedButton
      label="Stop"
      title="Stop this import"
      sentence="What is stored by then stays, and can be undone as a whole. The rest of the file is not imported."
      confirm="Stop this import"
      pending="Stopping…"
      isDangerous
      run={run}
    />
  );
}
