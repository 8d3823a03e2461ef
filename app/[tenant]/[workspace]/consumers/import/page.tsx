import type { Metadata } from 'next';
import { ImportConnections } from '#components/live-imports/import-connections.tsx';
import { LiveImportTable } from '#components/live-imports/import-table.tsx';
import { LineFormat } from '#components/live-imports/line-format.tsx';
import { connectionsImportHref, consumersHref } from '#components/shell/hrefs.ts';
import { Page } from '#components/shell/page.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { systemClock } from '#lib/clock.ts';
import { requireWorkspace } from '#lib/gate/session.ts';
import { importsCursor } from '#lib/import-history/schema.ts';
import { listLiveImports } from '#lib/live-imports/queries.ts';
import { scopeOf } from '#lib/workspaces/schema.ts';

export const metadata: Metadata = { title: 'Import connections' };

interface ImportConnectionsPageProps {
  params: Promise<{ tenant: string; workspace: string }>;
  searchParams: Promise<{ after?: unknown }>;
}

export default async function ImportConnectionsPage({ params, searchParams }: ImportConnectionsPageProps) {
  const { tenant, workspace } = await params;
  const ctx = await requireWorkspace(tenant, workspace, 'connection.import');
  const after = importsCursor.parse((await searchParams).after) ?? null;
  const { rows, next } = await listLiveImports(ctx, { after });
  const scope = scopeOf(ctx);
  return (
    <Page narrow>
      <PageHead
        title="Import connections"
        crumbs={[{ label: 'Consumers', href: consumersHref(scope) }]}
        sentence="Bring live connections of your consumers over from another system, thousands at once."
      />
      <div className="stack loose">
        <ImportConnections scope={scope} />
        <LineFormat />
        {rows.length > 0 && <LiveImportTable scope={scope} rows={rows} now={systemClock()} />}
      </div>
      {(next !== null || after !== null) && (
        <nav className="row" aria-label="Pages of imports">
          {after !== null && <ButtonLink href={connectionsImportHref(scope)}>Newest</ButtonLink>}
          {next !== null && (
            <ButtonLink href={`${connectionsImportHref(scope)}?after=${encodeURIComponent(next)}`}>Older</ButtonLink>
          )}
        </nav>
      )}
    </Page>
  );
}
