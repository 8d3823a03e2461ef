import type { Metadata } from 'next';
import type { SearchParams } from '#components/credentials/filters.ts';
import { loadFreshFilter } from '#components/freshness/filters.ts';
import { FreshView } from '#components/freshness/fresh-view.tsx';
import { credentialsHref } from '#components/shell/hrefs.ts';
import { Page } from '#components/shell/page.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { permissionsOf } from '#lib/access.ts';
import { listComponents } from '#lib/catalog/catalog.ts';
import { findMethod } from '#lib/catalog/schema.ts';
import { systemClock } from '#lib/clock.ts';
import { getFreshness, listFresh } from '#lib/freshness/queries.ts';
import { requireWorkspace } from '#lib/gate/session.ts';
import { scopeOf } from '#lib/workspaces/schema.ts';

export const metadata: Metadata = { title: 'Freshness' };

interface FreshnessPageProps {
  params: Promise<{ tenant: string; workspace: string }>;
  searchParams: SearchParams;
}

export default async function FreshnessPage({ params, searchParams }: FreshnessPageProps) {
  const { tenant, workspace } = await params;
  const ctx = await requireWorkspace(tenant, workspace, 'credential.read');
  const filter = await loadFreshFilter(searchParams);
  const [freshness, page] = await Promise.all([getFreshness(ctx), listFresh(ctx, filter)]);
  const scope = scopeOf(ctx);
  const permissions = permissionsOf(ctx.role);
  return (
    <Page>
      <PageHead
        crumbs={[{ label: 'App Credentials', href: credentialsHref(scope) }]}
        title="Freshness"
        sentence="Which tokens are refreshed next, whether refreshing keeps up, and what needs a person."
      />
      <FreshView {...{ scope, freshness, page, filter, permissions }} names={namesOfApps()} now={systemClock()} />
    </Page>
  );
}

/** The apps one signs in to for tokens. */
const namesOfApps = (): Record<string, string> =>
  Object.fromEntries(
    listComponents().flatMap((entry) =>
      'broken' in entry || !findMethod(entry, 'oauth2') ? [] : [[entry.id, entry.name]],
    ),
  );
