'use client';

import { useRouter } from 'next/navigation';
import { DeedDialog } from '#components/credentials/deed-dialog.tsx';
import { useAction } from '#components/session/session-gate.tsx';
import { flowsHref } from '#components/shell/hrefs.ts';
import { useToast } from '#components/ui/toast.tsx';
import { deleteFlow, pauseFlow } from '#lib/flows/actions.ts';
import type { Refusal } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import type { FlowEditor } from './use-flow.ts';

interface DeleteFlowProps {
  scope: Scope;
  editor: FlowEditor;
  onClose: () => void;
}

/** Asks by name. A flow that runs is paused first, and asked about again. */
export function DeleteFlow({ scope, editor, onClose }: DeleteFlowProps) {
  const { flow, change, reload } = editor;
  const remove = useAction(deleteFlow);
  const pause = useAction(pauseFlow);
  const { add } = useToast();
  const router = useRouter();
  const pauseIt = async (): Promise<Refusal | null> => {
    const result = await change((seen) => pause(scope, seen));
    return result.ok ? null : result;
  };
  const deleteIt = async (): Promise<Refusal | null> => {
    const result = await remove(scope, { flowId: flow.id, revision: flow.revision });
    if (!result.ok) {
      await reload();
      return result;
    }
    add({ title: `Deleted ${result.value.name}.` });
    router.push(flowsHref(scope));
    return null;
  };
  if (flow.state === 'active')
    return (
      <DeedDialog
        key="pause"
        title={`${flow.name} is active`}
        sentence="Nothing that runs is deleted. Pause it, then delete it."
        confirm="Pause"
        pending="Pausing…"
        run={pauseIt}
        onClose={onClose}
        staysOpen
      />
    );
  return (
    <DeedDialog
      key="delete"
      title={`Delete ${flow.name}`}
      sentence="It goes with its steps and cannot be brought back. Its credentials stay."
      confirm={`Delete ${flow.name}`}
      pending="Deleting…"
      isDangerous
      run={deleteIt}
      onClose={onClose}
    />
  );
}
