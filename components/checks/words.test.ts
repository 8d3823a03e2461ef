import { describe, expect, it } from 'vitest';
import type { Standing } from '#lib/checks/schema.ts';
import type { VerificationRow } from '#lib/verifications/schema.ts';
import { medianMs, plotted, summaryWords } from './check-words.ts';
import { progressOf, standingsWords } from './standings-words.ts';

const check = (at: string, outcome: VerificationRow['outcome'], durationMs: number): VerificationRow => ({
  id: at,
  at: Date.parse(at),
  version: 1,
  outcome,
  code: '',
  message: 'PostgreSQL did not answer in time.',
  durationMs,
  actorLabel: 'Keyhaven',
});

const newestFirst = [
  check('2026-11-20T16:08:30Z', 'passed', 180),
  check('2026-11-20T16:08:02Z', 'failed', 9_000),
  check('2026-11-19T16:08:00Z', 'passed', 190),
];

describe('the plot of checks', () => {
  it('is drawn from the oldest, and only a failure has words', () => {
    expect(plotted(newestFirst)).toEqual([
      { day: '19 Nov', time: '19 Nov 2026, 16:08:00', outcome: 'passed', durationMs: 190, reason: undefined },
      {
        day: '20 Nov',
        time: '20 Nov 2026, 16:08:02',
        outcome: 'failed',
        durationMs: 9_000,
        reason: 'PostgreSQL did not answer in time',
      },
      { day: '20 Nov', time: '20 Nov 2026, 16:08:30', outcome: 'passed', durationMs: 180, reason: undefined },
    ]);
  });

  it('is summed up', () => {
    expect(summaryWords(newestFirst)).toBe('2 of 3 passed. Median 190 ms');
    expect(summaryWords([])).toBe('Not checked yet');
    expect(medianMs(newestFirst.slice(0, 2))).toBe(180);
  });
});

const standing = (state: Standing['state'], isWaiting = false): Standing => ({
  id: `${state}${isWaiting}`,
  name: 'Orders',
  component: 'postgres',
  state,
  message: null,
  fix: null,
  checkedAt: null,
  isWaiting,
});

describe('many checks', () => {
  it('tell how far they are', () => {
    expect(progressOf([standing('passed'), standing('passed', true)], 2)).toMatchObject({
      kind: 'running',
      progress: { value: 1, max: 2 },
    });
  });

  it('stay in sight when one failed, worst first', () => {
    expect(standingsWords([standing('passed'), standing('failed'), standing('passed')])).toEqual({
      kind: 'failed',
      title: 'Verified 3 credentials',
      text: '1 failed, 2 passed.',
    });
    expect(standingsWords([standing('passed')])).toMatchObject({ kind: 'done', text: '1 passed.' });
  });
});
