'use client';

import { DeedButton } from '#components/credentials/deed-button.tsx';
import { useAction } from '#components/session/session-gate.tsx';
import { stopLiveImport } from '#lib/live-imports/actions.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

interface StopButtonProps {
  scope: Scope;
  id: string;
  onStopped: () => void;
}

/** Ends an import between two batches, once one has said so. */
export function StopButton({ scope, id, onStopped }: StopButtonProps) {
  const stop = useAction(stopLiveImport);
  const run = async () => {
    const result = await stop(scope, { id });
    if (!result.ok) return result;
    onStopped();
    return null;
  };
  return (
    <DeedButton
      label="Stop"
      title="Stop this import"
      sentence="What is imported by then stays. The rest of the file is not imported; sending it again goes on where it is needed."
      confirm="Stop this import"
      pending="Stopping…"
      isDangerous
      run={run}
    />
  );
}
