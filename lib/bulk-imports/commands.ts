import { and, eq, lte } from 'drizzle-orm';
import { isUniqueViolation, transact, type Tx } from '#db/client.ts';
import { importPlanChunks, importPlanItems, importRuns, imports } from '#db/schema/imports.ts';
import { batchRecorder, recorder, type AuditEntry, type BatchRecorder } from '#lib/audit/commands.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { pinOf } from '#lib/files/commands.ts';
import { insertImport, insertItems } from '#lib/import-history/commands.ts';
import { ofImport, requireImport } from '#lib/import-history/queries.ts';
import type { Outcome } from '#lib/import-history/schema.ts';
import { prepareItem, writeItems, type Prepared } from '#lib/import-items/commands.ts';
import type { ItemFacts, Written } from '#lib/import-items/model.ts';
import { choiceOf, inItemBatches } from '#lib/import-plans/model.ts';
import { putAway, removeItems, requireReady } from '#lib/import-plans/commands.ts';
import { chunksOf, doingOf, fileOf, itemsOf, planOf, signerOf, type Planned } from '#lib/import-plans/queries.ts';
import { advance, askToStop, removeRun } from '#lib/import-runs/commands.ts';
import type { Run } from '#lib/import-runs/model.ts';
import { findRun, ofRun, unlockOf } from '#lib/import-runs/queries.ts';
import { leftOutFacts, wantedItem } from '#lib/imports/commands.ts';
import { streamItems, type ReadItem } from '#lib/imports/queries.ts';
import { letGoUpload } from '#lib/uploads/commands.ts';
import { requireHeld } from '#lib/uploads/queries.ts';
import { createPace } from './model.ts';
import type { ApplyPlanInput } from './schema.ts';

/**
 * Begins to store a plan as it was shown; `applyBatches` does it. Asked twice, it goes on once. IMP-211 for a signer
 * nobody has confirmed, INPUT_INVALID while nobody has said what happens to conflicts, STATE_INVALID once it is put away.
 */
export async function applyPlan(ctx: WorkspaceCtx, input: ApplyPlanInput): Promise<void> {
  authorise(ctx, 'credential.import');
  if ((await findRun(ctx, input.id))?.kind === 'apply') return;
  const run = await requireReady(ctx, input.id);
  if ((await doingOf(run)).open > 0)
    throw new AppError('INPUT_INVALID', 'Choose what happens to the conflicts.', { field: 'conflicts' });
  const pin = await pinOf(ctx, signerOf(run), input.acceptSigner);
  const file = await fileOf(ctx, run);
  const record = await recorder(ctx);
  await transact(async (tx, now) => {
    const begun = await tx
      .update(importRuns)
      .set({ kind: 'apply', state: 'due', done: 0, attempts: 0, startedBy: ctx.actor.id, isStopAsked: false })
      .where(and(ofRun(ctx, run.id), eq(importRuns.kind, 'plan'), eq(importRuns.state, 'ready')))
      .returning({ id: importRuns.id });
    if (begun.length === 0) return refuseUnlessBegun(tx, ctx, run.id);
    await pin(tx, now, record);
    const none = { created: 0, overridden: 0, skipped: 0, refused: 0 };
    const { id, sha256, exportId, total } = run;
    await insertImport(tx, ctx, now, { id, file, sha256, exportId }, { ...none, total, state: 'applying' });
    await record(tx, now, entryOf('import.started', run, { items: total, sha256 }));
  });
}

/** Somebody else has applied it meanwhile, which is well, or has put it away. */
async function refuseUnlessBegun(tx: Tx, ctx: WorkspaceCtx, id: string): Promise<void> {
  const begun = await tx.select({ id: imports.id }).from(imports).where(ofImport(ctx, id));
  if (begun.length === 0) throw putAway();
}

/** Asks for a stop at the next border. What is stored until then stays, and can be undone. */
export async function stopImport(ctx: WorkspaceCtx, id: string): Promise<void> {
  authorise(ctx, 'credential.import');
  const run = await findRun(ctx, id);
  if (run?.kind !== 'apply') return;
  const record = await recorder(ctx);
  await transact(async (tx, now) => {
    if (await askToStop(tx, ctx, id)) await record(tx, now, entryOf('import.stop_asked', run, {}));
  });
}

/**
 * For the job: stores the plan from its border on, batch by batch, each whole with its versions, its audit rows, its
 * lines of the history and the border. Stops between two batches when the signal ends.
 * @throws AppError as `streamItems`, and what `advance` says of an interruption.
 */
export async function applyBatches(ctx: WorkspaceCtx, run: Run, signal: AbortSignal): Promise<void> {
  authorise(ctx, 'credential.import');
  const record = await batchRecorder(ctx);
  const unlock = await unlockOf(run);
  const upload = await requireHeld(ctx, run.id);
  const pace = createPace();
  let counts = countsOf(await requireImport(ctx, run.id));
  for await (const batch of inItemBatches(behind(run.done, streamItems(ctx, upload, unlock)), pace.size)) {
    if (signal.aborted) return;
    counts = await writeBatch(ctx, run, batch, { record, counts, pace, isWary: false });
  }
  await finish(ctx, run, null);
}

type Counts = Readonly<Record<Outcome, number>>;

const countsOf = ({ created, overridden, skipped, refused }: Counts): Counts => ({
  created,
  overridden,
  skipped,
  refused,
});

/** The items behind the border. Those before it are read again, for the file is one stream, and passed over. */
async function* behind(border: number, items: AsyncIterable<ReadItem>): AsyncGenerator<ReadItem> {
  for await (const item of items) if (item.i > border) yield item;
}

interface Terms {
  readonly record: BatchRecorder;
  readonly counts: Counts;
  readonly pace: ReturnType<typeof createPace>;
  readonly isWary: boolean;
}

async function writeBatch(ctx: WorkspaceCtx, run: Run, items: readonly ReadItem[], terms: Terms): Promise<Counts> {
  const { record, counts, pace, isWary } = terms;
  const plan = await planOf(run, items);
  const { prepared, leftOut } = await prepareBatch(ctx, run, items, plan);
  const done = items.at(-1)?.i ?? run.done;
  return transact(async (tx, now) => {
    const startedAt = performance.now();
    await advance(tx, run, now, { done });
    const written = await writeItems(tx, ctx, now, prepared, { record, verifyDueAt: null, isWary });
    const facts = [...leftOut, ...written.map(factsOf)];
    await insertItems(tx, ctx, run.id, facts);
    await tx.delete(importPlanItems).where(and(itemsOf(run), lte(importPlanItems.i, done)));
    await tx.delete(importPlanChunks).where(and(chunksOf(run), lte(importPlanChunks.last, done)));
    const next = { ...counts };
    for (const { outcome } of facts) next[outcome] += 1;
    await tx.update(imports).set(next).where(ofImport(ctx, run.id));
    pace.took(items.length, performance.now() - startedAt);
    return next;
  }).catch((error: unknown) => {
    // A name or an identifier was taken after the plan was made: the same again, and look which.
    if (isUniqueViolation(error) && !isWary) return writeBatch(ctx, run, items, { ...terms, isWary: true });
    throw error;
  });
}

async function prepareBatch(
  ctx: WorkspaceCtx,
  run: Run,
  items: readonly ReadItem[],
  plan: ReadonlyMap<number, Planned>,
): Promise<{ prepared: Prepared[]; leftOut: ItemFacts[] }> {
  const prepared: Prepared[] = [];
  const leftOut: ItemFacts[] = [];
  for (const item of items) {
    const row = plan.get(item.i);
    const choice = row ? choiceOf(row, run.forConflicts) : 'skip';
    const reason = item.reason ?? row?.reason ?? null;
    if (!row || reason !== null || choice === 'skip') leftOut.push(leftOutFacts({ ...item, reason }));
    else prepared.push(await prepareItem(ctx, wantedItem(item, decisionOf(row), choice)));
  }
  return { prepared, leftOut };
}

const decisionOf = (row: Planned) => ({
  createName: row.createName,
  createIdentifier: row.createIdentifier,
  overrideRefused: row.overrideRefused,
  here:
    row.metId === null || row.metRevision === null || row.metVersion === null
      ? null
      : { id: row.metId, revision: row.metRevision, version: row.metVersion },
});

/** What no longer meets what was shown is left out: the plan is done as it was shown, or not at all. */
function factsOf(written: Written): ItemFacts {
  if (written.kind === 'stored') return written.facts;
  const { i, name, component } = written;
  return { i, name, component, outcome: 'refused', reason: changedReason, isOlder: false };
}

const changedReason = 'What it meets here was changed after the review.';

/**
 * The end of an import: all of it was stored, or it was stopped, `because` of something or, with null, by a person.
 */
export async function finish(ctx: WorkspaceCtx, run: Run, stopped: { because: string | null } | null): Promise<void> {
  const record = await recorder(ctx);
  await removeItems(run);
  await transact(async (tx, now) => {
    await removeRun(tx, run);
    const state = stopped ? 'stopped' : 'applied';
    const [row] = await tx
      .update(imports)
      .set({ state, stoppedBecause: stopped?.because ?? null })
      .where(ofImport(ctx, run.id))
      .returning();
    await letGoUpload(tx, run, run.id);
    const { created = 0, overridden = 0 } = row ?? {};
    const detail = { created, overridden, sha256: run.sha256 };
    await record(tx, now, entryOf(stopped ? 'import.stopped' : 'import.applied', run, detail));
  });
}

const entryOf = (action: string, run: Run, detail: AuditEntry['detail']): AuditEntry => ({
  action,
  targetKind: 'import',
  targetId: run.id,
  targetLabel: run.file.fileName,
  ...(detail && { detail }),
});
