import { and, asc, eq, lte, ne } from 'drizzle-orm';
import { transact, type Tx } from '#db/client.ts';
import { importRuns } from '#db/schema/imports.ts';
import type { ReadyUnlock } from '#lib/bson/worker-messages.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { AppError, isAppError, type ErrorCode } from '#lib/errors.ts';
import { keyring } from '#lib/keys/queries.ts';
import { seal } from '#lib/vault/seal.ts';
import { attemptsMax, fileKeyBinding, keptMs, leaseMs, openMax, type Run } from './model.ts';
import { hasDueRuns, isDue, ofRun } from './queries.ts';

export type { Run };
export type NewRun = Pick<Run, 'id' | 'kind' | 'total' | 'file' | 'sha256' | 'exportId' | 'signerKey'>;

/** Part of what begins a run. Too many of them at once in a workspace: TOO_MANY_ATTEMPTS. */
export async function prepareRun(ctx: WorkspaceCtx, run: NewRun, unlock: ReadyUnlock | null) {
  const { tenantId, workspaceId } = ctx;
  const place = { tenantId, workspaceId, id: run.id };
  const fileKey =
    unlock?.kind === 'fileKey' ? await seal(await keyring(), fileKeyBinding(place), unlock.fileKey) : null;
  return async (tx: Tx, now: number): Promise<void> => {
    const open = await tx
      .select({ id: importRuns.id })
      .from(importRuns)
      .where(
        and(eq(importRuns.tenantId, tenantId), eq(importRuns.workspaceId, workspaceId), ne(importRuns.kind, 'undo')),
      )
      .limit(openMax);
    if (run.kind !== 'undo' && open.length >= openMax)
      throw new AppError(
        'TOO_MANY_ATTEMPTS',
        `${openMax} large imports are open in this workspace. Finish or discard one of them first.`,
      );
    await tx.insert(importRuns).values({
      ...run,
      ...place,
      fileKey,
      state: 'due',
      done: 0,
      startedBy: ctx.actor.id,
      startedAt: now,
      isStopAsked: false,
      leasedUntil: 0,
      generation: 0,
      attempts: 0,
      fresh: 0,
      conflicts: 0,
      refused: 0,
      forConflicts: null,
      errorCode: null,
      errorMessage: null,
      expiresAt: now + keptMs,
    });
  };
}

/**
 * For the job: takes a run that is due, the one that waits longest, of a tenant that is not `busy` with another. Nobody
 * else gets it while the lease runs.
 */
export async function claimRun(busy: readonly string[]): Promise<Run | null> {
  // Asked each second, mostly for nothing: the lock of those who write is taken only where there may be one.
  if (!(await hasDueRuns(busy))) return null;
  return transact(async (tx, now) => {
    const [next] = await tx
      .select()
      .from(importRuns)
      .where(and(isDue(busy), lte(importRuns.leasedUntil, now)))
      .orderBy(asc(importRuns.leasedUntil), asc(importRuns.startedAt), asc(importRuns.id))
      .limit(1);
    if (!next) return null;
    const claim = { leasedUntil: now + leaseMs, generation: next.generation + 1, attempts: next.attempts + 1 };
    const [run] = await tx
      .update(importRuns)
      .set(claim)
      .where(and(ofRun(next, next.id), eq(importRuns.generation, next.generation)))
      .returning();
    return run ?? null;
  });
}

export const isWorn = (run: Run): boolean => run.attempts > attemptsMax;

const held = (run: Run) => and(ofRun(run, run.id), eq(importRuns.generation, run.generation));

/**
 * Part of each batch: the border up to which everything is done with. Throws inside the transaction, so that the batch
 * is not stored either, when somebody asked to stop or the lease is lost (`interruptionOf`).
 */
export async function advance(
  tx: Tx,
  run: Run,
  now: number,
  set: Pick<Run, 'done'> & Partial<Pick<Run, 'fresh' | 'conflicts' | 'refused'>>,
): Promise<void> {
  const [row] = await tx
    .update(importRuns)
    .set({ ...set, leasedUntil: now + leaseMs, attempts: 0 })
    .where(held(run))
    .returning({ isStopAsked: importRuns.isStopAsked });
  if (!row) throw leaseLost();
  if (row.isStopAsked) throw stopAsked();
}

/** Part of the end of a plan. */
export async function setReady(tx: Tx, run: Run, counts: Pick<Run, 'fresh' | 'conflicts' | 'refused' | 'total'>) {
  const ready = await tx
    .update(importRuns)
    .set({ ...counts, state: 'ready', done: counts.total, leasedUntil: 0 })
    .where(held(run))
    .returning({ isStopAsked: importRuns.isStopAsked });
  if (!ready[0]) throw leaseLost();
  if (ready[0].isStopAsked) throw stopAsked();
}

/**
 * A plan that cannot be made says why, until its person puts it away. One that is being put away stays due: whoever takes
 * it up next removes it.
 */
export async function setFailed(run: Run, error: { code: ErrorCode; message: string }): Promise<void> {
  await transact(async (tx) => {
    await tx
      .update(importRuns)
      .set({ state: 'failed', errorCode: error.code, errorMessage: error.message, fileKey: null })
      .where(and(held(run), eq(importRuns.isStopAsked, false)));
  });
}

/** Hands the run back: it is due at once. */
export async function release(run: Run): Promise<void> {
  await transact(async (tx) => {
    await tx.update(importRuns).set({ leasedUntil: 0 }).where(held(run));
  });
}

/** Part of a request to stop: whoever works on it does, at the next border. False: that was asked before. */
export async function askToStop(tx: Tx, ctx: WorkspaceCtx, id: string): Promise<boolean> {
  const asked = await tx
    .update(importRuns)
    .set({ isStopAsked: true })
    .where(and(ofRun(ctx, id), eq(importRuns.isStopAsked, false)))
    .returning({ id: importRuns.id });
  return asked.length > 0;
}

/** Part of the end: the run goes, while the lease is one's own. */
export async function removeRun(tx: Tx, run: Run): Promise<void> {
  const gone = await tx.delete(importRuns).where(held(run)).returning({ id: importRuns.id });
  if (gone.length === 0) throw leaseLost();
}

/** Thrown inside a batch, which then is not stored: somebody asked to stop, or the lease is another's by now. */
const stopAsked = () => new AppError('STATE_INVALID', 'Stopped.', { why: 'asked' });
const leaseLost = () => new AppError('STATE_INVALID', 'Another program goes on with it.', { why: 'lost' });

export type Interruption = 'asked' | 'lost';

export function interruptionOf(error: unknown): Interruption | null {
  if (!isAppError(error, 'STATE_INVALID')) return null;
  const { why } = error.detail;
  return why === 'asked' || why === 'lost' ? why : null;
}
