import { beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { applyPlan } from '#lib/bulk-imports/commands.ts';
import { fileOf, importedLarge, manyth, planned, runDue } from '#lib/bulk-imports/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace, withRole } from '#lib/gate/testing.ts';
import { describeImport, listImportItems } from '#lib/import-history/queries.ts';
import { findRun, requireRun } from '#lib/import-runs/queries.ts';
import { uploaded } from '#lib/imports/testing.ts';
import { chooseForItem, removePlan, startPlan } from './commands.ts';
import { findPlan, listOpenPlans, listPlanItems } from './queries.ts';

beforeAll(testDatabase);

/** Two that meet one here, and one that is new. */
async function twoConflicts(ctx: WorkspaceCtx): Promise<Buffer> {
  await importedLarge(ctx, await fileOf(ctx, [manyth(1), manyth(2)]));
  return fileOf(
    ctx,
    [1, 2, 3].map((i) => ({ ...manyth(i), apiKey: `another-${i}` })),
  );
}

describe('a plan with conflicts', () => {
  it('counts those nobody has chosen for, and can be applied once each has a choice of its own', async () => {
    const ctx = await testWorkspace();
    const id = await planned(ctx, await twoConflicts(ctx));
    expect(await findPlan(ctx, id)).toMatchObject({ doing: { create: 1, override: 0, skip: 0, open: 2 } });
    expect((await listPlanItems(ctx, { id, filter: 'all', after: 0 })).items.map((item) => item.isOpen)).toEqual([
      true,
      true,
      false,
    ]);
    await chooseForItem(ctx, { id, i: 1, do: 'override' });
    expect(await findPlan(ctx, id)).toMatchObject({ doing: { create: 1, override: 1, skip: 0, open: 1 } });
    await expect(applyPlan(ctx, { id, acceptSigner: true })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await chooseForItem(ctx, { id, i: 2, do: 'skip' });
    await applyPlan(ctx, { id, acceptSigner: true });
    await runDue();
    expect(await describeImport(ctx, id)).toMatchObject({
      counts: { created: 1, overridden: 1, skipped: 1, refused: 0 },
    });
    const named = async (filter: 'created' | 'overridden' | 'skipped' | 'refused' | 'stayed') =>
      (await listImportItems(ctx, id, 0, filter)).items.map((item) => item.name);
    expect(await named('created')).toEqual(['Store 3']);
    expect(await named('overridden')).toEqual(['Store 1']);
    expect(await named('skipped')).toEqual(['Store 2']);
    expect(await named('refused')).toEqual([]);
    expect(await named('stayed')).toEqual([]);
  });
});

describe('a plan that somebody puts away', () => {
  it('as another begins to apply it is stored whole', async () => {
    const ctx = await testWorkspace();
    const id = await planned(ctx, await fileOf(ctx, [manyth(1), manyth(2)]));
    const run = await requireRun(ctx, id);
    await applyPlan(ctx, { id, acceptSigner: true });
    await removePlan(run);
    expect(await findRun(ctx, id)).toMatchObject({ kind: 'apply', isStopAsked: false });
    await runDue();
    expect(await describeImport(ctx, id)).toMatchObject({ counts: { created: 2, skipped: 0 } });
  });
});

describe('the open plans of a workspace', () => {
  it('are listed with how each stands, to whoever may import, here alone', async () => {
    const ctx = await testWorkspace();
    const ready = await planned(ctx, await fileOf(ctx, [manyth(1)]));
    const { id: due } = await startPlan(ctx, {
      uploadId: await uploaded(ctx, await fileOf(ctx, [manyth(2)])),
      passphrase: null,
    });
    expect(await listOpenPlans(ctx)).toMatchObject([
      { id: ready, run: { state: 'ready', isWaiting: false, total: 1 } },
      { id: due, run: { state: 'due', isWaiting: true, done: 0 } },
    ]);
    expect(await listOpenPlans(await testWorkspace())).toEqual([]);
    await expect(listOpenPlans(withRole(ctx, 'builder'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await runDue();
    await applyPlan(ctx, { id: ready, acceptSigner: true });
    expect((await listOpenPlans(ctx)).map((plan) => plan.id)).toEqual([due]);
    await runDue();
  });
});
