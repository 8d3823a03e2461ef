import type { Metadata } from 'next';
import { FilesNav } from '#components/exports/files-nav.tsx';
import { ImportTable } from '#components/import-history/import-table.tsx';
import { OpenPlans } from '#components/import-plans/open-plans.tsx';
import { ImportCredential } from '#components/imports/import-credential.tsx';
import { credentialsHref, importsHref } from '#components/shell/hrefs.ts';
import { Page } from '#components/shell/page.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { systemClock } from '#lib/clock.ts';
import { requireWorkspace } from '#lib/gate/session.ts';
import { listImports } from '#lib/import-history/queries.ts';
import { listOpenPlans } from '#lib/import-plans/queries.ts';
import { importsCursor } from '#lib/import-history/schema.ts';
import { scopeOf } from '#lib/workspaces/schema.ts';

export const metadata: Metadata = { title: 'Imports' };

interface ImportsPageProps {
  params: Promise<{ tenant: string; workspace: string }>;
  searchParams: Promise<{ after?: unknown }>;
}

export default async function ImportsPage({ params, searchParams }: ImportsPageProps) {
  const { tenant, workspace } = await params;
  const ctx = await requireWorkspace(tenant, workspace, 'credential.import');
  const after = importsCursor.parse((await searchParams).after) ?? null;
  const [{ rows, next }, plans] = await Promise.all([listImports(ctx, after), listOpenPlans(ctx)]);
  const scope = scopeOf(ctx);
  return (
    <Page>
      <PageHead
        title="Imports"
        crumbs={[{ label: 'App Credentials', href: credentialsHref(scope) }]}
        sentence="Every file of credentials that was imported here, newest first."
        actions={<ImportCredential scope={scope} />}
      />
      <FilesNav scope={scope} />
      <div className="stack loose">
        <OpenPlans scope={scope} plans={plans} />
        {rows.length > 0 ? (
          <ImportTable scope={scope} rows={rows} now={systemClock()} />
        ) : (
          <EmptyState
            title="Nothing was imported yet"
            sentence="Each import is listed here with its file, who signed it and what became of each item, and can be undone as a whole for 30 days."
          />
        )}
      </div>
      {(next !== null || after !== null) && (
        <nav className="row" aria-label="Pages of imports">
          {after !== null && <ButtonLink href={importsHref(scope)}>Newest</ButtonLink>}
          {next !== null && (
            <ButtonLink href={`${importsHref(scope)}?after=${encodeURIComponent(next)}`}>Older</ButtonLink>
          )}
        </nav>
      )}
    </Page>
  );
}
