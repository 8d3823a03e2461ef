import { and, eq, inArray } from 'drizzle-orm';
import { transact, type Tx } from '#db/client.ts';
import { importItems, imports } from '#db/schema/imports.ts';
import { recorder, type Recorder } from '#lib/audit/commands.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { isGone, undoableUntil, type Stored } from '#lib/import-history/model.ts';
import { factsOf, itemsOf, listStored, ofCredential, ofImport, requireImport } from '#lib/import-history/queries.ts';
import { verifiedMax, type Blocker } from '#lib/import-history/schema.ts';
import { advance, prepareRun, removeRun } from '#lib/import-runs/commands.ts';
import type { Run } from '#lib/import-runs/model.ts';
import { blockersIn, prepareFormer, takeBack, type Former } from '#lib/undo-items/commands.ts';
import { undoDays } from '#lib/versions/schema.ts';
import { findBlockers } from './queries.ts';
import { undoneAtOnceMax, type UndoneDto } from './schema.ts';

type Row = typeof imports.$inferSelect;

/**
 * Takes an import back as one unit: what it created goes to the trash, what it overrode has its former value again as a
 * new version. Refused as a whole when anything newer depends on it. Undone already, it answers the same once more.
 */
export async function undoImport(ctx: WorkspaceCtx, { id }: { id: string }): Promise<UndoneDto> {
  authorise(ctx, 'credential.import');
  const row = await requireImport(ctx, id);
  if (row.state === 'undoing') return { kind: 'begun' };
  if (row.undoneAt !== null) return undoneDto(row, row.undoneAt);
  if (row.state === 'applying') throw stillApplying();
  if (row.created + row.overridden > undoneAtOnceMax) return beginUndo(ctx, row);
  const stored = await listStored(ctx, id);
  const former = await prepareFormer(ctx, stored);
  const record = await recorder(ctx);
  return transact(async (tx, now): Promise<UndoneDto> => {
    const undone = await requireImport(ctx, id, tx);
    if (undone.undoneAt !== null) return undoneDto(undone, undone.undoneAt);
    if (undone.state === 'undoing') return { kind: 'begun' };
    if (now > undoableUntil(undone.appliedAt)) throw tooLate();
    const left = await requireUndoable(tx, ctx, id, former);
    const verifyDueAt = left.length <= verifiedMax ? now : null;
    await takeBack(tx, ctx, now, left, { former, verifyDueAt, record });
    await setUndone(tx, ctx, now, undone, record);
    return undoneDto(undone, now);
  });
}

/** A large one is taken back in batches by the job, once nothing newer depends on it. Asked twice, it goes on once. */
async function beginUndo(ctx: WorkspaceCtx, row: Row): Promise<UndoneDto> {
  const { blockers } = await findBlockers(ctx, row.id);
  if (blockers.length > 0) throw blocked(blockers);
  const { id, sha256, exportId, total } = row;
  const file = {
    resourceType: 'credential',
    fileName: row.fileName,
    bytes: row.fileBytes,
    count: total,
    exportedAt: row.exportedAt,
    origin: null,
    sealing: 'none',
    platformVersion: null,
  } as const;
  const begin = await prepareRun(ctx, { id, kind: 'undo', total, file, sha256, exportId, signerKey: null }, null);
  const record = await recorder(ctx);
  await transact(async (tx, now) => {
    if (now > undoableUntil(row.appliedAt)) throw tooLate();
    const begun = await tx
      .update(imports)
      .set({ state: 'undoing' })
      .where(and(ofImport(ctx, id), eq(imports.state, row.state)))
      .returning({ id: imports.id });
    if (begun.length === 0) return;
    await begin(tx, now);
    await record(tx, now, { action: 'import.undo_started', ...importTarget(row) });
  });
  return { kind: 'begun' };
}

/**
 * For the job: takes an import back from its border on, batch by batch. What somebody changed meanwhile stays as it is
 * and is counted. Stops between two batches when the signal ends.
 */
export async function undoBatches(ctx: WorkspaceCtx, run: Run, signal: AbortSignal): Promise<void> {
  authorise(ctx, 'credential.import');
  const record = await recorder(ctx);
  let after = run.done;
  for (;;) {
    if (signal.aborted) return;
    const stored = await listStored(ctx, run.id, { after, limit: batchItems });
    const last = stored.at(-1);
    if (!last) break;
    await undoBatch(ctx, run, stored, record);
    after = last.i;
  }
  await transact(async (tx, now) => {
    await removeRun(tx, run);
    await setUndone(tx, ctx, now, await requireImport(ctx, run.id, tx), record);
  });
}

/** An undo that cannot go on: what it has done stays done, and it can be begun again. */
export async function abandonUndo(ctx: WorkspaceCtx, run: Run): Promise<void> {
  await transact(async (tx) => {
    await removeRun(tx, run);
    const row = await requireImport(ctx, run.id, tx);
    await tx
      .update(imports)
      .set({ state: stateAtRest(row) })
      .where(ofImport(ctx, run.id));
  });
}

/** Each takes several statements: so many hold the database for some milliseconds. */
const batchItems = 25;

async function undoBatch(ctx: WorkspaceCtx, run: Run, stored: readonly Stored[], record: Recorder): Promise<void> {
  const former = await prepareFormer(ctx, stored);
  await transact(async (tx, now) => {
    await advance(tx, run, now, { done: stored.at(-1)?.i ?? run.done });
    const facts = await factsOf(ctx, stored, tx);
    const stuck = new Map(blockersIn(stored, facts, former).map((one) => [one.credentialId, one.why]));
    const free = stored.filter((item) => !stuck.has(item.credentialId));
    const left = free.filter((item) => !isGone(item, facts.now.get(item.credentialId)));
    await takeBack(tx, ctx, now, left, { former, verifyDueAt: null, record });
    await tx
      .update(importItems)
      .set({ isUndone: true })
      .where(
        and(
          itemsOf(ctx, run.id),
          inArray(
            importItems.i,
            free.map((item) => item.i),
          ),
        ),
      );
    for (const item of stored) {
      const reason = stuck.get(item.credentialId);
      if (reason === undefined) continue;
      await tx
        .update(importItems)
        .set({ reason: `Not undone. ${reason}` })
        .where(and(ofCredential(ctx, item.credentialId), eq(importItems.importId, run.id)));
    }
    if (stuck.size === 0) return;
    const { undoLeft } = await requireImport(ctx, run.id, tx);
    await tx
      .update(imports)
      .set({ undoLeft: undoLeft + stuck.size })
      .where(ofImport(ctx, run.id));
  });
}

async function setUndone(tx: Tx, ctx: WorkspaceCtx, now: number, row: Row, record: Recorder): Promise<void> {
  const by = { undoneAt: now, undoneBy: ctx.actor.id, undoneByLabel: ctx.actor.label };
  await tx
    .update(imports)
    .set({ ...by, state: stateAtRest(row) })
    .where(ofImport(ctx, row.id));
  const { created, overridden, sha256, undoLeft } = row;
  const detail = { created, overridden, left: undoLeft, sha256 };
  await record(tx, now, { action: 'import.undone', ...importTarget(row), detail });
}

/** An import that was stopped has items without an outcome. */
const stateAtRest = ({ created, overridden, skipped, refused, total }: Row): Row['state'] =>
  created + overridden + skipped + refused < total ? 'stopped' : 'applied';

const importTarget = (row: Row) => ({ targetKind: 'import', targetId: row.id, targetLabel: row.fileName });

const stillApplying = () =>
  new AppError('STATE_INVALID', 'The file is still being imported. Stop it first, or wait until it is done.');

const undoneDto = (row: { created: number; overridden: number }, at: number): UndoneDto => ({
  kind: 'undone',
  trashed: row.created,
  reverted: row.overridden,
  at,
});

const tooLate = () =>
  new AppError('IMP-306', `An import can be undone for ${undoDays} days. Nothing was changed.`, { days: undoDays });

/** What is left to do; or IMP-305, naming everything that is in the way. */
async function requireUndoable(
  tx: Tx,
  ctx: WorkspaceCtx,
  id: string,
  former: ReadonlyMap<string, Former>,
): Promise<Stored[]> {
  const stored = await listStored(ctx, id, undefined, tx);
  const facts = await factsOf(ctx, stored, tx);
  const blockers = blockersIn(stored, facts, former);
  if (blockers.length > 0) throw blocked(blockers);
  return stored.filter((item) => !isGone(item, facts.now.get(item.credentialId)));
}

function blocked(blockers: readonly Blocker[]): AppError {
  const many = blockers.length === 1 ? 'One credential depends' : `${blockers.length} credentials depend`;
  return new AppError('IMP-305', `${many} on this import by now. Nothing was changed.`, {
    ids: blockers.map((one) => one.credentialId),
    components: blockers.map((one) => one.component),
    names: blockers.map((one) => one.name),
    reasons: blockers.map((one) => one.why),
    here: blockers.filter((one) => one.isHere).map((one) => one.credentialId),
  });
}
