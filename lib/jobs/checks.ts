import { checkCredential, claimDueCheck, dropDueCheck, type DueCheck } from '#lib/checks/commands.ts';
import { newTurn, type Turn } from '#lib/checks/queries.ts';
import { secondMs } from '#lib/clock.ts';
import { isPassing } from '#lib/errors.ts';
import { systemCtx } from '#lib/gate/job.ts';
import { codeOf, log } from '#lib/log.ts';
import { somethingToDo } from './places.ts';

/** A check waits for others nearly all its time: so many cost little, and four slow hosts do not hold every place. */
const atOnce = 16;
const restMs = secondMs;

/** Owed checks, each in its turn, until the signal ends: a place that becomes free is taken at once. */
export async function runChecks(signal: AbortSignal): Promise<void> {
  const turn = newTurn();
  const underWay = new Set<Promise<void>>();
  while (!signal.aborted) {
    const due = underWay.size < atOnce ? await claimed(turn) : null;
    if (due) {
      const check = runCheck(due).finally(() => underWay.delete(check));
      underWay.add(check);
    } else await somethingToDo(underWay, underWay.size < atOnce, { restMs, signal });
  }
  await Promise.all(underWay);
}

const claimed = (turn: Turn): Promise<DueCheck | null> =>
  claimDueCheck(turn).catch((error: unknown) => {
    log.error({ job: 'checks', error: codeOf(error) }, 'job failed');
    return null;
  });

async function runCheck(due: DueCheck): Promise<void> {
  try {
    const ctx = await systemCtx(due.tenantId, due.workspaceId);
    if (ctx) await checkCredential(ctx, due.id);
    else await dropDueCheck(due);
  } catch (error) {
    log.warn({ credentialId: due.id, error: codeOf(error) }, 'check not possible');
    // Trouble of our own is tried again when the lease has run out; what the credential lacks is not.
    if (!isPassing(error)) await dropDueCheck(due);
  }
}
