import { dayMs, hourMs, minuteMs, secondMs } from '#lib/clock.ts';
import type { Outcome } from '#lib/messages/model.ts';
import { failingDaysMax } from '#lib/webhooks/schema.ts';

/** How long after the try before it each try is made, in milliseconds: Standard Webhooks' own example. */
export const schedule = [
  0,
  5 * secondMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
] as const;

/** By so much of itself each wait is longer or shorter, so that what failed together does not come back together. */
const jitter = 0.1;

export type Verdict =
  | { readonly state: 'delivered' | 'dead'; readonly nextAttemptAt: null }
  | { readonly state: 'due'; readonly nextAttemptAt: number };

/**
 * What becomes of a delivery after a try.
 * @param tries made so far in this round of the schedule, this one included
 * @param random from 0 to 1
 */
export function verdictOf(outcome: Outcome, tries: number, now: number, random: number): Verdict {
  if (outcome.code === 'delivered') return { state: 'delivered', nextAttemptAt: null };
  const waitMs = isGone(outcome) ? undefined : schedule[tries];
  if (waitMs === undefined) return { state: 'dead', nextAttemptAt: null };
  const spreadMs = waitMs * (1 + jitter * (2 * random - 1));
  return { state: 'due', nextAttemptAt: now + Math.round(Math.max(spreadMs, outcome.retryAfterMs ?? 0)) };
}

/** 410: whoever was there wants nothing more. */
export const isGone = (outcome: Outcome): boolean => outcome.status === 410;

export interface EndpointHealth {
  readonly failingSince: number | null;
  readonly pausedUntil: number | null;
}

/** How an endpoint stands after these tries of one moment. */
export function healthAfter(before: EndpointHealth, outcomes: readonly Outcome[], now: number): EndpointHealth {
  const waits = outcomes.flatMap(({ retryAfterMs }) => retryAfterMs ?? []);
  const hasArrived = outcomes.some(({ code }) => code === 'delivered');
  return {
    failingSince: hasArrived ? null : (before.failingSince ?? now),
    pausedUntil: waits.length > 0 ? now + Math.max(...waits) : before.pausedUntil,
  };
}

/** Nothing has arrived for days. */
export const isGivenUp = ({ failingSince }: EndpointHealth, now: number): boolean =>
  failingSince !== null && now - failingSince >= failingDaysMax * dayMs;

/** One endpoint is called by so many tries at once, of all programs together. */
export const atOneEndpointMax = 4;

/** In one program one tenant has so many at once: slow receivers of its own do not hold every place. */
const atOneTenantMax = 16;

export interface Room {
  /** How many may be claimed. */
  readonly places: number;
  /** The tenants of those under way in this program, one entry each. */
  readonly held: readonly string[];
}

/**
 * Who gets how many places: each goes to the tenant that holds the fewest, and of a tenant to the first endpoint that
 * has room.
 * @param free by the id of an endpoint, how many tries more it may be called by
 */
export function sharePlaces<E extends { readonly id: string; readonly tenantId: string }>(
  due: readonly E[],
  free: ReadonlyMap<string, number>,
  room: Room,
): ReadonlyMap<E, number> {
  const held = new Map<string, number>();
  for (const tenantId of room.held) held.set(tenantId, (held.get(tenantId) ?? 0) + 1);
  const heldBy = ({ tenantId }: E): number => held.get(tenantId) ?? 0;
  const shares = new Map<E, number>();
  for (let places = room.places; places > 0; places -= 1) {
    const open = due.filter((one) => (free.get(one.id) ?? 0) > (shares.get(one) ?? 0) && heldBy(one) < atOneTenantMax);
    const [first] = open;
    if (!first) break;
    const next = open.reduce((best, one) => (heldBy(one) < heldBy(best) ? one : best), first);
    shares.set(next, (shares.get(next) ?? 0) + 1);
    held.set(next.tenantId, heldBy(next) + 1);
  }
  return shares;
}
