import type { Metadata } from 'next';
import { credentialsHref, trashHref } from '#components/shell/hrefs.ts';
import { Page } from '#components/shell/page.tsx';
import { EmptyTrash } from '#components/trash/empty-trash.tsx';
import { TrashTable } from '#components/trash/trash-table.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { canDo } from '#lib/access.ts';
import { findComponent } from '#lib/catalog/catalog.ts';
import { systemClock } from '#lib/clock.ts';
import { requireWorkspace } from '#lib/gate/session.ts';
import { listTrash } from '#lib/trash/queries.ts';
import { scopeOf } from '#lib/workspaces/schema.ts';

export const metadata: Metadata = { title: 'Trash' };

interface TrashPageProps {
  params: Promise<{ tenant: string; workspace: string }>;
  searchParams: Promise<{ after?: string | string[] }>;
}

export default async function TrashPage({ params, searchParams }: TrashPageProps) {
  const { tenant, workspace } = await params;
  const { after } = await searchParams;
  const ctx = await requireWorkspace(tenant, workspace, 'credential.read');
  const page = await listTrash(ctx, typeof after === 'string' ? after : null);
  const scope = scopeOf(ctx);
  const rows = page.rows.map((row) => ({ ...row, app: findComponent(row.component)?.name ?? row.component }));
  return (
    <Page>
      <PageHead
        title="Trash"
        crumbs={[{ label: 'App Credentials', href: credentialsHref(scope) }]}
        sentence="Deleted credentials wait 30 days, then are gone for good."
      />
      {rows.length > 0 ? (
        <TrashTable scope={scope} rows={rows} canRestore={canDo(ctx.role, 'credential.restore')} now={systemClock()} />
      ) : (
        <EmptyTrash />
      )}
      {page.next && (
        <ButtonLink small href={`${trashHref(scope)}?after=${encodeURIComponent(page.next)}`}>
          Older
        </ButtonLink>
      )}
    </Page>
  );
}
