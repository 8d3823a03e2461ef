import { and, asc, eq } from 'drizzle-orm';
import { transact, type Tx } from '#db/client.ts';
import { liveImportRows, liveImports } from '#db/schema/live-imports.ts';
import { recorder } from '#lib/audit/commands.ts';
import { importConnections } from '#lib/connections/commands.ts';
import type { ImportResult } from '#lib/connections/schema.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { AppError, isAppError } from '#lib/errors.ts';
import { countsOf, endLiveImport, entryOf } from '#lib/live-imports/commands.ts';
import { attemptsMax, leaseMs, type LiveImport } from '#lib/live-imports/model.ts';
import { authoriseLiveImports, hasDueImports, isDue, ofLiveImport } from '#lib/live-imports/queries.ts';
import { readLine, type ReadLine } from '#lib/live-items/model.ts';
import type { Line } from '#lib/live-lines/model.ts';
import { ownProgram } from '#lib/programs.ts';
import { rowOf, tally, type LineRow } from './model.ts';

export type { LiveImport };

/**
 * Takes an import that is due, the one that waits longest, of a tenant that is not `busy` with another. Nobody else gets
 * it while the lease runs.
 */
export async function claimLiveImport(busy: readonly string[]): Promise<LiveImport | null> {
  // Asked each second, mostly for nothing: the lock of those who write is taken only where there may be one.
  if (!(await hasDueImports(busy))) return null;
  return transact(async (tx, now) => {
    const [next] = await tx
      .select()
      .from(liveImports)
      .where(isDue(busy, now))
      .orderBy(asc(liveImports.leasedUntil), asc(liveImports.createdAt), asc(liveImports.id))
      .limit(1);
    if (!next) return null;
    const [run] = await tx
      .update(liveImports)
      .set({
        leaseOwner: ownProgram,
        leasedUntil: now + leaseMs,
        generation: next.generation + 1,
        attempts: next.attempts + 1,
      })
      .where(held(next))
      .returning();
    return run ?? null;
  });
}

export const isWorn = (run: LiveImport): boolean => run.attempts > attemptsMax;

/** As it was seen: nobody has taken it, ended it or gone on with it since. */
const held = (run: LiveImport) =>
  and(
    ofLiveImport(run, run.id),
    eq(liveImports.state, 'running'),
    eq(liveImports.generation, run.generation),
    eq(liveImports.done, run.done),
  );

/**
 * Imports some lines. What became of each and the border are written with the connections, so a program that is killed
 * has done all of a batch or nothing of it. Answers the import as it is then.
 * @throws AppError FORBIDDEN; STATE_INVALID when it has ended meanwhile, or another program goes on with it
 */
export async function importBatch(ctx: WorkspaceCtx, run: LiveImport, lines: readonly Line[]): Promise<LiveImport> {
  authoriseLiveImports(ctx);
  const read = lines.map(readLine);
  try {
    return await importRead(ctx, run, read);
  } catch (error) {
    if (read.length === 1 || !isOfOneLine(error)) throw error;
    // Something refused them together: each by itself then, so that one keeps nobody else out.
    let seen = run;
    for (const one of read)
      seen = await importRead(ctx, seen, [one]).catch((why: unknown) => refuseOne(seen, one, why));
    return seen;
  }
}

/** What is said of the content; trouble of our own and interruptions are of all of them. */
const isOfOneLine = (error: unknown): error is AppError =>
  isAppError(error) && !['FORBIDDEN', 'STATE_INVALID', 'BUSY', 'DISK_FULL', 'INTERNAL'].includes(error.code);

function refuseOne(run: LiveImport, { n }: ReadLine, error: unknown): Promise<LiveImport> {
  if (!isOfOneLine(error)) throw error;
  const { code, message } = error;
  const refusal = { code, message, consumer: '', connectionKey: '' };
  return transact((tx, now) => advance(tx, now, run, [rowOf({ n, item: null, refusal }, undefined)]));
}

async function importRead(ctx: WorkspaceCtx, run: LiveImport, read: readonly ReadLine[]): Promise<LiveImport> {
  const items = read.flatMap(({ item }) => item ?? []);
  let next = run;
  const beside = async (tx: Tx, now: number, results: readonly ImportResult[]): Promise<void> => {
    next = await advance(tx, now, run, rowsOf(read, results));
  };
  if (items.length === 0) await transact((tx, now) => beside(tx, now, []));
  else await importConnections(ctx, items, beside);
  return next;
}

/** Results are in the order of those lines that are connections. */
function rowsOf(read: readonly ReadLine[], results: readonly ImportResult[]): LineRow[] {
  let at = 0;
  return read.map((line) => rowOf(line, line.item === null ? undefined : results[at++]));
}

/** The border, and what became of the lines before it. */
async function advance(tx: Tx, now: number, run: LiveImport, rows: readonly LineRow[]): Promise<LiveImport> {
  const [next] = await tx
    .update(liveImports)
    .set({ ...tally(run, rows), leasedUntil: now + leaseMs, attempts: 0 })
    .where(held(run))
    .returning();
  if (!next) throw interrupted();
  const { tenantId, workspaceId, id: importId } = run;
  await tx.insertMany(
    liveImportRows,
    rows.map(({ warned: _warned, ...row }) => ({ tenantId, workspaceId, importId, ...row })),
  );
  return next;
}

/** All lines are done. */
export async function finishLiveImport(ctx: WorkspaceCtx, run: LiveImport): Promise<void> {
  await end(ctx, run, { state: 'done', because: null });
}

/** It does not go on, and why, in a sentence. What was imported until then stays. */
export async function giveUpLiveImport(
  ctx: WorkspaceCtx,
  run: LiveImport,
  ending: { readonly state: 'stopped' | 'failed'; readonly because: string },
): Promise<void> {
  await end(ctx, run, ending);
}

const actions = {
  done: 'import.connections_imported',
  stopped: 'import.connections_stopped',
  failed: 'import.connections_failed',
} as const;

async function end(
  ctx: WorkspaceCtx,
  run: LiveImport,
  { state, because }: { readonly state: keyof typeof actions; readonly because: string | null },
): Promise<void> {
  const record = await recorder(ctx);
  await transact(async (tx, now) => {
    const row = await endLiveImport(tx, now, run, state, because);
    if (!row) return;
    if (state === 'done')
      await tx
        .update(liveImports)
        .set({ done: row.total ?? row.done })
        .where(ofLiveImport(row, row.id));
    await record(tx, now, entryOf(actions[state], row, countsOf(row)));
  });
}

/** Hands it back: it is due at once. */
export async function releaseLiveImport(run: LiveImport): Promise<void> {
  await transact(async (tx) => {
    await tx.update(liveImports).set({ leaseOwner: null, leasedUntil: null }).where(held(run));
  });
}

const interrupted = () =>
  new AppError('STATE_INVALID', 'It has ended, or another program goes on with it.', { why: 'interrupted' });

export const isInterruption = (error: unknown): boolean =>
  isAppError(error, 'STATE_INVALID') && error.detail['why'] === 'interrupted';
