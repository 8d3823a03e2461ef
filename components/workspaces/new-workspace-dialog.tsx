'use client';

import { useRouter } from 'next/navigation';
import { useAction } from '#components/session/session-gate.tsx';
import { credentialsHref } from '#components/shell/hrefs.ts';
import { defaultEnvironment } from '#lib/names.ts';
import { createWorkspace } from '#lib/workspaces/actions.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { WorkspaceDialog } from './workspace-dialog.tsx';

const empty = { name: '', environment: defaultEnvironment };

/** Open while it is mounted. */
export function NewWorkspaceDialog({ scope, onClose }: { scope: Scope; onClose: () => void }) {
  const router = useRouter();
  const create = useAction(createWorkspace);
  return (
    <WorkspaceDialog
      onClose={onClose}
      title="New workspace"
      sentence="Credentials live in a workspace and cannot be used from another."
      submit="Make workspace"
      saved={empty}
      onSubmit={async (workspace) => {
        const result = await create(scope, workspace);
        if (!result.ok) return result;
        router.push(credentialsHref(result.value));
        return null;
      }}
    />
  );
}
