import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '#lib/clock.ts';
import { newTurn, nextRound, type Claimed, type Ended, type Tried } from '#lib/deliveries/commands.ts';
import { systemCtx } from '#lib/gate/job.ts';
import { codeOf, log } from '#lib/log.ts';
import { sendMessage } from '#lib/messages/commands.ts';
import { disable } from '#lib/webhooks/commands.ts';
import { somethingToDo } from './places.ts';

/** Tries at once in this program, of all tenants. */
const atOnce = 32;
/** How long nothing is looked for where there was nothing to do. */
const restMs = 500;

/**
 * Sends what is due until the signal ends, then waits for what is under way. What comes back is written down together
 * with whatever came meanwhile.
 */
export async function runWebhooks(signal: AbortSignal): Promise<void> {
  const turn = newTurn();
  const underWay = new Map<Promise<void>, Claimed>();
  const back: Tried[] = [];
  const round = async (places: number): Promise<boolean> => {
    const tried = back.splice(0);
    const held = [...underWay.values()].map(({ endpoint }) => endpoint.tenantId);
    const claimed = await claimedIn(() => nextRound(turn, { tried, room: { places, held } }, Math.random));
    // What could not be written down is, the next time.
    if (claimed === null) back.push(...tried);
    for (const claim of claimed ?? []) {
      const sending = sent(claim).then((one) => {
        underWay.delete(sending);
        back.push(one);
      });
      underWay.set(sending, claim);
    }
    return claimed !== null && claimed.length > 0;
  };
  while (!signal.aborted) {
    const isBusy = await round(atOnce - underWay.size);
    if (!isBusy && back.length === 0) await somethingToDo(underWay.keys(), underWay.size < atOnce, { restMs, signal });
  }
  await Promise.all(underWay.keys());
  await round(0);
}

async function sent(claim: Claimed): Promise<Tried> {
  const { message, endpoint } = claim.parcel;
  return { claim, outcome: await sendMessage({ message, endpoint, attempt: claim.attempts + 1 }, systemClock()) };
}

/** Null: it failed, and is tried again in a moment. */
async function claimedIn(round: () => ReturnType<typeof nextRound>): Promise<readonly Claimed[] | null> {
  try {
    const { claimed, ended } = await round();
    for (const one of ended) await switchOff(one).catch(failed);
    return claimed;
  } catch (error) {
    failed(error);
    await pause(restMs);
    return null;
  }
}

const failed = (error: unknown): void => log.error({ job: 'webhooks', error: codeOf(error) }, 'job failed');

/** Where it fails, the next try that meets the same does it. */
async function switchOff({ endpoint, because }: Ended): Promise<void> {
  const ctx = await systemCtx(endpoint.tenantId, endpoint.workspaceId);
  if (ctx) await disable(ctx, endpoint.id, because);
}
