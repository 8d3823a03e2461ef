import type { ReactNode } from 'react';
import { SessionGate } from '#components/session/session-gate.tsx';
import { WorkspaceBar } from '#components/tenants/workspace-bar.tsx';
import { canDo } from '#lib/access.ts';
import { requireUser, requireWorkspace } from '#lib/gate/session.ts';
import { listMemberships } from '#lib/members/queries.ts';

interface WorkspaceLayoutProps {
  children: ReactNode;
  params: Promise<{ tenant: string; workspace: string }>;
}

/** The frame. It lets nobody in: each page and each action below asks for the workspace itself. */
export default async function WorkspaceLayout({ children, params }: WorkspaceLayoutProps) {
  const { tenant, workspace } = await params;
  const user = await requireUser();
  const ctx = await requireWorkspace(tenant, workspace);
  return (
    <SessionGate email={user.email}>
      <WorkspaceBar
        user={{ name: user.userName, email: user.email }}
        scope={{ tenant: ctx.tenantSlug, workspace: ctx.workspaceSlug }}
        memberships={await listMemberships(user)}
        canCreateWorkspace={canDo(ctx.role, 'workspace.create')}
        canReadActivity={canDo(ctx.role, 'activity.read')}
      />
      {children}
    </SessionGate>
  );
}
