import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '#lib/clock.ts';
import type { GrantDto } from '#lib/grants/schema.ts';
import { lookAgainMs, nextWords, standingOf } from './words.ts';

const now = Date.UTC(2026, 10, 21, 12);
const grant = (change: Partial<GrantDto> = {}): GrantDto => ({
  grantType: 'authorization_code',
  appId: 'oap_1',
  appName: 'Northwind CRM',
  clientId: 'northwind',
  state: 'live',
  isRefreshing: false,
  canRefresh: true,
  accessExpiresAt: now + 2 * hourMs,
  refreshExpiresAt: null,
  refreshDueAt: now + hourMs,
  refreshedAt: now - hourMs,
  scopesAsked: ['read', 'write'],
  scopesGranted: null,
  scopesMissing: [],
  failingSince: null,
  failureClass: null,
  failureMessage: null,
  failureFix: null,
  attempts: 0,
  warning: null,
  ...change,
});

const lost = { refreshDueAt: null } as const;

describe('how tokens stand', () => {
  it.each<[string, string, Partial<GrantDto>]>([
    ['Kept fresh', 'in 1 h', {}],
    ['Refreshing soon', 'in 3 min', { refreshDueAt: now + 3 * minuteMs }],
    ['Refreshing soon', 'Now', { refreshDueAt: now - 20_000 }],
    ['Refreshing soon', '7 min late', { refreshDueAt: now - 7 * minuteMs }],
    ['Refreshing now', 'Now', { isRefreshing: true }],
    ['Retrying', 'in 2 min', { state: 'retrying', refreshDueAt: now + 2 * minuteMs }],
    ['Reconnect needed', 'After somebody signs in', { state: 'reconnect', refreshDueAt: null }],
    ['Stopped by a person', 'When somebody resumes it', { state: 'stopped', refreshDueAt: null }],
    ['Connected', 'Never: the token has no end', { ...lost, accessExpiresAt: null }],
    ['Cannot be refreshed', 'Never: nothing to refresh it with', lost],
    ['Cannot be refreshed', 'Never: its OAuth app is not here', { ...lost, appId: null }],
  ])('%s, next %s', (words, next, change) => {
    expect(standingOf(grant(change), now).words).toBe(words);
    expect(nextWords(grant(change), now)).toBe(next);
  });

  it('is never green where nobody keeps them alive', () => {
    expect(standingOf(grant(lost), now).mark).toBe('unverified');
    expect(standingOf(grant({ ...lost, state: 'stopped' }), now).mark).toBe('not_testable');
  });
});

it('looks again soon while it is refreshed, now and then while it is retried, and else not at all', () => {
  expect(lookAgainMs(grant(), now)).toBeNull();
  expect(lookAgainMs(grant({ isRefreshing: true }), now)).toBe(3_000);
  expect(lookAgainMs(grant({ state: 'retrying' }), now)).toBe(15_000);
  expect(lookAgainMs(grant({ refreshDueAt: now }), now)).toBe(15_000);
});
