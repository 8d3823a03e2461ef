import type { Metadata } from 'next';
import { ConsumerKeys } from '#components/consumers/consumer-keys.tsx';
import { ConsumerList } from '#components/consumers/consumer-list.tsx';
import { loadConsumerFilter } from '#components/consumers/filters.ts';
import type { SearchParams } from '#components/credentials/filters.ts';
import { connectionsImportHref } from '#components/shell/hrefs.ts';
import { Page } from '#components/shell/page.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { permissionsOf } from '#lib/access.ts';
import { systemClock } from '#lib/clock.ts';
import { listConsumers } from '#lib/consumers/queries.ts';
import { requireWorkspace } from '#lib/gate/session.ts';
import { scopeOf } from '#lib/workspaces/schema.ts';

export const metadata: Metadata = { title: 'Consumers' };

interface ConsumersPageProps {
  params: Promise<{ tenant: string; workspace: string }>;
  searchParams: SearchParams;
}

export default async function ConsumersPage({ params, searchParams }: ConsumersPageProps) {
  const { tenant, workspace } = await params;
  const ctx = await requireWorkspace(tenant, workspace, 'consumer.read');
  const filter = await loadConsumerFilter(searchParams);
  const page = await listConsumers(ctx, filter);
  const permissions = permissionsOf(ctx.role);
  const scope = scopeOf(ctx);
  return (
    <Page>
      <PageHead
        title="Consumers"
        actions={
          permissions.includes('connection.import') && (
            <ButtonLink href={connectionsImportHref(scope)}>Import connections</ButtonLink>
          )
        }
      />
      <ConsumerList scope={scope} page={page} filter={filter} now={systemClock()} />
      <ConsumerKeys permissions={permissions} on="list" />
    </Page>
  );
}
