import type { Metadata } from 'next';
import { Page } from '#components/shell/page.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { WebhooksPanel } from '#components/webhooks/webhooks-panel.tsx';
import { SettingsNav } from '#components/workspaces/settings-nav.tsx';
import { canDo } from '#lib/access.ts';
import { countAllDeliveries } from '#lib/delivery-log/queries.ts';
import { requireWorkspace } from '#lib/gate/session.ts';
import { listEndpoints } from '#lib/webhooks/queries.ts';
import { scopeOf } from '#lib/workspaces/schema.ts';

export const metadata: Metadata = { title: 'Webhooks' };

interface WebhooksPageProps {
  params: Promise<{ tenant: string; workspace: string }>;
}

export default async function WebhooksPage({ params }: WebhooksPageProps) {
  const { tenant, workspace } = await params;
  const ctx = await requireWorkspace(tenant, workspace, 'webhook.read');
  const endpoints = await listEndpoints(ctx);
  const counts = await countAllDeliveries(
    ctx,
    endpoints.map(({ id }) => id),
  );
  const scope = scopeOf(ctx);
  return (
    <Page narrow>
      <PageHead title="Settings" />
      <SettingsNav scope={scope} role={ctx.role} />
      <WebhooksPanel
        scope={scope}
        endpoints={endpoints}
        counts={counts}
        canUpdate={canDo(ctx.role, 'webhook.update')}
      />
    </Page>
  );
}
