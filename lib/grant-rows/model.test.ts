import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs, secondMs } from '#lib/clock.ts';
import { compareScopes, dueAt, endOf, factsOf, lifeMsOf, shareOf } from './model.ts';

const now = 1_800_000_000_000;
const ids = Array.from({ length: 400 }, (_, n) => `crd_${n.toString(36).padStart(10, '0')}`);

describe('when a token is due', () => {
  it.each([
    ['ten minutes', 10 * minuteMs],
    ['an hour', hourMs],
    ['sixty days', 60 * dayMs],
  ])('of %s: after 75 to 90 % of its life, spread by id', (_words, lifeMs) => {
    const shares = ids.map((id) => ((dueAt(id, now, now + lifeMs) ?? 0) - now) / lifeMs);
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.7499);
    expect(Math.max(...shares)).toBeLessThanOrEqual(0.9);
    // Ten parts of that stretch, each with its share of the ids.
    const parts = Array.from(
      { length: 10 },
      (_, n) => shares.filter((one) => Math.floor((one - 0.75) / 0.015) === n).length,
    );
    expect(Math.min(...parts)).toBeGreaterThan(15);
  });

  it('of an hour: five minutes before its end at the latest', () => {
    for (const id of ids) expect(dueAt(id, now, now + hourMs)).toBeLessThanOrEqual(now + 55 * minuteMs);
  });

  it('of seconds: never twice in a minute', () => {
    expect(dueAt('crd_1', now, now + secondMs)).toBe(now + minuteMs);
    expect(dueAt('crd_1', now, now + 70 * secondMs)).toBeGreaterThanOrEqual(now + minuteMs);
  });

  it('that has ended: at once; without end: never', () => {
    expect(dueAt('crd_1', now, now - 1)).toBe(now);
    expect(dueAt('crd_1', now, null)).toBeNull();
  });

  it('is the same each time it is asked for one id', () => {
    expect(shareOf('crd_1')).toBe(shareOf('crd_1'));
    expect(new Set(ids.map(shareOf)).size).toBe(ids.length);
  });
});

describe('what a version says of its tokens', () => {
  const settings = { grantType: 'authorization_code', clientId: 'c', scope: ' read  write ' };

  it('is nothing where it has no grant', () => {
    expect(factsOf({ settings: {}, secret: { accessToken: 'a' } })).toBeNull();
    expect(factsOf({ settings: { grantType: 'implicit' }, secret: {} })).toBeNull();
  });

  it('is what can be refreshed, and until when', () => {
    const secret = { accessToken: 'a', refreshToken: 'r', expiresAt: '2027-01-15T08:00:00.000Z' };
    expect(factsOf({ settings, secret })).toEqual({
      grantType: 'authorization_code',
      clientId: 'c',
      scopes: ['read', 'write'],
      isRefreshable: true,
      hasAccessToken: true,
      accessExpiresAt: 1_800_000_000_000,
      refreshExpiresAt: null,
    });
    expect(factsOf({ settings, secret: { accessToken: 'a' } })?.isRefreshable).toBe(false);
    expect(factsOf({ settings: { grantType: 'client_credentials' }, secret: {} })?.isRefreshable).toBe(true);
    const login = { grantType: 'password', username: 'ada' };
    expect(factsOf({ settings: login, secret: { password: 'p' } })?.isRefreshable).toBe(true);
    expect(factsOf({ settings: login, secret: {} })?.isRefreshable).toBe(false);
  });

  it.each([
    [undefined, undefined],
    ['', undefined],
    ['tomorrow', undefined],
    ['-1000-01-01', undefined],
    ['never', null],
  ])('reads the end %j as %j', (expiresAt, read) => {
    const secret = { accessToken: 'a', ...(expiresAt !== undefined && { expiresAt }) };
    expect(factsOf({ settings, secret })?.accessExpiresAt).toBe(read);
  });
});

it('lets a token live as long as its app says, else its manifest, else an hour', () => {
  expect(lifeMsOf('oauth2', 90)).toBe(90 * secondMs);
  expect(lifeMsOf('oauth2', null)).toBe(hourMs);
  expect(lifeMsOf('no such component', null)).toBe(hourMs);
});

it('says when a person must act', () => {
  const times = { accessExpiresAt: 5, refreshExpiresAt: 9 };
  expect(endOf({ ...times, appId: 'oap_1', isRefreshable: true })).toBe(9);
  expect(endOf({ ...times, appId: 'oap_1', isRefreshable: false })).toBe(5);
  expect(endOf({ ...times, appId: null, isRefreshable: true })).toBe(5);
});

describe('scopes', () => {
  it.each([
    [['read', 'write'], null, [], []],
    [['read', 'write'], ['read'], ['write'], []],
    [['read'], ['read', 'admin'], [], ['admin']],
    [['read', 'offline_access'], ['read'], [], []],
    [[], ['read'], [], ['read']],
  ])('asked %j, granted %j', (asked, granted, missing, more) => {
    expect(compareScopes(asked, granted)).toEqual({ missing, more });
  });
});
