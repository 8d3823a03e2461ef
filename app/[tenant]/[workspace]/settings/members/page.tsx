import type { Metadata } from 'next';
import { InviteTable } from '#components/members/invite-table.tsx';
import { MembersPanel } from '#components/members/members-panel.tsx';
import { Page } from '#components/shell/page.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { SettingsNav } from '#components/workspaces/settings-nav.tsx';
import { systemClock } from '#lib/clock.ts';
import { requireWorkspace } from '#lib/gate/session.ts';
import { listInvites } from '#lib/invites/queries.ts';
import { listMemberPage } from '#lib/members/queries.ts';
import { memberCursor } from '#lib/members/schema.ts';
import { scopeOf } from '#lib/workspaces/schema.ts';

export const metadata: Metadata = { title: 'Members' };

interface MembersPageProps {
  params: Promise<{ tenant: string; workspace: string }>;
  searchParams: Promise<{ after?: unknown }>;
}

export default async function MembersPage({ params, searchParams }: MembersPageProps) {
  const { tenant, workspace } = await params;
  const ctx = await requireWorkspace(tenant, workspace, 'member.read');
  const after = memberCursor.parse((await searchParams).after);
  const [page, invites] = await Promise.all([listMemberPage(ctx, after), listInvites(ctx)]);
  const scope = scopeOf(ctx);
  const now = systemClock();
  const self = { userId: ctx.actor.id, role: ctx.role };
  return (
    <Page narrow>
      <PageHead title="Settings" />
      <SettingsNav scope={scope} role={ctx.role} />
      <div className="stack loose">
        <MembersPanel scope={scope} page={page} isLater={after !== null} self={self} now={now} />
        {invites.length > 0 && (
          <Panel title="Invited" flush>
            <InviteTable scope={scope} invites={invites} ownRole={ctx.role} now={now} />
          </Panel>
        )}
      </div>
    </Page>
  );
}
