import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '#lib/clock.ts';
import type { FreshRow } from '#lib/freshness/schema.ts';
import { aheadWords, dueWords, hostTrouble, lagWords, standingOf } from './words.ts';

const now = Date.UTC(2026, 10, 21, 12);
const row = (change: Partial<FreshRow> = {}): FreshRow => ({
  id: 'crd_1',
  name: 'Orders',
  component: 'oauth2',
  environment: 'production',
  grantType: 'authorization_code',
  state: 'live',
  isRefreshing: false,
  dueAt: now + hourMs,
  accessExpiresAt: now + 2 * hourMs,
  refreshedAt: null,
  failingSince: null,
  message: null,
  fix: null,
  ...change,
});

describe('a token in the list', () => {
  it.each<[string, string, Partial<FreshRow>]>([
    ['Kept fresh', 'in 1 h', {}],
    ['Refreshing soon', 'in 4 min', { dueAt: now + 4 * minuteMs }],
    ['Refreshing', 'Now', { isRefreshing: true }],
    ['Refreshing soon', 'Now', { dueAt: now - 20_000 }],
    ['Refreshing soon', '7 min late', { dueAt: now - 7 * minuteMs }],
    ['Retrying', 'in 10 min', { state: 'retrying', dueAt: now + 10 * minuteMs }],
    ['Reconnect needed', 'After somebody signs in', { state: 'reconnect', dueAt: null }],
    ['Stopped', 'Stopped by a person', { state: 'stopped', dueAt: null }],
    ['Connected', 'Never: the token has no end', { dueAt: null, accessExpiresAt: null }],
    ['Not refreshed', 'Never: nothing to refresh it with', { dueAt: null }],
  ])('is %s, %s', (words, due, change) => {
    expect(standingOf(row(change), now).words).toBe(words);
    expect(dueWords(row(change), now)).toBe(due);
  });

  it('is never green where nobody keeps it alive', () => {
    expect(standingOf(row({ dueAt: null }), now).mark).toBe('unverified');
    expect(standingOf(row({ state: 'stopped', dueAt: null }), now).mark).not.toBe('passed');
  });
});

describe('the sentences of the board', () => {
  it('say what is late', () => {
    expect(lagWords({ overdue: 0, oldestDueAt: null }, now)).toBe('Nothing is late');
    expect(lagWords({ overdue: 1_204, oldestDueAt: now - 3 * minuteMs }, now)).toBe(
      '1,204 tokens late, the first 3 min late',
    );
  });

  it('say what ends', () => {
    const days = Array.from({ length: 90 }, (_, day) => (day === 3 || day === 60 ? 2 : 0));
    expect(aheadWords(days, 14, 'Stripe live, 24 Nov 2026')).toBe(
      'In the next 90 days 4 credentials end, 2 of them within 14 days. First Stripe live, 24 Nov 2026.',
    );
    expect(
      aheadWords(
        days.map(() => 0),
        14,
        null,
      ),
    ).toBe('No credential ends in the next 90 days.');
  });

  it('say what a provider does, also by a code nobody foresaw', () => {
    expect(hostTrouble('OUT-106')).toBe('It does not answer in time');
    expect(hostTrouble('http_503')).toBe('It answers http 503');
    expect(hostTrouble(null)).toBe('It does not answer as it should');
  });
});
