import { isAppError, isPassing } from '#lib/errors.ts';
import { beginnerCtx, systemCtx } from '#lib/gate/job.ts';
import { batchesLeft } from '#lib/live-imports/queries.ts';
import {
  claimLiveImport,
  finishLiveImport,
  giveUpLiveImport,
  importBatch,
  isInterruption,
  isWorn,
  releaseLiveImport,
  type LiveImport,
} from '#lib/live-runs/commands.ts';
import { codeOf, log } from '#lib/log.ts';

/** Files of connections at once in this program: all share one database with everybody else. */
const atOnce = 2;

/** Takes up what is due until nothing is, or the signal ends. Answers how many imports it worked on. */
export async function runLiveImports(signal: AbortSignal): Promise<number> {
  /** A tenant has one place at the most. */
  const working = new Set<string>();
  let worked = 0;
  const lane = async (): Promise<void> => {
    while (!signal.aborted) {
      const run = await claimLiveImport([...working]);
      if (!run) return;
      worked += 1;
      working.add(run.tenantId);
      await runLiveImport(run, signal).finally(() => working.delete(run.tenantId));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return worked;
}

/** One import, as far as it goes; whatever becomes of it, it is written down, or its lease runs out and it is due again. */
export async function runLiveImport(run: LiveImport, signal: AbortSignal): Promise<void> {
  try {
    await (isWorn(run) ? giveUp(run, worn) : work(run, signal));
  } catch (error) {
    if (isInterruption(error)) return;
    if (isAppError(error) && !isPassing(error)) {
      const state = error.code === 'FORBIDDEN' ? 'stopped' : 'failed';
      return giveUp(run, { state, because: error.message });
    }
    // Trouble of our own is tried again when the lease has run out.
    log.error({ importId: run.id, error: codeOf(error) }, 'import interrupted');
  }
}

/** Whoever began it is looked at before each batch: who may not go on any more does not. */
async function work(claimed: LiveImport, signal: AbortSignal): Promise<void> {
  const { tenantId, workspaceId, startedBy } = claimed;
  const own = await systemCtx(tenantId, workspaceId);
  if (!own) return;
  let run = claimed;
  for await (const lines of batchesLeft(own, claimed)) {
    if (signal.aborted) return releaseLiveImport(run);
    const ctx = await beginnerCtx(tenantId, workspaceId, startedBy);
    if (!ctx) return giveUp(run, gone);
    run = await importBatch(ctx, run, lines);
  }
  await finishLiveImport(own, run);
}

type Ending = Parameters<typeof giveUpLiveImport>[2];

const gone: Ending = {
  state: 'stopped',
  because: 'Whoever began it may not go on: no member here any more, or a key that has ended.',
};
const worn: Ending = { state: 'failed', because: 'It failed several times. The log of the server says more.' };

async function giveUp(run: LiveImport, ending: Ending): Promise<void> {
  log.warn({ importId: run.id, state: ending.state }, 'import given up');
  const ctx = await systemCtx(run.tenantId, run.workspaceId);
  if (ctx) await giveUpLiveImport(ctx, run, ending);
}
