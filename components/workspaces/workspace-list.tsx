'use client';

import { useState } from 'react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useAction } from '#components/session/session-gate.tsx';
import { credentialsHref } from '#components/shell/hrefs.ts';
import { Button } from '#components/ui/button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { SilentHead, Table } from '#components/ui/table.tsx';
import { Tag } from '#components/ui/tag.tsx';
import { Time } from '#components/ui/time.tsx';
import { renameWorkspace } from '#lib/workspaces/actions.ts';
import type { Scope, WorkspaceDto } from '#lib/workspaces/schema.ts';
import { NewWorkspaceDialog } from './new-workspace-dialog.tsx';
import { WorkspaceDialog } from './workspace-dialog.tsx';

interface WorkspaceListProps {
  scope: Scope;
  workspaces: readonly WorkspaceDto[];
  now: number;
  canCreate: boolean;
  canRename: boolean;
}

export function WorkspaceList({ scope, workspaces, now, canCreate, canRename }: WorkspaceListProps) {
  const router = useRouter();
  const rename = useAction(renameWorkspace);
  const [isNewOpen, setNewOpen] = useState(false);
  const [renamed, setRenamed] = useState<WorkspaceDto | null>(null);
  return (
    <Panel
      title="Workspaces"
      flush
      aside={
        canCreate && (
          <Button small onClick={() => setNewOpen(true)}>
            New workspace
          </Button>
        )
      }
    >
      <Table label="Workspaces" bare stacked>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Address</th>
            <th scope="col">Made</th>
            {canRename && <SilentHead>Rename</SilentHead>}
          </tr>
        </thead>
        <tbody>
          {workspaces.map((workspace) => (
            <tr key={workspace.id}>
              <td data-label="Name">
                <span className="row">
                  <Link href={credentialsHref({ tenant: scope.tenant, workspace: workspace.slug })}>
                    {workspace.name}
                  </Link>
                  {workspace.slug === scope.workspace && <Tag>this one</Tag>}
                </span>
              </td>
              <td data-label="Address" className="mono" dir="ltr">
                {workspace.slug}
              </td>
              <td data-label="Made">
                <Time at={workspace.createdAt} now={now} />
              </td>
              {canRename && (
                <td className="end">
                  <Button small aria-label={`Rename ${workspace.name}`} onClick={() => setRenamed(workspace)}>
                    Rename
                  </Button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </Table>
      <NewWorkspaceDialog scope={scope} open={isNewOpen} onOpenChange={setNewOpen} />
      <WorkspaceDialog
        open={renamed !== null}
        onOpenChange={(open) => {
          if (!open) setRenamed(null);
        }}
        title={`Rename ${renamed?.name ?? ''}`}
        sentence="Its address stays as it is, so links keep working."
        submit="Rename"
        name={renamed?.name}
        onSubmit={async (name) => {
          if (!renamed) return null;
          const result = await rename(scope, { id: renamed.id, name });
          if (!result.ok) return result;
          router.refresh();
          return null;
        }}
      />
    </Panel>
  );
}
