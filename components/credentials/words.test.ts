import { describe, expect, it } from 'vitest';
import { activeFilters, noMatchWords } from './no-match-words.ts';
import { expiryWords, standingWords, subjectWords } from './words.ts';

const now = Date.parse('2026-11-21T13:00:00Z');
const at = (text: string) => Date.parse(text);

describe('an expiry in words', () => {
  it.each([
    ['2026-11-29T00:30:00Z', 'Expires in 8 days'],
    ['2026-11-22T00:00:00Z', 'Expires tomorrow'],
    ['2026-11-21T23:59:59Z', 'Expires today'],
    ['2026-11-21T13:00:00Z', 'Expired 21 Nov 2026'],
    ['2026-11-09T13:00:00Z', 'Expired 9 Nov 2026'],
  ])('%s', (moment, words) => {
    expect(expiryWords(at(moment), now)).toBe(words);
  });
});

describe('the worst state of a card', () => {
  const card = { worst: 'failed' as const, worstCount: 1, count: 4, expiresAt: null };
  const soon = { ...card, worst: 'expiring' as const, expiresAt: at('2026-12-04T00:00:00Z') };

  it.each([
    [card, '1 failed'],
    [{ ...card, worst: 'not_testable' as const, worstCount: 2 }, '2 not testable'],
    [{ ...card, worst: 'unverified' as const, count: 1 }, 'Unverified'],
    [{ ...card, worst: 'unverified' as const, worstCount: 3 }, '3 unverified'],
    [{ ...card, worst: 'passed' as const }, 'All passed'],
    [{ ...card, worst: 'passed' as const, count: 1 }, 'Passed'],
    [{ ...soon, count: 1 }, 'Expires in 13 days'],
    [soon, '1 expires in 13 days'],
    [{ ...soon, worstCount: 3 }, '3 expire, first 4 Dec 2026'],
  ])('%j', (standing, words) => {
    expect(standingWords(standing, now)).toBe(words);
  });
});

describe('what a deed was done to', () => {
  it('is named where it is one, and counted where it is many', () => {
    expect(subjectWords(['Partner portal'])).toBe('Partner portal');
    expect(subjectWords(['A', 'B'])).toBe('2 credentials');
  });
});

describe('nothing found', () => {
  it('says what was looked for', () => {
    expect(noMatchWords({ q: 'prod eu', environment: ['staging'] })).toBe(
      'No credential matches “prod eu” in staging.',
    );
    expect(noMatchWords({ state: ['failed', 'unreadable'], category: ['Database'] })).toBe(
      'No failed or unreadable credential among Database.',
    );
    expect(noMatchWords({ authType: ['oauth2'], q: '' })).toBe('No credential with OAuth 2.0.');
  });

  it('offers to clear what is on', () => {
    expect(activeFilters({ q: '', state: [], environment: ['staging'] })).toEqual([
      { key: 'environment', label: 'environment' },
    ]);
  });
});
