import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs, secondMs } from '#lib/clock.ts';
import { grantWith, now } from '#lib/leases/testing.ts';
import type { TokenFailure, Tokens } from '#lib/oauth/schema.ts';
import { afterFailure, delayAfter, keptMs, secretWith } from './model.ts';

const failed = (change: Partial<TokenFailure> = {}): TokenFailure => ({
  class: 'provider',
  code: 'server_error',
  message: 'It failed.',
  fix: 'It is tried again.',
  retryAfterMs: null,
  mayHaveArrived: false,
  ...change,
});

const strict = { graceMs: 0 };
const grace = { graceMs: 10 * secondMs };
const course = { now, random: () => 0.5 };
const sent = grantWith({ sentAt: now - secondMs, sentCount: 1, leasedUntil: now + secondMs, leaseOwner: 'us' });

describe('when it is tried again', () => {
  it('doubles for the keeper of the app and for ourselves, and ends somewhere', () => {
    const delays = (cls: 'client' | 'ours') =>
      [1, 2, 3, 20, 400].map((n) => delayAfter(failed({ class: cls }), n, () => 0.5));
    expect(delays('client')).toEqual([5, 10, 20, 360, 360].map((n) => n * minuteMs));
    expect(delays('ours')).toEqual([1, 2, 4, 30, 30].map((n) => n * minuteMs));
  });

  it('is anywhere between ten seconds and twice as long as before for a provider, at most a quarter of an hour', () => {
    for (const attempts of [1, 2, 5, 9, 300]) {
      const [least, most] = [0, 0.999_999].map((at) => delayAfter(failed(), attempts, () => at));
      expect(least).toBe(10 * secondMs);
      expect(most).toBeLessThanOrEqual(Math.min(15 * minuteMs, 20 * secondMs * 2 ** (attempts - 1)));
      expect(most).toBeGreaterThan(19 * secondMs);
    }
  });

  it('is when the provider says', () => {
    expect(delayAfter(failed({ retryAfterMs: 7 * hourMs }), 1, () => 0)).toBe(7 * hourMs);
    expect(delayAfter(failed({ retryAfterMs: 0 }), 1, () => 0)).toBe(secondMs);
  });
});

describe('a failure', () => {
  it('of the provider leaves the tokens as they are, and is told as the first', () => {
    const { row, hasEnded, isFirst } = afterFailure(sent, failed(), { ...course, replay: strict });
    expect(row).toMatchObject({ state: 'retrying', sentAt: null, sentCount: 0, failingSince: now, attempts: 1 });
    expect([hasEnded, isFirst]).toEqual([false, true]);
    const again = afterFailure({ ...sent, ...row, sentAt: now, sentCount: 1 }, failed(), { ...course, replay: strict });
    expect([again.row.attempts, again.isFirst, again.row.failingSince]).toEqual([2, false, now]);
  });

  it('of another kind counts from one again', () => {
    const client = afterFailure({ ...sent, attempts: 7, failureClass: 'provider' }, failed({ class: 'client' }), {
      ...course,
      replay: strict,
    });
    expect(client.row).toMatchObject({ attempts: 1, refreshDueAt: now + 5 * minuteMs });
  });

  it('that revokes ends it, once, and keeps the tokens for a while', () => {
    const revoked = failed({ class: 'revoked', code: 'invalid_grant' });
    const first = afterFailure(sent, revoked, { ...course, replay: strict });
    expect(first).toMatchObject({
      hasEnded: true,
      row: { state: 'reconnect', refreshDueAt: null, eraseDueAt: now + keptMs },
    });
    const later = { ...course, now: now + hourMs, replay: strict };
    const second = afterFailure({ ...sent, ...first.row }, failed(), later);
    expect(second).toMatchObject({ hasEnded: false, row: { state: 'reconnect', eraseDueAt: now + keptMs } });
  });

  it('of the app ends it after 48 hours, of the provider and of ours never', () => {
    const since = { ...sent, failingSince: now - keptMs };
    const endedBy = (cls: TokenFailure['class']) =>
      afterFailure(since, failed({ class: cls }), { ...course, replay: strict }).hasEnded;
    expect([endedBy('client'), endedBy('provider'), endedBy('ours')]).toEqual([true, false, false]);
  });

  it('of a grant a person has stopped makes nothing due', () => {
    const stopped = afterFailure({ ...sent, state: 'stopped' }, failed(), { ...course, replay: strict });
    expect(stopped.row).toMatchObject({ state: 'stopped', refreshDueAt: null });
  });
});

describe('an answer nobody read', () => {
  const lost = failed({ code: 'OUT-106', mayHaveArrived: true });

  it('ends it where a token is taken once', () => {
    const { row, hasEnded } = afterFailure(sent, lost, { ...course, replay: strict });
    expect([row.state, row.failureCode, hasEnded]).toEqual(['reconnect', 'answer_lost', true]);
  });

  it('is asked for once more at once, inside of a grace', () => {
    const first = afterFailure(sent, lost, { ...course, replay: grace });
    expect(first.row).toMatchObject({ state: 'retrying', refreshDueAt: now, sentAt: sent.sentAt, sentCount: 1 });
    const second = afterFailure({ ...sent, ...first.row, sentCount: 2 }, lost, { ...course, replay: grace });
    expect(second.row).toMatchObject({ state: 'reconnect', failureCode: 'answer_lost' });
  });

  it('still counts when the second request was not carried out', () => {
    const twice = { ...sent, sentCount: 2 };
    const { row } = afterFailure(twice, failed(), { ...course, replay: grace });
    expect(row).toMatchObject({ state: 'retrying', sentAt: sent.sentAt, sentCount: 1, refreshDueAt: now + secondMs });
    const late = afterFailure(twice, failed(), { ...course, now: now + minuteMs, replay: grace });
    expect(late.row).toMatchObject({ state: 'reconnect', failureCode: 'answer_lost' });
  });

  it('does not matter where one may ask again and again', () => {
    const { row } = afterFailure(sent, lost, { ...course, replay: { graceMs: null } });
    expect(row).toMatchObject({ state: 'retrying', sentAt: null, sentCount: 0 });
  });

  it('stays lost while nothing was claimed', () => {
    const { row } = afterFailure(sent, failed({ class: 'client' }), { ...course, replay: null });
    expect(row).toMatchObject({ sentAt: sent.sentAt, sentCount: 1 });
  });
});

describe('newer tokens', () => {
  const before = { accessToken: 'a1', refreshToken: 'r1', refreshExpiresAt: '2027-01-01T00:00:00.000Z', password: 'p' };
  const given = (change: Partial<Tokens>): Tokens => ({
    accessToken: 'a2',
    refreshToken: 'r2',
    expiresAt: now,
    refreshExpiresAt: null,
    scopes: null,
    extra: {},
    ...change,
  });

  it('take the place of the former ones, and of nothing else', () => {
    expect(secretWith(before, given({}))).toEqual({
      accessToken: 'a2',
      refreshToken: 'r2',
      expiresAt: new Date(now).toISOString(),
      password: 'p',
    });
  });

  it('mean the refresh token that is there when they bring none', () => {
    expect(secretWith(before, given({ refreshToken: null, expiresAt: null }))).toMatchObject({
      refreshToken: 'r1',
      refreshExpiresAt: before.refreshExpiresAt,
      expiresAt: 'never',
    });
  });
});
