import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { ItemView } from '#components/import-history/hrefs.ts';
import { ImportView } from '#components/import-history/import-view.tsx';
import { PlanView } from '#components/import-plans/plan-view.tsx';
import { Page } from '#components/shell/page.tsx';
import { systemClock } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { isAppError } from '#lib/errors.ts';
import { requireWorkspace } from '#lib/gate/session.ts';
import { describeImport, listImportItems } from '#lib/import-history/queries.ts';
import { itemFilter, itemsCursor } from '#lib/import-history/schema.ts';
import { findPlan, listPlanItems } from '#lib/import-plans/queries.ts';
import { planFilter, type PlanFilter } from '#lib/import-plans/schema.ts';
import { getImport } from '#lib/undos/queries.ts';
import { scopeOf } from '#lib/workspaces/schema.ts';

export const metadata: Metadata = { title: 'Import' };

interface ImportPageProps {
  params: Promise<{ tenant: string; workspace: string; id: string }>;
  searchParams: Promise<{ after?: unknown; show?: unknown }>;
}

/** A large file is a plan first; what it became has the same address. */
export default async function ImportPage({ params, searchParams }: ImportPageProps) {
  const { tenant, workspace, id } = await params;
  const ctx = await requireWorkspace(tenant, workspace, 'credential.import');
  const { after: from, show } = await searchParams;
  const scope = scopeOf(ctx);
  const after = itemsCursor.parse(from);
  const open = await findOpen(ctx, id, { filter: planFilter.parse(show), after });
  if (open)
    return (
      <Page>
        <PlanView scope={scope} {...open} />
      </Page>
    );
  const facts = await describeImport(ctx, id).catch(orNotFound);
  const view = { filter: itemFilter.parse(show), after };
  const items = await listImportItems(ctx, id, after, view.filter);
  const now = systemClock();
  return (
    <Page narrow>
      <ImportView scope={scope} facts={facts} detail={() => getImport(ctx, id)} view={view} page={items} now={now} />
    </Page>
  );
}

/** A plan and a page of it; null also when somebody applies it or puts it away at this moment. */
async function findOpen(ctx: WorkspaceCtx, id: string, view: ItemView<PlanFilter>) {
  const plan = await findPlan(ctx, id);
  if (plan?.run.state !== 'ready') return plan && { plan, view, page: null };
  const page = await listPlanItems(ctx, { id, ...view }).catch((error: unknown) => {
    if (isAppError(error, 'NOT_FOUND')) return null;
    throw error;
  });
  return page && { plan, view, page };
}

function orNotFound(error: unknown): never {
  if (isAppError(error, 'NOT_FOUND')) notFound();
  throw error;
}
