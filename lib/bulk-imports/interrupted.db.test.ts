import { and, eq, inArray } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { importItems, importRuns } from '#db/schema/imports.ts';
import { members } from '#db/schema/tenants.ts';
import { testDatabase } from '#db/testing.ts';
import { updateCredential } from '#lib/credentials/commands.ts';
import { rowsOf } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace, withRole } from '#lib/gate/testing.ts';
import { describeImport } from '#lib/import-history/queries.ts';
import { chooseForConflicts, discardPlan, purgePlans, startPlan } from '#lib/import-plans/commands.ts';
import { findPlan, listPlanItems } from '#lib/import-plans/queries.ts';
import { claimRun } from '#lib/import-runs/commands.ts';
import { uploaded } from '#lib/imports/testing.ts';
import { runImport } from '#lib/jobs/imports.ts';
import { applyPlan, applyBatches, stopImport } from './commands.ts';
import { endsAfter, fileOf, importedLarge, manyth, planned, runDue } from './testing.ts';

beforeAll(testDatabase);

const many = 620;
const items = Array.from({ length: many }, (_, at) => manyth(at + 1));
const never = new AbortController().signal;

const journal = (ctx: WorkspaceCtx) =>
  read()
    .select()
    .from(importItems)
    .where(and(eq(importItems.tenantId, ctx.tenantId), inArray(importItems.outcome, ['created', 'overridden'])));

async function applying(ctx: WorkspaceCtx): Promise<string> {
  const id = await planned(ctx, await fileOf(ctx, items));
  await applyPlan(ctx, { id, acceptSigner: true });
  return id;
}

const expire = (ctx: WorkspaceCtx) =>
  transact(async (tx) => {
    await tx.update(importRuns).set({ leasedUntil: 0 }).where(eq(importRuns.tenantId, ctx.tenantId));
  });

describe('an import that is interrupted', () => {
  it('goes on at its border when the program ends and another takes it up', async () => {
    const ctx = await testWorkspace();
    const id = await applying(ctx);
    const run = await claimRun([]);
    if (!run) throw new Error('nothing is due');
    await runImport(run, endsAfter(2));
    const [rows, done] = [await rowsOf(ctx), await journal(ctx)];
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.length).toBeLessThan(many);
    expect(done).toHaveLength(rows.length);
    await runDue();
    expect(await rowsOf(ctx)).toHaveLength(many);
    expect(await describeImport(ctx, id)).toMatchObject({ state: 'applied', counts: { created: many } });
  });

  it('is not gone on with by whoever lost its lease', async () => {
    const ctx = await testWorkspace();
    await applying(ctx);
    const first = await claimRun([]);
    if (!first) throw new Error('nothing is due');
    expect(await claimRun([])).toBeNull();
    await expire(ctx);
    const second = await claimRun([]);
    await expect(applyBatches(ctx, first, never)).rejects.toMatchObject({ detail: { why: 'lost' } });
    expect(await rowsOf(ctx)).toEqual([]);
    if (!second) throw new Error('it is due again');
    await runImport(second, never);
    expect(await rowsOf(ctx)).toHaveLength(many);
  });

  it('stops at the next border when a person says so, and what is stored stays', async () => {
    const ctx = await testWorkspace();
    const id = await applying(ctx);
    const run = await claimRun([]);
    if (!run) throw new Error('nothing is due');
    await runImport(run, endsAfter(1));
    await stopImport(ctx, id);
    await runDue();
    const rows = await rowsOf(ctx);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.length).toBeLessThan(many);
    expect(await describeImport(ctx, id)).toMatchObject({
      state: 'stopped',
      stoppedBecause: null,
      run: null,
      counts: { created: rows.length },
      total: many,
    });
  });

  it('stops when whoever began it may not import any more, and says why', async () => {
    const ctx = await testWorkspace();
    const id = await applying(ctx);
    await transact(async (tx) => {
      await tx.update(members).set({ role: 'builder' }).where(eq(members.tenantId, ctx.tenantId));
    });
    await runDue();
    expect(await rowsOf(ctx)).toEqual([]);
    expect(await describeImport(ctx, id)).toMatchObject({
      state: 'stopped',
      stoppedBecause: 'Your role does not allow this.',
    });
  });
});

describe('what changed after the review', () => {
  it('is left alone, item by item, and told', async () => {
    const ctx = await testWorkspace();
    await importedLarge(ctx, await fileOf(ctx, items.slice(0, 510)));
    const id = await planned(ctx, await fileOf(ctx, items));
    await chooseForConflicts(ctx, { id, do: 'override' });
    const rows = await rowsOf(ctx);
    const [five] = rows.filter((row) => row.name === 'Store 5');
    if (!five) throw new Error('it is not here');
    await updateCredential(ctx, {
      id: five.id,
      revision: five.revision,
      name: 'Renamed meanwhile',
      environment: five.environment,
      settings: five.settings,
      secret: {},
      expiresAt: null,
      acceptUntested: true,
    });
    // Somebody takes the name of a new one as well.
    const others = Array.from({ length: 501 }, (_, at) => ({
      ...manyth(10_000 + at),
      name: at === 0 ? 'Store 600' : `Other ${at}`,
    }));
    await importedLarge(ctx, await fileOf(ctx, others));
    await applyPlan(ctx, { id, acceptSigner: true });
    await runDue();
    const detail = await describeImport(ctx, id);
    expect(detail.counts).toEqual({ created: many - 510 - 1, overridden: 509, skipped: 0, refused: 2 });
    const refused = await read()
      .select({ i: importItems.i, reason: importItems.reason })
      .from(importItems)
      .where(and(eq(importItems.tenantId, ctx.tenantId), eq(importItems.outcome, 'refused')));
    const reason = 'What it meets here was changed after the review.';
    expect(refused.toSorted((a, b) => a.i - b.i)).toEqual([
      { i: 5, reason },
      { i: 600, reason },
    ]);
  });
});

describe('a plan', () => {
  it('gives every item of one name its own, across batches', async () => {
    const ctx = await testWorkspace();
    const same = Array.from({ length: 1_100 }, (_, at) => ({ ...manyth(at + 1), name: 'Store' }));
    await importedLarge(ctx, await fileOf(ctx, same));
    const names = (await rowsOf(ctx)).map((row) => row.name);
    expect(new Set(names).size).toBe(1_100);
    expect(names).toContain('Store 1100');
  });

  it('that cannot be made says why, and nothing is stored', async () => {
    const ctx = await testWorkspace();
    const bytes = await fileOf(ctx, items);
    const { id } = await startPlan(ctx, { uploadId: await uploaded(ctx, bytes), passphrase: null });
    await transact(async (tx) => {
      await tx.update(importRuns).set({ fileKey: null }).where(eq(importRuns.id, id));
    });
    await runDue();
    expect(await findPlan(ctx, id)).toMatchObject({ run: { state: 'failed', failure: { code: 'IMP-203' } } });
    await discardPlan(ctx, id);
    expect(await findPlan(ctx, id)).toBeNull();
    expect(await rowsOf(ctx)).toEqual([]);
  });

  it('is put away by its person, while it is made and after, and by time', async () => {
    const ctx = await testWorkspace();
    const bytes = await fileOf(ctx, items);
    const { id } = await startPlan(ctx, { uploadId: await uploaded(ctx, bytes), passphrase: null });
    await discardPlan(ctx, id);
    await runDue();
    expect(await findPlan(ctx, id)).toBeNull();
    const ready = await planned(ctx, bytes);
    await discardPlan(ctx, ready);
    expect(await findPlan(ctx, ready)).toBeNull();
    const late = await planned(ctx, bytes);
    await transact(async (tx) => {
      await tx.update(importRuns).set({ expiresAt: 1 }).where(eq(importRuns.id, late));
    });
    await purgePlans();
    expect(await findPlan(ctx, late)).toBeNull();
  });

  it('waits with no more than two others', async () => {
    const ctx = await testWorkspace();
    const bytes = await fileOf(ctx, items.slice(0, 3));
    const start = async () => startPlan(ctx, { uploadId: await uploaded(ctx, bytes), passphrase: null });
    for (let n = 0; n < 3; n += 1) await start();
    await expect(start()).rejects.toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
    await runDue();
  });

  it('is nobody else’s', async () => {
    const [ctx, other] = [await testWorkspace(), await testWorkspace()];
    const id = await planned(ctx, await fileOf(ctx, items));
    expect(await findPlan(other, id)).toBeNull();
    const gone = { code: 'NOT_FOUND' };
    await expect(listPlanItems(other, { id, filter: 'all', after: 0 })).rejects.toMatchObject(gone);
    await expect(chooseForConflicts(other, { id, do: 'override' })).rejects.toMatchObject(gone);
    await expect(applyPlan(other, { id, acceptSigner: true })).rejects.toMatchObject(gone);
    await discardPlan(other, id);
    await stopImport(other, id);
    expect(await findPlan(ctx, id)).toMatchObject({ run: { state: 'ready', isStopping: false } });
    const builder = withRole(ctx, 'builder');
    for (const attempt of [
      () => findPlan(builder, id),
      () => applyPlan(builder, { id, acceptSigner: true }),
      () => discardPlan(builder, id),
      () => stopImport(builder, id),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('of a signer nobody knows is not applied before somebody confirms it', async () => {
    const [from, to] = [await testWorkspace(), await testWorkspace()];
    const id = await planned(to, await fileOf(from, items));
    await expect(applyPlan(to, { id, acceptSigner: false })).rejects.toMatchObject({ code: 'IMP-211' });
    await applyPlan(to, { id, acceptSigner: true });
    await runDue();
    expect(await rowsOf(to)).toHaveLength(many);
  });
});
