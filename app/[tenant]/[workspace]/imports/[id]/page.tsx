import { Suspense } from 'react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ImportView } from '#components/import-history/import-view.tsx';
import { UndoPanel } from '#components/import-history/undo-panel.tsx';
import { PlanView } from '#components/import-plans/plan-view.tsx';
import { credentialsHref, importsHref } from '#components/shell/hrefs.ts';
import { Page } from '#components/shell/page.tsx';
import { BlockSkeleton } from '#components/ui/skeleton.tsx';
import { systemClock } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { isAppError } from '#lib/errors.ts';
import { requireWorkspace } from '#lib/gate/session.ts';
import { describeImport, listImportItems } from '#lib/import-history/queries.ts';
import { itemFilter, itemsCursor } from '#lib/import-history/schema.ts';
import { findPlan, listPlanItems } from '#lib/import-plans/queries.ts';
import { planFilter, type PlanDto, type PlanFilter } from '#lib/import-plans/schema.ts';
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
  const search = await searchParams;
  const scope = scopeOf(ctx);
  const crumbs = [
    { label: 'App Credentials', href: credentialsHref(scope) },
    { label: 'Imports', href: importsHref(scope) },
  ];
  const after = itemsCursor.parse(search.after);
  const plan = await findPlan(ctx, id);
  if (plan) {
    const view = { filter: planFilter.parse(search.show), after };
    return (
      <Page>
        <PlanView
          scope={scope}
          plan={plan}
          crumbs={crumbs}
          view={view}
          page={await itemsOf(ctx, plan, view.filter, after)}
        />
      </Page>
    );
  }
  const facts = await describeImport(ctx, id).catch(orNotFound);
  const view = { filter: itemFilter.parse(search.show), after };
  const page = await listImportItems(ctx, id, after, view.filter);
  // Whether a large import can be undone takes a while to find out: everything else need not wait for it.
  const undo = (
    <Suspense fallback={<BlockSkeleton />}>
      <Undo ctx={ctx} id={id} />
    </Suspense>
  );
  return (
    <Page narrow>
      <ImportView
        scope={scope}
        detail={facts}
        crumbs={crumbs}
        page={page}
        view={view}
        now={systemClock()}
        undo={undo}
      />
    </Page>
  );
}

async function Undo({ ctx, id }: { ctx: WorkspaceCtx; id: string }) {
  return <UndoPanel scope={scopeOf(ctx)} detail={await getImport(ctx, id)} now={systemClock()} />;
}

const itemsOf = async (ctx: WorkspaceCtx, { id, run }: PlanDto, filter: PlanFilter, after: number) =>
  run.state === 'ready' ? listPlanItems(ctx, { id, filter, after }) : null;

function orNotFound(error: unknown): never {
  if (isAppError(error, 'NOT_FOUND')) notFound();
  throw error;
}
