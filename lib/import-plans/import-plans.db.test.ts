import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { transact } from '#db/client.ts';
import { importRuns } from '#db/schema/imports.ts';
import { members } from '#db/schema/tenants.ts';
import { testDatabase } from '#db/testing.ts';
import { applyPlan } from '#lib/bulk-imports/commands.ts';
import { fileOf, importedLarge, manyth, planned, runDue } from '#lib/bulk-imports/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace, withRole } from '#lib/gate/testing.ts';
import { describeImport, listImportItems } from '#lib/import-history/queries.ts';
import { claimRun } from '#lib/import-runs/commands.ts';
import { findRun, requireRun } from '#lib/import-runs/queries.ts';
import { uploaded } from '#lib/imports/testing.ts';
import { runImport } from '#lib/jobs/imports.ts';
import { chooseForItem, discardPlan, removePlan, startPlan } from './commands.ts';
import { findPlan, listOpenPlans, listPlanItems } from './queries.ts';

vi.mock('#db/client.ts', { spy: true });
beforeAll(testDatabase);

const setRun = (id: string, set: Partial<typeof importRuns.$inferInsert>) =>
  transact(async (tx) => {
    await tx.update(importRuns).set(set).where(eq(importRuns.id, id));
  });

async function begun(ctx: WorkspaceCtx): Promise<string> {
  const uploadId = await uploaded(ctx, await fileOf(ctx, [manyth(1)]));
  return (await startPlan(ctx, { uploadId, passphrase: null })).id;
}

/** Its file does not open. */
async function unmakeable(ctx: WorkspaceCtx): Promise<string> {
  const id = await begun(ctx);
  await setRun(id, { fileKey: null });
  return id;
}

/** The program ends once it is written down that the plan is put away. */
async function killedAsItPutsAway(ctx: WorkspaceCtx, id: string): Promise<void> {
  vi.mocked(transact).mockImplementationOnce(async (closure) => {
    const value = await transact(closure);
    vi.mocked(transact).mockRejectedValueOnce(new Error('Killed.'));
    return value;
  });
  await expect(discardPlan(ctx, id)).rejects.toThrow('Killed.');
  expect(await findRun(ctx, id)).toMatchObject({ state: 'due', isStopAsked: true });
}

async function takenUp(id: string): Promise<void> {
  await setRun(id, { leasedUntil: 0 });
  await runDue();
}

/** What somebody else does once a request has looked, before it writes. */
const beforeItWrites = (act: () => Promise<unknown>) =>
  vi.mocked(transact).mockImplementationOnce(async (closure) => {
    await act();
    return transact(closure);
  });

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

  it('is gone also when the program ends meanwhile, whether or not its file opens', async () => {
    const ctx = await testWorkspace();
    const id = await unmakeable(ctx);
    await runDue();
    expect(await findPlan(ctx, id)).toMatchObject({ run: { state: 'failed' } });
    await killedAsItPutsAway(ctx, id);
    await takenUp(id);
    expect(await findRun(ctx, id)).toBeNull();
  });

  it('is gone also when the program ends meanwhile, and whoever began it is no member any more', async () => {
    const ctx = await testWorkspace();
    const id = await planned(ctx, await fileOf(ctx, [manyth(1)]));
    await transact(async (tx) => {
      await tx.delete(members).where(eq(members.tenantId, ctx.tenantId));
    });
    await killedAsItPutsAway(ctx, id);
    await takenUp(id);
    expect(await findRun(ctx, id)).toBeNull();
  });

  it('does not come back as one that failed when it turns out that it cannot be made', async () => {
    const ctx = await testWorkspace();
    const id = await unmakeable(ctx);
    const run = await claimRun([]);
    if (!run) throw new Error('nothing is due');
    await discardPlan(ctx, id);
    await runImport(run, new AbortController().signal);
    await takenUp(id);
    expect(await findRun(ctx, id)).toBeNull();
  });
});

describe('a plan that is applied and put away at the same moment', () => {
  const ready = async (ctx: WorkspaceCtx) => planned(ctx, await fileOf(ctx, [manyth(1)]));
  const apply = (ctx: WorkspaceCtx, id: string) => applyPlan(ctx, { id, acceptSigner: true });
  const putAway = { code: 'STATE_INVALID', message: 'This plan was put away. Nothing was stored.' };

  it('is not applied once it is being put away, and whoever applies it hears that', async () => {
    const ctx = await testWorkspace();
    const id = await ready(ctx);
    beforeItWrites(() => killedAsItPutsAway(ctx, id));
    await expect(apply(ctx, id)).rejects.toMatchObject(putAway);
    await expect(apply(ctx, id)).rejects.toMatchObject(putAway);
    await takenUp(id);
    await expect(describeImport(ctx, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is not applied once it is gone, and whoever applies it hears that', async () => {
    const ctx = await testWorkspace();
    const id = await ready(ctx);
    beforeItWrites(() => discardPlan(ctx, id));
    await expect(apply(ctx, id)).rejects.toMatchObject(putAway);
    expect(await findRun(ctx, id)).toBeNull();
  });

  it('is stored whole when it was applied before: who puts it away saw it while it was read', async () => {
    const ctx = await testWorkspace();
    const id = await begun(ctx);
    beforeItWrites(async () => {
      await runDue();
      await apply(ctx, id);
    });
    await discardPlan(ctx, id);
    expect(await findRun(ctx, id)).toMatchObject({ kind: 'apply', isStopAsked: false });
    await runDue();
    expect(await describeImport(ctx, id)).toMatchObject({ state: 'applied', counts: { created: 1 } });
  });

  it('goes once where two apply it, also when it is stored before the second writes', async () => {
    const ctx = await testWorkspace();
    const id = await ready(ctx);
    beforeItWrites(async () => {
      await apply(ctx, id);
      await runDue();
    });
    await apply(ctx, id);
    expect(await describeImport(ctx, id)).toMatchObject({ state: 'applied', counts: { created: 1 } });
  });
});

describe('a plan that was read to its end as somebody puts it away', () => {
  it('is gone', async () => {
    const ctx = await testWorkspace();
    const id = await begun(ctx);
    beforeItWrites(runDue);
    await discardPlan(ctx, id);
    expect(await findRun(ctx, id)).toBeNull();
  });
});

describe('the open plans of a workspace', () => {
  it('are listed with how each stands, to whoever may import, here alone', async () => {
    const ctx = await testWorkspace();
    const ready = await planned(ctx, await fileOf(ctx, [manyth(1)]));
    const due = await begun(ctx);
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
