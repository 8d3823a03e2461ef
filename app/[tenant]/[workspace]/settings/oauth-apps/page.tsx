import type { Metadata } from 'next';
import { AppsPanel } from '#components/oauth-apps/apps-panel.tsx';
import { CreateApp } from '#components/oauth-apps/create-app.tsx';
import { Page } from '#components/shell/page.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { SettingsNav } from '#components/workspaces/settings-nav.tsx';
import { canDo } from '#lib/access.ts';
import { countUsers } from '#lib/app-grants/queries.ts';
import { systemClock } from '#lib/clock.ts';
import { requireWorkspace } from '#lib/gate/session.ts';
import { describeSetup, listOauthApps } from '#lib/oauth-apps/queries.ts';
import { getWorkspace } from '#lib/workspaces/queries.ts';
import { scopeOf } from '#lib/workspaces/schema.ts';

export const metadata: Metadata = { title: 'OAuth apps' };

interface OauthAppsPageProps {
  params: Promise<{ tenant: string; workspace: string }>;
}

export default async function OauthAppsPage({ params }: OauthAppsPageProps) {
  const { tenant, workspace } = await params;
  const ctx = await requireWorkspace(tenant, workspace, 'oauth_app.read');
  const [apps, uses, { environment }] = await Promise.all([listOauthApps(ctx), countUsers(ctx), getWorkspace(ctx)]);
  const setup = describeSetup(ctx.tenantId);
  const scope = scopeOf(ctx);
  const canUpdate = canDo(ctx.role, 'oauth_app.update');
  const list = { scope, apps, uses, canUpdate, components: setup.components };
  return (
    <Page narrow>
      <PageHead title="Settings" />
      <SettingsNav scope={scope} role={ctx.role} />
      <AppsPanel {...list} now={systemClock()} />
      {canUpdate && <CreateApp scope={scope} setup={setup} environment={environment} />}
    </Page>
  );
}
