import { and, eq, inArray, lte, ne } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { importPlanChunks, importPlanItems, importRuns, type PlainItem } from '#db/schema/imports.ts';
import { systemClock } from '#lib/clock.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { signerOf } from '#lib/files/commands.ts';
import { fileDto, openFile, requireUnlocked } from '#lib/files/queries.ts';
import type { ReadInput } from '#lib/files/schema.ts';
import { advance, prepareRun, setReady } from '#lib/import-runs/commands.ts';
import { leaseMs, type Run } from '#lib/import-runs/model.ts';
import { findRun, ofRun, unlockOf } from '#lib/import-runs/queries.ts';
import { createDecider, type Decider } from '#lib/imports/model.ts';
import { decideWith, ofManyCredentials, streamItems, type ReadItem } from '#lib/imports/queries.ts';
import { holdUpload, letGoUpload } from '#lib/uploads/commands.ts';
import { requireHeld } from '#lib/uploads/queries.ts';
import { canOverride, inItemBatches, isPlain, plainItem, planFacts, type PlanRow } from './model.ts';
import { chunksOf, itemsOf, requirePlan, requirePlanItem, sameVersions } from './queries.ts';
import type { ChooseAllInput, ChooseInput } from './schema.ts';

/**
 * Begins the plan of a large file: it is whole, signed and opens; what its items meet is found out by `makePlan`. Begun
 * already, it is the same plan.
 */
export async function startPlan(ctx: WorkspaceCtx, input: ReadInput): Promise<{ id: string }> {
  authorise(ctx, 'credential.import');
  const begun = await findRun(ctx, input.uploadId);
  if (begun?.startedBy === ctx.actor.id) return { id: begun.id };
  const file = await openFile(ctx, input.uploadId, ofManyCredentials);
  const unlock = await requireUnlocked(file, input.passphrase);
  const { upload, inspection } = file;
  const { signer: _signer, ...shown } = await fileDto(ctx, file, unlock);
  const begin = await prepareRun(
    ctx,
    {
      id: upload.id,
      kind: 'plan',
      total: inspection.count,
      file: shown,
      sha256: inspection.sha256,
      exportId: inspection.kind === 'plain' ? null : inspection.header.exportId,
      signerKey: signerOf(file)?.publicKey ?? null,
    },
    unlock,
  );
  await transact(async (tx, now) => {
    await holdUpload(tx, ctx, upload.id);
    await begin(tx, now);
  });
  return { id: upload.id };
}

/**
 * For the job: reads the file into the plan, batch by batch, from its beginning whenever it is taken up. Stops between
 * two batches when the signal ends.
 * @throws AppError as `streamItems`, for a file that cannot be imported.
 */
export async function makePlan(ctx: WorkspaceCtx, run: Run, signal: AbortSignal): Promise<void> {
  authorise(ctx, 'credential.import');
  await removeItems(run);
  const unlock = await unlockOf(run);
  const upload = await requireHeld(ctx, run.id);
  const decider = createDecider();
  const counts = { fresh: 0, conflicts: 0, refused: 0 };
  let done = 0;
  for await (const items of inItemBatches(streamItems(ctx, upload, unlock))) {
    if (signal.aborted) return;
    const { rows, plain } = await planned(ctx, run, items, decider);
    for (const { outcome } of rows) counts[countOf[outcome]] += 1;
    counts.fresh += plain.length;
    done += items.length;
    await transact(async (tx, now) => {
      await advance(tx, run, now, { done, ...counts });
      await tx.insertMany(importPlanItems, rows);
      if (plain.length > 0)
        await tx.insert(importPlanChunks).values({
          ...placeOf(run),
          first: items[0]?.i ?? 0,
          last: items.at(-1)?.i ?? 0,
          items: plain,
        });
    });
  }
  await transact(async (tx) => setReady(tx, run, { ...counts, total: done }));
}

const countOf = { new: 'fresh', conflict: 'conflicts', refused: 'refused' } as const;

const placeOf = (run: Run) => ({ tenantId: run.tenantId, workspaceId: run.workspaceId, importId: run.id });

async function planned(ctx: WorkspaceCtx, run: Run, items: readonly ReadItem[], decider: Decider) {
  const decisions = await decideWith(decider, ctx, items);
  const same = await sameVersions(ctx, items, decisions);
  const rows: PlanRow[] = [];
  const plain: PlainItem[] = [];
  for (const [at, item] of items.entries()) {
    const decision = decisions[at];
    if (!decision) continue;
    if (isPlain(item, decision)) plain.push(plainItem(item));
    else rows.push({ ...placeOf(run), ...planFacts(item, decision, same.has(item.i)) });
  }
  return { rows, plain };
}

/** What happens to one item, whatever is said of the others. */
export async function chooseForItem(ctx: WorkspaceCtx, input: ChooseInput): Promise<void> {
  authorise(ctx, 'credential.import');
  const run = await requireReady(ctx, input.id);
  const row = await requirePlanItem(run, input.i);
  if (row.outcome === 'refused') throw new AppError('INPUT_INVALID', row.reason ?? 'This item cannot be imported.');
  if (input.do === 'override' && !canOverride(row))
    throw new AppError('INPUT_INVALID', row.overrideRefused ?? 'There is nothing to override.');
  await transact(async (tx) => {
    await tx
      .insert(importPlanItems)
      .values({ ...row, choice: input.do })
      .onConflictDoUpdate({
        target: [importPlanItems.tenantId, importPlanItems.workspaceId, importPlanItems.importId, importPlanItems.i],
        set: { choice: input.do },
      });
  });
}

/** What happens to all conflicts nobody chose for one by one. */
export async function chooseForConflicts(ctx: WorkspaceCtx, input: ChooseAllInput): Promise<void> {
  authorise(ctx, 'credential.import');
  const run = await requireReady(ctx, input.id);
  await transact(async (tx) => {
    await tx.update(importRuns).set({ forConflicts: input.do }).where(isPlan(run));
  });
}

export async function requireReady(ctx: WorkspaceCtx, id: string): Promise<Run> {
  const run = await requirePlan(ctx, id);
  if (run.state === 'ready') return run;
  throw run.isStopAsked ? putAway() : new AppError('STATE_INVALID', 'The file is still being read.');
}

export const putAway = () => new AppError('STATE_INVALID', 'This plan was put away. Nothing was stored.');

/** This run, as long as nobody has begun to apply it. */
const isPlan = (run: Run) => and(ofRun(run, run.id), eq(importRuns.kind, 'plan'));

/** Puts a plan away, and the file with it. One that is being made stops first. */
export async function discardPlan(ctx: WorkspaceCtx, id: string): Promise<void> {
  authorise(ctx, 'credential.import');
  const run = await findRun(ctx, id);
  if (run?.kind !== 'plan') return;
  if (run.state === 'due' && (await stopMaking(run))) return;
  await removePlan(run);
}

/** Part of putting it away: whoever makes it removes it. False: it is not being made any more. */
async function stopMaking(run: Run): Promise<boolean> {
  const stopping = await transact((tx) =>
    tx
      .update(importRuns)
      .set({ isStopAsked: true })
      .where(and(isPlan(run), eq(importRuns.state, 'due')))
      .returning({ id: importRuns.id }),
  );
  return stopping.length > 0;
}

/**
 * The plan, and the file it was made of, as long as nobody has begun to apply it. Nobody begins to once it says that it
 * stops; who removes it and is stopped in the middle leaves that to the job.
 */
export async function removePlan(run: Run): Promise<void> {
  const stopping = await transact((tx, now) =>
    tx
      .update(importRuns)
      .set({ state: 'due', isStopAsked: true, leasedUntil: now + leaseMs })
      .where(isPlan(run))
      .returning({ id: importRuns.id }),
  );
  if (stopping.length === 0) return;
  await removeItems(run);
  await transact(async (tx) => {
    const gone = await tx.delete(importRuns).where(isPlan(run)).returning({ id: importRuns.id });
    if (gone.length > 0) await letGoUpload(tx, run, run.id);
  });
}

const removedAtOnce = 500;
const chunksRemovedAtOnce = 10;

/** In portions: nobody waits for a hundred thousand of them. */
export async function removeItems(run: Run): Promise<void> {
  const chunks = importPlanChunks;
  for (;;) {
    const isMore = await transact(async (tx) => {
      const rows = await tx
        .select({ i: importPlanItems.i })
        .from(importPlanItems)
        .where(itemsOf(run))
        .limit(removedAtOnce);
      const firsts = await tx
        .select({ first: chunks.first })
        .from(chunks)
        .where(chunksOf(run))
        .limit(chunksRemovedAtOnce);
      const numbers = rows.map((row) => row.i);
      await tx.delete(importPlanItems).where(and(itemsOf(run), inArray(importPlanItems.i, numbers)));
      const begun = firsts.map((row) => row.first);
      await tx.delete(chunks).where(and(chunksOf(run), inArray(chunks.first, begun)));
      return rows.length + firsts.length > 0;
    });
    if (!isMore) return;
  }
}

/** For the job: plans nobody applied in time. What is being read, applied or undone stays. */
export async function purgePlans(): Promise<number> {
  const gone = await read()
    .select()
    .from(importRuns)
    .where(and(eq(importRuns.kind, 'plan'), ne(importRuns.state, 'due'), lte(importRuns.expiresAt, systemClock())));
  for (const run of gone) await removePlan(run);
  return gone.length;
}
