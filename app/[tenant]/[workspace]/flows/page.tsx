import type { Metadata } from 'next';
import type { SearchParams } from '#components/credentials/filters.ts';
import { ImportFlow } from '#components/flow-files/import-flow.tsx';
import { CreateFlow } from '#components/flows/create-flow.tsx';
import { loadFlowFilter } from '#components/flows/filters.ts';
import { FlowKeys } from '#components/flows/flow-keys.tsx';
import { FlowList } from '#components/flows/flow-list.tsx';
import { Page } from '#components/shell/page.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { permissionsOf } from '#lib/access.ts';
import { systemClock } from '#lib/clock.ts';
import { listFlows } from '#lib/flows/queries.ts';
import { requireWorkspace } from '#lib/gate/session.ts';
import { scopeOf } from '#lib/workspaces/schema.ts';

export const metadata: Metadata = { title: 'Flows' };

interface FlowsPageProps {
  params: Promise<{ tenant: string; workspace: string }>;
  searchParams: SearchParams;
}

export default async function FlowsPage({ params, searchParams }: FlowsPageProps) {
  const { tenant, workspace } = await params;
  const ctx = await requireWorkspace(tenant, workspace, 'flow.read');
  const filter = await loadFlowFilter(searchParams);
  const page = await listFlows(ctx, filter);
  const permissions = permissionsOf(ctx.role);
  const scope = scopeOf(ctx);
  const actions = (
    <>
      {permissions.includes('flow.import') && <ImportFlow scope={scope} />}
      {permissions.includes('flow.create') && <CreateFlow scope={scope} />}
    </>
  );
  return (
    <Page>
      <PageHead title="Flows" actions={actions} />
      <FlowList scope={scope} page={page} filter={filter} now={systemClock()} />
      <FlowKeys permissions={permissions} on="list" />
    </Page>
  );
}
