import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { FileFacts } from '#components/import-history/file-facts.tsx';
import { ItemPages } from '#components/import-history/item-pages.tsx';
import { ItemTable } from '#components/import-history/item-table.tsx';
import { UndoPanel } from '#components/import-history/undo-panel.tsx';
import { countsWords } from '#components/import-history/words.ts';
import { credentialsHref, importsHref } from '#components/shell/hrefs.ts';
import { Page } from '#components/shell/page.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { exactWords } from '#components/ui/time-words.ts';
import { systemClock } from '#lib/clock.ts';
import { isAppError } from '#lib/errors.ts';
import { requireWorkspace } from '#lib/gate/session.ts';
import { listImportItems } from '#lib/import-history/queries.ts';
import { getImport } from '#lib/undos/queries.ts';
import { itemsCursor } from '#lib/import-history/schema.ts';
import { scopeOf } from '#lib/workspaces/schema.ts';

export const metadata: Metadata = { title: 'Import' };

interface ImportPageProps {
  params: Promise<{ tenant: string; workspace: string; id: string }>;
  searchParams: Promise<{ after?: unknown }>;
}

export default async function ImportPage({ params, searchParams }: ImportPageProps) {
  const { tenant, workspace, id } = await params;
  const ctx = await requireWorkspace(tenant, workspace, 'credential.import');
  const after = itemsCursor.parse((await searchParams).after);
  const detail = await getImport(ctx, id).catch((error: unknown) => {
    if (isAppError(error, 'NOT_FOUND')) notFound();
    throw error;
  });
  const { items, next } = await listImportItems(ctx, id, after);
  const scope = scopeOf(ctx);
  const now = systemClock();
  return (
    <Page narrow>
      <PageHead
        title={detail.fileName}
        crumbs={[
          { label: 'App Credentials', href: credentialsHref(scope) },
          { label: 'Imports', href: importsHref(scope) },
        ]}
        sentence={`Imported ${exactWords(detail.appliedAt, 'UTC')} by ${detail.appliedBy}: ${countsWords(detail.counts)}.`}
      />
      <div className="split">
        <div className="stack wide">
          <UndoPanel scope={scope} detail={detail} now={now} />
          <Panel title="Items" flush>
            <ItemTable scope={scope} items={items} />
          </Panel>
          <ItemPages scope={scope} id={detail.id} after={after} next={next} />
        </div>
        <FileFacts detail={detail} now={now} />
      </div>
    </Page>
  );
}
