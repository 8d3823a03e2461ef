import type { Metadata } from 'next';
import { ExportButton } from '#components/exports/export-button.tsx';
import { ExportTable } from '#components/exports/export-table.tsx';
import { FilesNav } from '#components/exports/files-nav.tsx';
import { everything } from '#components/exports/offers.ts';
import { credentialsHref, exportsHref } from '#components/shell/hrefs.ts';
import { Page } from '#components/shell/page.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { systemClock } from '#lib/clock.ts';
import { listExports } from '#lib/exports/queries.ts';
import { exportsCursor } from '#lib/exports/schema.ts';
import { requireWorkspace } from '#lib/gate/session.ts';
import { scopeOf } from '#lib/workspaces/schema.ts';

export const metadata: Metadata = { title: 'Exports' };

interface ExportsPageProps {
  params: Promise<{ tenant: string; workspace: string }>;
  searchParams: Promise<{ after?: unknown }>;
}

export default async function ExportsPage({ params, searchParams }: ExportsPageProps) {
  const { tenant, workspace } = await params;
  const ctx = await requireWorkspace(tenant, workspace, 'credential.export');
  const after = exportsCursor.parse((await searchParams).after) ?? null;
  const { rows, next } = await listExports(ctx, after);
  const scope = scopeOf(ctx);
  return (
    <Page>
      <PageHead
        title="Exports"
        crumbs={[{ label: 'App Credentials', href: credentialsHref(scope) }]}
        sentence="Every file that was made here, newest first: by whom, of what and for whom."
        actions={<ExportButton scope={scope} label="Export the whole workspace" offers={[everything]} />}
      />
      <FilesNav scope={scope} />
      {rows.length > 0 ? (
        <ExportTable scope={scope} rows={rows} now={systemClock()} />
      ) : (
        <EmptyState
          title="Nothing was exported yet"
          sentence="Each export is listed here with what is in it, who can open it, its reason, and the digest of the file that left."
        />
      )}
      {(next !== null || after !== null) && (
        <nav className="row" aria-label="Pages of exports">
          {after !== null && <ButtonLink href={exportsHref(scope)}>Newest</ButtonLink>}
          {next !== null && (
            <ButtonLink href={`${exportsHref(scope)}?after=${encodeURIComponent(next)}`}>Older</ButtonLink>
          )}
        </nav>
      )}
    </Page>
  );
}
