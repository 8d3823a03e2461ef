import { secondMs } from '#lib/clock.ts';
import { eraseDeadTokens, listDead } from '#lib/dead-tokens/commands.ts';
import { nextDue, newTurn, keyOf, type DueTurn } from '#lib/due-grants/queries.ts';
import { isAppError } from '#lib/errors.ts';
import { systemCtx } from '#lib/gate/job.ts';
import { refreshDue } from '#lib/grants/commands.ts';
import { listLapsed, type DueGrant, type GrantPlace } from '#lib/leases/queries.ts';
import { codeOf, log } from '#lib/log.ts';
import { settleLapsed } from '#lib/refreshes/commands.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { somethingToDo } from './places.ts';

/** A refresh waits for its provider nearly all its time. How many ask one provider is decided apart. */
const atOnce = 64;
const restMs = secondMs;

/** Refreshes that are due, each in its turn, until the signal ends; what is under way then is waited for. */
export async function runRefreshes(signal: AbortSignal): Promise<void> {
  const turn = newTurn();
  const underWay = new Map<string, DueGrant>();
  const working = new Set<Promise<void>>();
  while (!signal.aborted) {
    const due = underWay.size < atOnce ? await next(turn, underWay) : null;
    if (due) {
      underWay.set(keyOf(due), due);
      const work = inPlace(due, (ctx) => refreshDue(ctx, due.credentialId)).finally(() => {
        underWay.delete(keyOf(due));
        working.delete(work);
      });
      working.add(work);
    } else await somethingToDo(working, underWay.size < atOnce, { restMs, signal });
  }
  await Promise.all(working);
}

const next = (turn: DueTurn, underWay: ReadonlyMap<string, DueGrant>): Promise<DueGrant | null> =>
  nextDue(turn, underWay, () => performance.now()).catch((error: unknown) => {
    log.error({ job: 'refreshes', error: codeOf(error) }, 'job failed');
    return null;
  });

/** Leases of programs that are gone. */
export async function settleLeft(): Promise<number> {
  for (const place of await listLapsed()) await inPlace(place, (ctx) => settleLapsed(ctx, place));
  return 0;
}

/** Tokens that ended long enough ago. */
export async function eraseDead(): Promise<number> {
  for (const place of await listDead()) await inPlace(place, (ctx) => eraseDeadTokens(ctx, place));
  return 0;
}

/** One that cannot be worked on does not keep the others. */
async function inPlace(place: GrantPlace, work: (ctx: WorkspaceCtx) => Promise<void>): Promise<void> {
  try {
    const ctx = await systemCtx(place.tenantId, place.workspaceId);
    if (ctx) await work(ctx);
  } catch (error) {
    if (!isAppError(error, 'OAU-301') && !isAppError(error, 'OAU-302'))
      log.warn({ credentialId: place.credentialId, error: codeOf(error) }, 'refresh not possible');
  }
}
