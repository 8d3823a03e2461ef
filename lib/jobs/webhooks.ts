import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '#lib/clock.ts';
import {
  claimDeliveries,
  newTurn,
  settleDeliveries,
  type Claimed,
  type Ended,
  type Tried,
  type Turn,
} from '#lib/deliveries/commands.ts';
import { systemCtx } from '#lib/gate/job.ts';
import { codeOf, log } from '#lib/log.ts';
import { sendMessage } from '#lib/messages/commands.ts';
import { disable } from '#lib/webhooks/commands.ts';

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
  let tried: Tried[] = [];
  const settle = async (): Promise<void> => {
    const batch = tried;
    tried = [];
    tried.push(...(await unsettled(batch)));
  };
  while (!signal.aborted) {
    await settle();
    const room = { places: atOnce - underWay.size, held: [...underWay.values()].map(tenantOf) };
    const claims = room.places > 0 ? await claimed(turn, room) : [];
    for (const claim of claims) {
      const sending = sent(claim).then((one) => {
        underWay.delete(sending);
        tried.push(one);
      });
      underWay.set(sending, claim);
    }
    if (claims.length === 0 && tried.length === 0) await somethingToDo([...underWay.keys()], signal);
  }
  await Promise.all(underWay.keys());
  await settle();
}

const tenantOf = ({ endpoint }: Claimed): string => endpoint.tenantId;

async function sent(claim: Claimed): Promise<Tried> {
  const { message, endpoint } = claim.parcel;
  return { claim, outcome: await sendMessage({ message, endpoint, attempt: claim.attempts + 1 }, systemClock()) };
}

/** Writes down what was met. What could not be written is answered, for the next time. */
async function unsettled(tried: readonly Tried[]): Promise<readonly Tried[]> {
  try {
    for (const ended of await settleDeliveries(tried, Math.random)) await switchOff(ended);
    return [];
  } catch (error) {
    failed(error);
    await pause(restMs);
    return tried;
  }
}

async function switchOff({ endpoint, because }: Ended): Promise<void> {
  const ctx = await systemCtx(endpoint.tenantId, endpoint.workspaceId);
  if (ctx) await disable(ctx, endpoint.id, because);
}

const claimed = (turn: Turn, room: Parameters<typeof claimDeliveries>[1]): Promise<Claimed[]> =>
  claimDeliveries(turn, room).catch((error: unknown) => {
    failed(error);
    return [];
  });

const failed = (error: unknown): void => log.error({ job: 'webhooks', error: codeOf(error) }, 'job failed');

/** One has come back, or a moment has passed. */
async function somethingToDo(underWay: readonly Promise<void>[], signal: AbortSignal): Promise<void> {
  const woken = new AbortController();
  const rest = pause(restMs, undefined, { signal: AbortSignal.any([signal, woken.signal]) }).catch(() => undefined);
  await Promise.race([rest, ...underWay]);
  woken.abort();
}
