import type { Metadata } from 'next';
import { MailPanel } from '#components/notices/mail-panel.tsx';
import { PasswordPanel } from '#components/session/password-panel.tsx';
import { SessionList } from '#components/session/session-list.tsx';
import { Page } from '#components/shell/page.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { SettingsNav } from '#components/workspaces/settings-nav.tsx';
import { VersionsKeptPanel } from '#components/workspaces/versions-kept-panel.tsx';
import { WorkspaceList } from '#components/workspaces/workspace-list.tsx';
import { canDo } from '#lib/access.ts';
import { systemClock } from '#lib/clock.ts';
import { requireUser, requireWorkspace } from '#lib/gate/session.ts';
import { getMailChoice } from '#lib/notices/queries.ts';
import { listSessions } from '#lib/sessions/queries.ts';
import { getWorkspace, listWorkspaces } from '#lib/workspaces/queries.ts';
import { scopeOf } from '#lib/workspaces/schema.ts';

export const metadata: Metadata = { title: 'Settings' };

interface SettingsPageProps {
  params: Promise<{ tenant: string; workspace: string }>;
}

export default async function SettingsPage({ params }: SettingsPageProps) {
  const { tenant, workspace } = await params;
  const ctx = await requireWorkspace(tenant, workspace);
  const now = systemClock();
  const [workspaces, here, mail, sessions] = await Promise.all([
    listWorkspaces(ctx),
    getWorkspace(ctx),
    getMailChoice(ctx),
    listSessions(await requireUser()),
  ]);
  return (
    <Page narrow>
      <PageHead title="Settings" />
      <SettingsNav scope={scopeOf(ctx)} role={ctx.role} />
      <div className="stack loose">
        <WorkspaceList
          scope={scopeOf(ctx)}
          workspaces={workspaces}
          now={now}
          canCreate={canDo(ctx.role, 'workspace.create')}
          canUpdate={canDo(ctx.role, 'workspace.update')}
        />
        <VersionsKeptPanel scope={scopeOf(ctx)} workspace={here} canUpdate={canDo(ctx.role, 'workspace.update')} />
        {canDo(ctx.role, 'member.read') && <MailPanel scope={scopeOf(ctx)} choice={mail} />}
        <SessionList sessions={sessions} now={now} />
        <PasswordPanel />
      </div>
    </Page>
  );
}
