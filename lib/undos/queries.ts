import type { WorkspaceCtx } from '#lib/ctx.ts';
import { blockersOf } from '#lib/import-history/model.ts';
import { describeImport, factsOf, listStored } from '#lib/import-history/queries.ts';
import type { Blocker, ImportDetail } from '#lib/import-history/schema.ts';
import { undoneAtOnceMax } from './schema.ts';

/** One import, and whether it can be undone now. */
export async function getImport(ctx: WorkspaceCtx, id: string): Promise<ImportDetail> {
  const detail = await describeImport(ctx, id);
  const isOpen = detail.undone === null && detail.run === null;
  const { blockers, isMore } = isOpen ? await findBlockers(ctx, id) : { blockers: [], isMore: false };
  return { ...detail, blockers, isMoreBlocked: isMore };
}

/** Why items of an import cannot be taken back, the first of them: read in portions. */
export async function findBlockers(ctx: WorkspaceCtx, id: string): Promise<{ blockers: Blocker[]; isMore: boolean }> {
  const blockers: Blocker[] = [];
  for (let after = 0; ;) {
    const stored = await listStored(ctx, id, { after, limit: undoneAtOnceMax });
    const last = stored.at(-1);
    if (!last) return { blockers, isMore: false };
    blockers.push(...blockersOf(stored, await factsOf(ctx, stored)));
    if (blockers.length > blockersMax) return { blockers: blockers.slice(0, blockersMax), isMore: true };
    after = last.i;
  }
}

/** As many as are named. */
const blockersMax = 100;
