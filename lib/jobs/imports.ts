import type { WorkspaceCtx } from '#lib/ctx.ts';
import { applyBatches, finish } from '#lib/bulk-imports/commands.ts';
import { isAppError, isPassing, type ErrorCode, type AppError } from '#lib/errors.ts';
import { beginnerCtx, systemCtx } from '#lib/gate/job.ts';
import { makePlan, removePlan } from '#lib/import-plans/commands.ts';
import { claimRun, interruptionOf, isWorn, release, setFailed, type Run } from '#lib/import-runs/commands.ts';
import { log } from '#lib/log.ts';
import { abandonUndo, undoBatches } from '#lib/undos/commands.ts';

/** Large imports at once in this program: each keeps a thread that reads, and shares one database with all. */
const atOnce = 2;

/** Takes up what is due until nothing is, or the signal ends. Answers how many runs it worked on. */
export async function runImports(signal: AbortSignal): Promise<number> {
  /** A tenant has one place at the most. */
  const working = new Set<string>();
  let worked = 0;
  const lane = async (): Promise<void> => {
    while (!signal.aborted) {
      const run = await claimRun([...working]);
      if (!run) return;
      worked += 1;
      working.add(run.tenantId);
      await runImport(run, signal).finally(() => working.delete(run.tenantId));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return worked;
}

/** One run, as far as it goes; whatever becomes of it, it is written down, or its lease runs out and it is due again. */
export async function runImport(run: Run, signal: AbortSignal): Promise<void> {
  try {
    // It needs neither its file nor whoever began it any more.
    if (run.kind === 'plan' && run.isStopAsked) return await removePlan(run);
    const ctx = await beginnerCtx(run.tenantId, run.workspaceId, run.startedBy);
    if (!ctx) await end(run, gone);
    else if (isWorn(run)) await end(run, worn);
    else await work(ctx, run, signal);
    if (signal.aborted) await release(run);
  } catch (error) {
    await settle(run, error);
  }
}

const gone: Ending = {
  code: 'FORBIDDEN',
  because: 'Whoever began it may not go on: no member here any more, or a key that has ended.',
};
const worn: Ending = { code: 'INTERNAL', because: 'It failed several times. The log of the server says more.' };

const works = { plan: makePlan, apply: applyBatches, undo: undoBatches } as const;

const work = (ctx: WorkspaceCtx, run: Run, signal: AbortSignal) => works[run.kind](ctx, run, signal);

async function settle(run: Run, error: unknown): Promise<void> {
  const interruption = interruptionOf(error);
  if (interruption === 'lost') return;
  if (interruption === 'asked') return end(run, { code: 'STATE_INVALID', because: null });
  // Trouble of our own is tried again when the lease has run out.
  if (isAppError(error) && !isPassing(error) && !isSlowness(run, error))
    return end(run, { code: error.code, because: error.message });
  log.error({ importId: run.id, error: error instanceof Error ? error.name : 'unknown' }, 'import interrupted');
}

/** A file that was read to its end before is no harder to read now: this machine is. */
const isSlowness = (run: Run, error: AppError): boolean => run.kind === 'apply' && error.code === 'IMP-111';

interface Ending {
  readonly code: ErrorCode;
  /** Null: a person asked for it. */
  readonly because: string | null;
}

/** What was done until then stays; a plan that cannot be made says why, one nobody wants is put away. */
async function end(run: Run, { code, because }: Ending): Promise<void> {
  if (because !== null) log.warn({ importId: run.id, kind: run.kind, code }, 'import given up');
  if (run.kind === 'plan') {
    if (because === null) await removePlan(run);
    else await setFailed(run, { code, message: because });
    return;
  }
  const ctx = await systemCtx(run.tenantId, run.workspaceId);
  if (!ctx) return;
  if (run.kind === 'apply') await finish(ctx, run, { because });
  else await abandonUndo(ctx, run);
}
