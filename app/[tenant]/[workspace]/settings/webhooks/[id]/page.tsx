import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { SearchParams } from 'nuqs/server';
import { Page } from '#components/shell/page.tsx';
import { EndpointView } from '#components/webhooks/endpoint-view.tsx';
import { filterOf, loadDeliveryParams } from '#components/webhooks/filters.ts';
import { canDo } from '#lib/access.ts';
import { systemClock } from '#lib/clock.ts';
import { countDeliveries, listDeliveries } from '#lib/delivery-log/queries.ts';
import { isAppError } from '#lib/errors.ts';
import { requireWorkspace } from '#lib/gate/session.ts';
import { getEndpoint } from '#lib/webhooks/queries.ts';
import { scopeOf } from '#lib/workspaces/schema.ts';

export const metadata: Metadata = { title: 'Webhook' };

interface WebhookPageProps {
  params: Promise<{ tenant: string; workspace: string; id: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function WebhookPage({ params, searchParams }: WebhookPageProps) {
  const { tenant, workspace, id } = await params;
  const ctx = await requireWorkspace(tenant, workspace, 'webhook.read');
  const search = await loadDeliveryParams(searchParams);
  const endpoint = await getEndpoint(ctx, id).catch((error: unknown) => {
    if (isAppError(error, 'NOT_FOUND')) notFound();
    throw error;
  });
  const [page, counts] = await Promise.all([
    listDeliveries(ctx, filterOf(endpoint.id, search)),
    countDeliveries(ctx, endpoint.id),
  ]);
  const view = { endpoint, page, counts, params: search, canUpdate: canDo(ctx.role, 'webhook.update') };
  return (
    <Page>
      <EndpointView scope={scopeOf(ctx)} {...view} now={systemClock()} />
    </Page>
  );
}
