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
