import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs, secondMs } from '#lib/clock.ts';
import type { Outcome } from '#lib/messages/model.ts';
import { healthAfter, isGivenUp, schedule, verdictOf } from './model.ts';

const outcome = (status: number, change: Partial<Outcome> = {}): Outcome => ({
  status,
  code: status < 300 ? 'delivered' : `HTTP ${status}`,
  message: null,
  durationMs: 1,
  retryAfterMs: null,
  ...change,
});

describe('the schedule', () => {
  it('makes ten tries over three days, then gives up', () => {
    let now = 0;
    const triedAt: number[] = [];
    for (let tries = 1; ; tries += 1) {
      triedAt.push(now);
      const verdict = verdictOf(outcome(500), tries, now, 0.5);
      if (verdict.state !== 'due') {
        expect(verdict.state).toBe('dead');
        break;
      }
      now = verdict.nextAttemptAt;
    }
    const waits = triedAt.slice(1).map((at, n) => at - (triedAt[n] ?? 0));
    expect(triedAt[0]).toBe(schedule[0]);
    expect(waits).toEqual([
      5 * secondMs,
      5 * minuteMs,
      30 * minuteMs,
      2 * hourMs,
      5 * hourMs,
      10 * hourMs,
      14 * hourMs,
      20 * hourMs,
      24 * hourMs,
    ]);
  });

  it('spreads each wait by a tenth', () => {
    const waitAt = (random: number) => verdictOf(outcome(500), 2, 0, random).nextAttemptAt;
    expect([waitAt(0), waitAt(0.5), waitAt(1)]).toEqual([270_000, 300_000, 330_000]);
  });

  it('waits as long as the receiver asks, never less than its own time', () => {
    const next = (tries: number, retryAfterMs: number) =>
      verdictOf(outcome(429, { retryAfterMs }), tries, 0, 0.5).nextAttemptAt;
    expect(next(1, 120_000)).toBe(120_000);
    expect(next(4, 120_000)).toBe(2 * hourMs);
    expect(next(1, dayMs)).toBe(dayMs);
  });

  it('ends with the try that arrives, and where nobody is any more', () => {
    expect(verdictOf(outcome(204), 3, 0, 0.5)).toEqual({ state: 'delivered', nextAttemptAt: null });
    expect(verdictOf(outcome(410), 1, 0, 0.5)).toEqual({ state: 'dead', nextAttemptAt: null });
  });
});

describe('an endpoint', () => {
  const well = { failingSince: null, pausedUntil: null };

  it('fails from its first failure until something arrives', () => {
    const failing = healthAfter(well, [outcome(500)], 1_000);
    expect(failing).toEqual({ failingSince: 1_000, pausedUntil: null });
    expect(healthAfter(failing, [outcome(500)], 9_000).failingSince).toBe(1_000);
    expect(healthAfter(failing, [outcome(500), outcome(200)], 9_000).failingSince).toBeNull();
  });

  it('is left alone as long as it asked, whatever else it answered', () => {
    const asked = healthAfter(well, [outcome(429, { retryAfterMs: 60_000 }), outcome(200)], 1_000);
    expect(asked).toEqual({ failingSince: null, pausedUntil: 61_000 });
  });

  it('is given up after five days of nothing', () => {
    expect(isGivenUp({ ...well, failingSince: 0 }, 5 * dayMs - 1)).toBe(false);
    expect(isGivenUp({ ...well, failingSince: 0 }, 5 * dayMs)).toBe(true);
    expect(isGivenUp(well, 9 * dayMs)).toBe(false);
  });
});
