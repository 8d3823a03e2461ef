import type { ReactNode } from 'react';
import { Jump } from '#components/dashboard/jump.tsx';
import { SessionGate } from '#components/session/session-gate.tsx';
import { WorkspaceBar } from '#components/tenants/workspace-bar.tsx';
import { canDo, permissionsOf } from '#lib/access.ts';
import { listComponents } from '#lib/catalog/catalog.ts';
import { iconOf } from '#lib/catalog/icons.ts';
import { requireUser, requireWorkspace } from '#lib/gate/session.ts';
import { listMemberships } from '#lib/members/queries.ts';
import { scopeOf } from '#lib/workspaces/schema.ts';

interface WorkspaceLayoutProps {
  children: ReactNode;
  params: Promise<{ tenant: string; workspace: string }>;
}

/** The frame. It lets nobody in: each page and each action below asks for the workspace itself. */
export default async function WorkspaceLayout({ children, params }: WorkspaceLayoutProps) {
  const { tenant, workspace } = await params;
  const user = await requireUser();
  const ctx = await requireWorkspace(tenant, workspace);
  const scope = scopeOf(ctx);
  const apps = listComponents().map((entry) => ({ id: entry.id, name: entry.name, icon: iconOf(entry) }));
  return (
    <SessionGate email={user.email}>
      <WorkspaceBar
        user={{ name: user.userName, email: user.email }}
        scope={scope}
        memberships={await listMemberships(user)}
        canCreateWorkspace={canDo(ctx.role, 'workspace.create')}
        canReadConsumers={canDo(ctx.role, 'consumer.read')}
        canReadActivity={canDo(ctx.role, 'activity.read')}
        jump={<Jump scope={scope} apps={apps} permissions={permissionsOf(ctx.role)} />}
      />
      {children}
    </SessionGate>
  );
}
