import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { LiveImportView } from '#components/live-imports/import-view.tsx';
import { Page } from '#components/shell/page.tsx';
import { isAppError } from '#lib/errors.ts';
import { requireWorkspace } from '#lib/gate/session.ts';
import { getLiveImport, listLiveRowViews } from '#lib/live-imports/queries.ts';
import { lineCursor, outcomeFilter } from '#lib/live-imports/schema.ts';
import { scopeOf } from '#lib/workspaces/schema.ts';

export const metadata: Metadata = { title: 'Import of connections' };

interface LiveImportPageProps {
  params: Promise<{ tenant: string; workspace: string; id: string }>;
  searchParams: Promise<{ outcome?: unknown; after?: unknown }>;
}

export default async function LiveImportPage({ params, searchParams }: LiveImportPageProps) {
  const { tenant, workspace, id } = await params;
  const ctx = await requireWorkspace(tenant, workspace, 'connection.import');
  const search = await searchParams;
  const view = { outcome: outcomeFilter.parse(search.outcome), after: lineCursor.parse(search.after) };
  const facts = await getLiveImport(ctx, id).catch(orNotFound);
  const page = await listLiveRowViews(ctx, id, view);
  return (
    <Page narrow>
      <LiveImportView scope={scopeOf(ctx)} facts={facts} view={view} page={page} />
    </Page>
  );
}

function orNotFound(error: unknown): never {
  if (isAppError(error, 'NOT_FOUND')) notFound();
  throw error;
}
