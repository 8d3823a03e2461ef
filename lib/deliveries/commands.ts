import { and, asc, count, eq, gt, isNotNull, lte, sql } from 'drizzle-orm';
import type { Tx } from '#db/client.ts';
import { inList } from '#db/in-list.ts';
import { deliveries, deliveryAttempts, webhookEndpoints } from '#db/schema/webhooks.ts';
import { transactStubbornly } from '#db/stubborn.ts';
import { secondMs } from '#lib/clock.ts';
import type { Outcome } from '#lib/messages/model.ts';
import { ofEndpoint } from '#lib/webhooks/queries.ts';
import { atOneEndpointMax, healthAfter, isGivenUp, isGone, sharePlaces, verdictOf, type Room } from './model.ts';
import { isCallable, listDueEndpoints, readParcels, type DueEndpoint, type Parcel } from './queries.ts';

/** How long a claimed delivery may take before another program claims it again: a try has 20 s. */
const leaseMs = 30 * secondMs;

/** A delivery that this program alone sends now. */
export interface Claim {
  readonly endpoint: DueEndpoint;
  readonly id: string;
  /** Whoever finds another one there has lost it. */
  readonly generation: number;
  /** Made before this one. */
  readonly attempts: number;
  readonly replayedAfter: number;
}

/** With what is needed to send it. */
export interface Claimed extends Claim {
  readonly parcel: Parcel;
}

/** Where the claims of a program have come to. */
export interface Turn {
  endpointId: string;
}

export const newTurn = (): Turn => ({ endpointId: '' });

export interface Round {
  /** What the tries that have come back have met. */
  readonly tried: readonly Tried[];
  readonly room: Room;
}

/**
 * For the job, one transaction: writes down what has come back, and takes deliveries whose turn it is, as many as there
 * is room for. What somebody else has claimed since is theirs. Answers too which endpoints are to be switched off.
 * @param random from 0 to 1
 */
export async function nextRound(turn: Turn, { tried, room }: Round, random: () => number) {
  const due = room.places > 0 ? await listDueEndpoints(turn.endpointId) : [];
  if (due.length === 0 && tried.length === 0) return { claimed: [], ended: [] };
  const { ended, claims } = await transactStubbornly(async (tx, now) => ({
    ended: await settle(tx, now, tried, random),
    claims: await claimAmong(tx, now, due, room),
  }));
  const last = claims.at(-1);
  if (last) turn.endpointId = last.endpoint.id;
  return { claimed: await withParcels(claims), ended };
}

async function claimAmong(tx: Tx, now: number, due: readonly DueEndpoint[], room: Room): Promise<Claim[]> {
  if (due.length === 0) return [];
  const claims: Claim[] = [];
  const shares = sharePlaces(due, await freePlaces(tx, now, due), room);
  for (const [endpoint, places] of shares) claims.push(...(await claimOf(tx, now, endpoint, places)));
  return claims;
}

/** What was read outside of the transaction is asked again: who may be called now, and by how many tries more. */
async function freePlaces(tx: Tx, now: number, due: readonly DueEndpoint[]): Promise<ReadonlyMap<string, number>> {
  const ids = due.map(({ id }) => id);
  const callable = await tx
    .select({ id: webhookEndpoints.id })
    .from(webhookEndpoints)
    .where(and(inList(webhookEndpoints.id, ids), isCallable(now)));
  const busy = await tx
    .select({ id: deliveries.endpointId, n: count() })
    .from(deliveries)
    .where(gt(deliveries.leasedUntil, now))
    .groupBy(deliveries.endpointId);
  const taken = new Map(busy.map(({ id, n }) => [id, n]));
  return new Map(callable.map(({ id }) => [id, atOneEndpointMax - (taken.get(id) ?? 0)]));
}

/** Of one endpoint, who waits longest first. */
async function claimOf(tx: Tx, now: number, endpoint: DueEndpoint, places: number): Promise<Claim[]> {
  const here = ofPlace(endpoint);
  const chosen = await tx
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(and(here, eq(deliveries.endpointId, endpoint.id), lte(deliveries.nextAttemptAt, now)))
    .orderBy(asc(deliveries.nextAttemptAt))
    .limit(places);
  if (chosen.length === 0) return [];
  const leasedUntil = now + leaseMs;
  const claimed = await tx
    .update(deliveries)
    .set({ nextAttemptAt: leasedUntil, leasedUntil, generation: sql<number>`${deliveries.generation} + 1` })
    .where(
      and(
        here,
        inList(
          deliveries.id,
          chosen.map(({ id }) => id),
        ),
      ),
    )
    .returning({
      id: deliveries.id,
      generation: deliveries.generation,
      attempts: deliveries.attempts,
      replayedAfter: deliveries.replayedAfter,
    });
  return claimed.map((row) => ({ endpoint, ...row }));
}

const ofPlace = ({ tenantId, workspaceId }: { tenantId: string; workspaceId: string }) =>
  and(eq(deliveries.tenantId, tenantId), eq(deliveries.workspaceId, workspaceId));

/** One whose endpoint was deleted meanwhile has none, and is left alone. */
async function withParcels(claims: readonly Claim[]): Promise<Claimed[]> {
  const parcels = new Map<string, Parcel>();
  for (const [endpoint, own] of Map.groupBy(claims, (claim) => claim.endpoint)) {
    const ids = own.map(({ id }) => id);
    for (const parcel of await readParcels(endpoint, ids)) parcels.set(parcel.id, parcel);
  }
  return claims.flatMap((claim) => {
    const parcel = parcels.get(claim.id);
    return parcel ? [{ ...claim, parcel }] : [];
  });
}

/** A try that was made, and what it met. */
export interface Tried {
  readonly claim: Claim;
  readonly outcome: Outcome;
}

export interface Ended {
  readonly endpoint: DueEndpoint;
  readonly because: 'gone' | 'failing';
}

async function settle(tx: Tx, now: number, tried: readonly Tried[], random: () => number): Promise<Ended[]> {
  const own: Tried[] = [];
  for (const one of tried) if (await settleOne(tx, now, one, random())) own.push(one);
  await tx.insertMany(
    deliveryAttempts,
    own.map((one) => attemptRow(one, now)),
  );
  const ended: Ended[] = [];
  for (const ofIt of Map.groupBy(own, ({ claim }) => claim.endpoint.id).values()) {
    const one = await settleEndpoint(tx, now, ofIt);
    if (one) ended.push(one);
  }
  return ended;
}

async function settleOne(tx: Tx, now: number, { claim, outcome }: Tried, random: number): Promise<boolean> {
  const attempts = claim.attempts + 1;
  const { state, nextAttemptAt } = verdictOf(outcome, attempts - claim.replayedAfter, now, random);
  const settled = await tx
    .update(deliveries)
    .set({
      state,
      nextAttemptAt,
      attempts,
      leasedUntil: null,
      lastStatus: outcome.status,
      lastCode: outcome.code,
      ...(state === 'delivered' ? { deliveredAt: now } : {}),
    })
    .where(
      and(
        ofPlace(claim.endpoint),
        eq(deliveries.id, claim.id),
        eq(deliveries.generation, claim.generation),
        isNotNull(deliveries.leasedUntil),
      ),
    )
    .returning({ id: deliveries.id });
  return settled.length > 0;
}

const attemptRow = ({ claim, outcome }: Tried, now: number) => ({
  tenantId: claim.endpoint.tenantId,
  workspaceId: claim.endpoint.workspaceId,
  deliveryId: claim.id,
  number: claim.attempts + 1,
  at: now,
  status: outcome.status,
  code: outcome.code,
  message: outcome.message,
  durationMs: Math.round(outcome.durationMs),
});

/** Its row is written only where it says something new: everybody who tells an event reads it. */
async function settleEndpoint(tx: Tx, now: number, tried: readonly Tried[]): Promise<Ended | null> {
  const endpoint = tried[0]?.claim.endpoint;
  if (!endpoint) return null;
  const outcomes = tried.map(({ outcome }) => outcome);
  const here = ofEndpoint(endpoint, endpoint.id);
  const [before] = await tx
    .select({ failingSince: webhookEndpoints.failingSince, pausedUntil: webhookEndpoints.pausedUntil })
    .from(webhookEndpoints)
    .where(here);
  if (!before) return null;
  const after = healthAfter(before, outcomes, now);
  if (after.failingSince !== before.failingSince || after.pausedUntil !== before.pausedUntil)
    await tx.update(webhookEndpoints).set(after).where(here);
  if (outcomes.some(isGone)) return { endpoint, because: 'gone' };
  return isGivenUp(after, now) ? { endpoint, because: 'failing' } : null;
}
