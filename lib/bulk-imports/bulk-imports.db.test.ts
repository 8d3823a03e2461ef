import { and, count, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { read } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { importPlanItems, importRuns } from '#db/schema/imports.ts';
import { uploadChunks } from '#db/schema/uploads.ts';
import { testDatabase } from '#db/testing.ts';
import { rowsOf } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { describeImport, listImportItems } from '#lib/import-history/queries.ts';
import { chooseForConflicts, chooseForItem } from '#lib/import-plans/commands.ts';
import { findPlan, listPlanItems } from '#lib/import-plans/queries.ts';
import { purgeUploads } from '#lib/uploads/commands.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { applyPlan } from './commands.ts';
import { fileOf, importedLarge, manyth, planned, runDue } from './testing.ts';

beforeAll(testDatabase);

const many = 640;
const items = Array.from({ length: many }, (_, at) => manyth(at + 1));

async function countOf(table: typeof importPlanItems | typeof importRuns | typeof uploadChunks, ctx: WorkspaceCtx) {
  const [row] = await read().select({ rows: count() }).from(table).where(eq(table.tenantId, ctx.tenantId));
  return row?.rows;
}

describe('a large file', () => {
  it('is read into a plan, and stored in batches as it was shown', async () => {
    const ctx = await testWorkspace();
    const id = await planned(ctx, await fileOf(ctx, items));
    expect(await findPlan(ctx, id)).toMatchObject({
      run: { state: 'ready', done: many, total: many },
      counts: { new: many, conflict: 0, refused: 0 },
      doing: { create: many, override: 0, skip: 0 },
      file: { count: many, sealing: 'installation' },
    });
    await applyPlan(ctx, { id, acceptSigner: true });
    await applyPlan(ctx, { id, acceptSigner: true });
    await runDue();
    const rows = await rowsOf(ctx);
    expect(rows).toHaveLength(many);
    const row = rows.find((one) => one.name === 'Store 77');
    expect((await openVersion(ctx, row?.id ?? '', 1)).secret).toEqual({ apiKey: 'key-of-store-77' });
    expect(await describeImport(ctx, id)).toMatchObject({
      state: 'applied',
      counts: { created: many, overridden: 0, skipped: 0, refused: 0 },
      run: null,
    });
    expect((await listImportItems(ctx, id, many - 1)).items).toMatchObject([{ i: many, outcome: 'created' }]);
    const told = await read()
      .select({ rows: count() })
      .from(audit)
      .where(and(eq(audit.tenantId, ctx.tenantId), eq(audit.action, 'credential.imported')));
    expect(told).toEqual([{ rows: many }]);
    await purgeUploads();
    expect(await Promise.all([importPlanItems, importRuns, uploadChunks].map((one) => countOf(one, ctx)))).toEqual([
      0, 0, 0,
    ]);
  });

  it('that meets what is here asks once for all, and for single ones', async () => {
    const ctx = await testWorkspace();
    await importedLarge(ctx, await fileOf(ctx, items));
    const again = items.map((item) => ({ ...item, apiKey: `${item.apiKey}-new` }));
    const id = await planned(ctx, await fileOf(ctx, again));
    expect(await findPlan(ctx, id)).toMatchObject({
      counts: { new: 0, conflict: many, refused: 0 },
      forConflicts: null,
    });
    await expect(applyPlan(ctx, { id, acceptSigner: true })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await chooseForConflicts(ctx, { id, do: 'override' });
    await chooseForItem(ctx, { id, i: 3, do: 'create' });
    await chooseForItem(ctx, { id, i: 4, do: 'skip' });
    expect(await findPlan(ctx, id)).toMatchObject({ doing: { create: 1, override: many - 2, skip: 1 } });
    const { items: page } = await listPlanItems(ctx, { id, filter: 'conflict', after: 1 });
    expect(page[0]).toMatchObject({ i: 2, choice: 'override', conflict: { by: 'both', name: 'Store 2' } });
    expect(page[1]).toMatchObject({ i: 3, choice: 'create', isOwn: true, createName: 'Store 3 2' });
    await applyPlan(ctx, { id, acceptSigner: true });
    await runDue();
    expect(await describeImport(ctx, id)).toMatchObject({
      counts: { created: 1, overridden: many - 2, skipped: 1, refused: 0 },
    });
    expect(await rowsOf(ctx)).toHaveLength(many + 1);
  });
});
