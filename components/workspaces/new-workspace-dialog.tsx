'use client';

import { useRouter } from 'next/navigation';
import { useAction } from '#components/session/session-gate.tsx';
import { credentialsHref } from '#components/shell/hrefs.ts';
import { createWorkspace } from '#lib/workspaces/actions.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { WorkspaceDialog } from './workspace-dialog.tsx';

interface NewWorkspaceDialogProps {
  scope: Scope;
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
        router.push(credentialsHref(result.value));
        return null;
      }}
    />
  );
}
