'use client';

import { useState } from 'react';
import { Link } from '#components/ui/link.tsx';
import { useRouter } from 'next/navigation';
import { useAction } from '#components/session/session-gate.tsx';
import { credentialsHref } from '#components/shell/hrefs.ts';
import { Button } from '#components/ui/button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Heads, SilentHead, Table } from '#components/ui/table.tsx';
import { Tag } from '#components/ui/tag.tsx';
import { Time } from '#components/ui/time.tsx';
import { updateWorkspace } from '#lib/workspaces/actions.ts';
import type { Scope, WorkspaceDto } from '#lib/workspaces/schema.ts';
import { NewWorkspaceDialog } from './new-workspace-dialog.tsx';
import { WorkspaceDialog } from './workspace-dialog.tsx';

interface WorkspaceListProps {
  scope: Scope;
  workspaces: readonly WorkspaceDto[];
  now: number;
  canCreate: boolean;
  canUpdate: boolean;
}

export function WorkspaceList({ scope, workspaces, now, canCreate, canUpdate }: WorkspaceListProps) {
  const router = useRouter();
  const update = useAction(updateWorkspace);
  const [isNewOpen, setNewOpen] = useState(false);
  const [edited, setEdited] = useState<WorkspaceDto | null>(null);
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
        <Heads of={['Name', 'Environment', 'Address', 'Made']}>{canUpdate && <SilentHead>Edit</SilentHead>}</Heads>
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
              <td data-label="Environment">
                <Tag>{workspace.environment}</Tag>
              </td>
              <td data-label="Address" className="mono" dir="ltr">
                {workspace.slug}
              </td>
              <td data-label="Made">
                <Time at={workspace.createdAt} now={now} />
              </td>
              {canUpdate && (
                <td className="end">
                  <Button small aria-label={`Edit ${workspace.name}`} onClick={() => setEdited(workspace)}>
                    Edit
                  </Button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </Table>
      {isNewOpen && <NewWorkspaceDialog scope={scope} onClose={() => setNewOpen(false)} />}
      {edited && (
        <WorkspaceDialog
          onClose={() => setEdited(null)}
          title={`Edit ${edited.name}`}
          sentence="Its address stays as it is, so links keep working. Credentials keep the environment they have."
          submit="Save"
          saved={{ name: edited.name, environment: edited.environment }}
          onSubmit={async (typed) => {
            const result = await update(scope, { id: edited.id, ...typed });
            if (!result.ok) return result;
            router.refresh();
            return null;
          }}
        />
      )}
    </Panel>
  );
}
