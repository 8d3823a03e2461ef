import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ExportFacts } from '#components/exports/export-facts.tsx';
import { ExportedTable } from '#components/exports/exported-table.tsx';
import { stateSentence, whatWords } from '#components/exports/words.ts';
import { credentialsHref, exportHref, exportsHref } from '#components/shell/hrefs.ts';
import { Page } from '#components/shell/page.tsx';
import { Note } from '#components/ui/note.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { exactWords } from '#components/ui/time-words.ts';
import { systemClock } from '#lib/clock.ts';
import { isAppError } from '#lib/errors.ts';
import { getExport, listExportItems } from '#lib/exports/queries.ts';
import { exportItemsCursor } from '#lib/exports/schema.ts';
import { requireWorkspace } from '#lib/gate/session.ts';
import { scopeOf } from '#lib/workspaces/schema.ts';

export const metadata: Metadata = { title: 'Export' };

interface ExportPageProps {
  params: Promise<{ tenant: string; workspace: string; id: string }>;
  searchParams: Promise<{ after?: unknown }>;
}

export default async function ExportPage({ params, searchParams }: ExportPageProps) {
  const { tenant, workspace, id } = await params;
  const ctx = await requireWorkspace(tenant, workspace, 'credential.export');
  const after = exportItemsCursor.parse((await searchParams).after);
  const detail = await getExport(ctx, id).catch((error: unknown) => {
    if (isAppError(error, 'NOT_FOUND')) notFound();
    throw error;
  });
  const { items, next } = await listExportItems(ctx, id, after);
  const scope = scopeOf(ctx);
  const path = exportHref(scope, detail.id);
  return (
    <Page narrow>
      <PageHead
        title={detail.fileName}
        crumbs={[
          { label: 'App Credentials', href: credentialsHref(scope) },
          { label: 'Exports', href: exportsHref(scope) },
        ]}
        sentence={`Exported ${exactWords(detail.at, 'UTC')} by ${detail.by}: ${whatWords(detail)}.`}
      />
      <div className="split">
        <div className="stack wide">
          <Note>{stateSentence(detail)}</Note>
          <Panel title="Items" flush>
            <ExportedTable scope={scope} items={items} />
          </Panel>
          <Pager start={after > 0 ? path : null} next={next === null ? null : `${path}?after=${next}`} />
        </div>
        <ExportFacts detail={detail} now={systemClock()} />
      </div>
    </Page>
  );
}
