import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { ActivityFilters } from '#components/activity/activity-filters.tsx';
import { ActivityTable } from '#components/activity/activity-table.tsx';
import { actorOptions, filterOf, hasFilter, loadActivityParams } from '#components/activity/filters.ts';
import { hrefsOf, targetsOf } from '#components/activity/hrefs.ts';
import { Older } from '#components/activity/older.tsx';
import { freshnessHref } from '#components/shell/hrefs.ts';
import { Page } from '#components/shell/page.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { listKeys } from '#lib/api-keys/queries.ts';
import { listActivity } from '#lib/audit/queries.ts';
import { listStandings } from '#lib/checks/queries.ts';
import { systemClock } from '#lib/clock.ts';
import { knownConsumers } from '#lib/consumers/queries.ts';
import { knownExports } from '#lib/exports/queries.ts';
import { findFlowIds } from '#lib/flows/queries.ts';
import { requireWorkspace } from '#lib/gate/session.ts';
import { knownImports } from '#lib/import-history/queries.ts';
import { listMembers } from '#lib/members/queries.ts';
import { scopeOf } from '#lib/workspaces/schema.ts';

export const metadata: Metadata = { title: 'Activity' };

interface ActivityPageProps {
  params: Promise<{ tenant: string; workspace: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function ActivityPage({ params, searchParams }: ActivityPageProps) {
  const { tenant, workspace } = await params;
  const ctx = await requireWorkspace(tenant, workspace, 'activity.read');
  const search = await loadActivityParams(searchParams);
  const now = systemClock();
  const [{ rows, next }, members, keys] = await Promise.all([
    listActivity(ctx, filterOf(search, now)),
    listMembers(ctx),
    listKeys(ctx, { holder: 'program' }),
  ]);
  const [credentials, flows, consumers, imports, exports] = await Promise.all([
    listStandings(ctx, targetsOf(rows, 'credential')),
    findFlowIds(ctx, targetsOf(rows, 'flow')),
    knownConsumers(ctx, targetsOf(rows, 'consumer')),
    knownImports(ctx, targetsOf(rows, 'import')),
    knownExports(ctx, targetsOf(rows, 'export')),
  ]);
  const hrefs = hrefsOf(scopeOf(ctx), { credentials, flows, consumers, imports, exports });
  return (
    <Page>
      <PageHead
        title="Activity"
        sentence="What was done in this workspace and this tenant, newest first."
        actions={<ButtonLink href={freshnessHref(scopeOf(ctx))}>Freshness</ButtonLink>}
      />
      <ActivityFilters
        people={actorOptions(members, keys.rows)}
        about={search.about === null ? null : (rows.find((row) => row.targetId === search.about)?.targetLabel ?? null)}
      />
      <div className="stack">
        {rows.length > 0 ? (
          <ActivityTable rows={rows} hrefs={hrefs} now={now} />
        ) : (
          <EmptyState
            title={hasFilter(search) ? 'Nothing matches' : 'Nothing has happened yet'}
            sentence={
              hasFilter(search) ? 'Take a filter away to see more.' : 'Each change and each export is listed here.'
            }
          />
        )}
        <Older params={search} next={next} />
      </div>
    </Page>
  );
}
