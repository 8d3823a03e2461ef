import type { Metadata } from 'next';
import { CreateButton } from '#components/credentials/create-button.tsx';
import { CreateDialog } from '#components/credentials/create-dialog.tsx';
import type { SearchParams } from '#components/credentials/filters.ts';
import { BoardGroups } from '#components/dashboard/board-groups.tsx';
import { BoardToolbar } from '#components/dashboard/board-toolbar.tsx';
import { loadBoardFilter } from '#components/dashboard/filters.ts';
import { FirstCredential } from '#components/dashboard/first-credential.tsx';
import { HealthBoard } from '#components/dashboard/health-board.tsx';
import { PageKeys } from '#components/dashboard/page-keys.tsx';
import { ExportsLink } from '#components/exports/exports-link.tsx';
import { ImportsLink } from '#components/import-history/imports-link.tsx';
import { ImportCredential } from '#components/imports/import-credential.tsx';
import { credentialsHref, freshnessHref } from '#components/shell/hrefs.ts';
import { Page } from '#components/shell/page.tsx';
import { TrashLink } from '#components/trash/trash-link.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { EnvironmentTag } from '#components/workspaces/environment-tag.tsx';
import { permissionsOf } from '#lib/access.ts';
import { listComponents } from '#lib/catalog/catalog.ts';
import { formOf } from '#lib/catalog/form.ts';
import { systemClock } from '#lib/clock.ts';
import { getBoard } from '#lib/dashboard/queries.ts';
import { requireWorkspace } from '#lib/gate/session.ts';
import { getWorkspace } from '#lib/workspaces/queries.ts';
import { scopeOf } from '#lib/workspaces/schema.ts';

export const metadata: Metadata = { title: 'App Credentials' };

interface DashboardPageProps {
  params: Promise<{ tenant: string; workspace: string }>;
  searchParams: SearchParams;
}

export default async function DashboardPage({ params, searchParams }: DashboardPageProps) {
  const { tenant, workspace } = await params;
  const ctx = await requireWorkspace(tenant, workspace, 'credential.read');
  const filter = await loadBoardFilter(searchParams);
  const [board, { environment }] = await Promise.all([getBoard(ctx, filter), getWorkspace(ctx)]);
  const permissions = permissionsOf(ctx.role);
  const canCreate = permissions.includes('credential.create');
  const scope = scopeOf(ctx);
  const now = systemClock();
  const apps = listComponents().flatMap((entry) => ('broken' in entry ? [] : [formOf(entry)]));
  const actions = (
    <>
      {permissions.includes('credential.import') && <ImportCredential scope={scope} />}
      {canCreate && <CreateButton />}
    </>
  );
  return (
    <Page>
      <PageHead title="App Credentials" beside={<EnvironmentTag>{environment}</EnvironmentTag>} actions={actions} />
      {board.health.total === 0 && <FirstCredential />}
      {board.health.total > 0 && (
        <HealthBoard
          path={credentialsHref(scope)}
          freshnessPath={freshnessHref(scope)}
          health={board.health}
          filter={filter}
          now={now}
        />
      )}
      <BoardToolbar
        categories={board.categories}
        apps={board.inUse.length + board.waiting.length + board.others.length}
      />
      <BoardGroups scope={scope} board={board} filter={filter} now={now} canCreate={canCreate} />
      <TrashLink scope={scope} />
      {permissions.includes('credential.import') && <ImportsLink scope={scope} />}
      {permissions.includes('credential.export') && <ExportsLink scope={scope} />}
      {canCreate && <CreateDialog scope={scope} apps={apps} environment={environment} />}
      <PageKeys permissions={permissions} />
    </Page>
  );
}
