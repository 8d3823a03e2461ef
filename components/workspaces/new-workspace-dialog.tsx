'use client';

import { useRouter } from 'next/navigation';
import { useAction } from '#components/session/session-gate.tsx';
import { createWorkspace } from '#lib/workspaces/actions.ts';
import { WorkspaceDialog } from './workspace-dialog.tsx';

interface NewWorkspaceDialogProps {
  scope: { tenant: string; workspace: string };
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function NewWorkspaceDialog({ scope, open, onOpenChange }: NewWorkspaceDialogProps) {
  const router = useRouter();
  const create = useAction(createWorkspace);
  return (
    <WorkspaceDialog
      open={open}
      onOpenChange={onOpenChange}
      title="New workspace"
      sentence="Credentials live in a workspace and cannot be used from another."
      submit="Make workspace"
      onSubmit={async (name) => {
        const result = await create(scope, { name });
        if (!result.ok) return result;
        router.push(`/${result.value.tenant}/${result.value.workspace}/credentials`);
        return null;
      }}
    />
  );
}
