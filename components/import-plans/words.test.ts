import { describe, expect, it } from 'vitest';
import type { OpenPlan } from '#lib/import-plans/schema.ts';
import type { RunDto } from '#lib/import-runs/schema.ts';
import { doingWords, openPlansWords, openWords, readingWords, standingWords, untilWords } from './words.ts';

const run = (given: Partial<RunDto> = {}): RunDto => ({
  kind: 'plan',
  state: 'due',
  done: 0,
  total: 100_000,
  isWaiting: false,
  isStopping: false,
  failure: null,
  ...given,
});

const until = Date.UTC(2026, 10, 22, 19, 48);
const openPlan = (given: Partial<RunDto>): OpenPlan => ({
  id: 'imp_1',
  fileName: 'all.bson',
  fileBytes: 1,
  run: run(given),
  expiresAt: until,
});

describe('a plan that is being made', () => {
  it('says how far it is, that it waits, and that it is being cancelled', () => {
    expect(readingWords(run({ done: 12_400 }))).toBe('Reading 12,400 of 100,000');
    expect(readingWords(run({ isWaiting: true }))).toBe('Waiting to be read');
    expect(readingWords(run({ isWaiting: true, done: 200 }))).toBe('Reading 200 of 100,000');
    expect(readingWords(run({ done: 12_400, isStopping: true }))).toBe('Cancelling…');
  });
});

describe('a plan that waits', () => {
  it('says what Create would do, and what nobody has chosen for', () => {
    expect(doingWords({ create: 99_000, override: 900, skip: 100, open: 0 })).toBe(
      '99,000 created, 900 overridden, 100 left out',
    );
    expect(doingWords({ create: 0, override: 0, skip: 0, open: 1 })).toBe('1 conflict waits for a choice');
    expect(doingWords({ create: 2, override: 0, skip: 0, open: 900 })).toBe(
      '2 created, 900 conflicts wait for a choice',
    );
  });

  it('says until when, and what Create lacks', () => {
    expect(untilWords({ expiresAt: until })).toBe('This plan waits until 22 Nov 2026, 19:48.');
    expect(openWords(1)).toBe('Choose what happens to the conflict first.');
    expect(openWords(1_200)).toBe('Choose what happens to the 1,200 conflicts first.');
  });
});

describe('plans in the list', () => {
  it('say how each stands', () => {
    expect(standingWords(openPlan({ done: 5 }))).toBe('Reading 5 of 100,000');
    expect(standingWords(openPlan({ state: 'ready' }))).toBe('Waits for a decision until 22 Nov 2026, 19:48');
    expect(standingWords(openPlan({ state: 'failed' }))).toBe('It could not be read');
  });

  it('count those that want somebody, and only then those that are being read', () => {
    const [read, ready] = [openPlan({}), openPlan({ state: 'ready' })];
    expect(openPlansWords([read])).toBe('A file is being read');
    expect(openPlansWords([read, read])).toBe('2 files are being read');
    expect(openPlansWords([read, ready])).toBe('A plan waits for you');
    expect(openPlansWords([ready, openPlan({ state: 'failed' })])).toBe('2 plans wait for you');
  });
});
