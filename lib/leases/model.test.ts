import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs, secondMs } from '#lib/clock.ts';
import { dueAt, takenBackCode, type GrantRow } from '#lib/grant-rows/model.ts';
import { ownProgram } from '#lib/programs.ts';
import { decide, isLiving, isLost, type Cause, type Seen } from './model.ts';
import { grantWith, now } from './testing.ts';

const seenWith = (grant: Partial<GrantRow>, change: Partial<Seen> = {}): Seen => ({
  grant: grantWith(grant),
  name: 'Orders',
  currentVersion: 1,
  isDeleted: false,
  pausedUntil: null,
  now,
  ...change,
});
const kindOf = (cause: Cause, grant: Partial<GrantRow>, change?: Partial<Seen>) =>
  decide(seenWith(grant, change), cause).kind;

const over = { accessExpiresAt: now - 1 };
const soon = { accessExpiresAt: now + 30 * secondMs };
const leased = { leaseOwner: 'elsewhere', leasedUntil: now + secondMs };

describe('a token that is needed', () => {
  it('is handed out while it lives for more than a minute', () => {
    expect(kindOf('demand', {})).toBe('keep');
    expect(kindOf('demand', { accessExpiresAt: null })).toBe('keep');
    expect(kindOf('demand', soon)).toBe('refresh');
    expect(kindOf('demand', over)).toBe('refresh');
  });

  it('is waited for while somebody asks, unless that program is gone', () => {
    expect(kindOf('demand', { ...over, ...leased })).toBe('wait');
    expect(kindOf('demand', { ...over, ...leased, leasedUntil: now })).toBe('refresh');
    const [boot, namespace] = ownProgram.split(' ');
    expect(kindOf('demand', { ...over, ...leased, leaseOwner: `${boot} ${namespace} 999999999 1` })).toBe('refresh');
    expect(kindOf('demand', { ...over, ...leased, leaseOwner: ownProgram })).toBe('wait');
  });

  it.each([
    ['only a person can give a new one', { state: 'reconnect' }, {}, 'reconnect'],
    ['a person has stopped it', { state: 'stopped' }, {}, 'reconnect'],
    ['no app may refresh it', { appId: null }, {}, 'reconnect'],
    ['there is nothing to refresh it with', { isRefreshable: false }, {}, 'reconnect'],
    ['it is tried again later', { state: 'retrying', refreshDueAt: now + minuteMs }, {}, 'later'],
    ['its provider is left alone', {}, { pausedUntil: now + minuteMs }, 'later'],
  ] as const)('lives on while it lives, where %s', (_words, grant, change, why) => {
    expect(kindOf('demand', { ...soon, ...grant }, change)).toBe('keep');
    expect(decide(seenWith({ ...over, ...grant }, change), 'demand')).toMatchObject({ kind: 'refuse', why });
  });

  it('is not refreshed twice in a minute, or in its own life where that is shorter', () => {
    const justNow = { refreshedAt: now - 20 * secondMs, tokensAt: now - 20 * secondMs };
    expect(kindOf('demand', { ...justNow, accessExpiresAt: now + 35 * secondMs })).toBe('keep');
    expect(kindOf('demand', { ...justNow, accessExpiresAt: now - secondMs })).toBe('refresh');
  });

  it('is that of the current version: of another nobody is asked', () => {
    expect(kindOf('demand', over, { currentVersion: 2 })).toBe('keep');
    expect(kindOf('demand', over, { isDeleted: true })).toBe('keep');
  });
});

describe('a refresh that is due', () => {
  const due = { refreshDueAt: now };

  it('is made, unless it has to wait', () => {
    expect(kindOf('due', due)).toBe('refresh');
    expect(kindOf('due', {})).toBe('keep');
    expect(kindOf('due', { ...due, ...leased })).toBe('keep');
    expect(kindOf('due', due, { pausedUntil: now + 1 })).toBe('keep');
    expect(kindOf('due', { ...due, refreshedAt: now - 59 * secondMs })).toBe('keep');
  });

  it('is none in the trash, of another version, without an app, or where it was stopped', () => {
    for (const change of [{ isDeleted: true }, { currentVersion: 2 }]) expect(kindOf('due', due, change)).toBe('undue');
    for (const state of ['stopped', 'reconnect'] as const) expect(kindOf('due', { ...due, state })).toBe('undue');
    expect(kindOf('due', { ...due, appId: null })).toBe('undue');
  });
});

describe('a person who says so', () => {
  it('is kept by nothing but a refresh under way, or one a moment ago', () => {
    expect(kindOf('person', {})).toBe('refresh');
    expect(kindOf('person', { state: 'reconnect' }, { pausedUntil: now + hourMs })).toBe('refresh');
    expect(kindOf('person', leased)).toBe('wait');
    expect(kindOf('person', { refreshedAt: now - secondMs })).toBe('keep');
    expect(kindOf('person', { isRefreshable: false })).toBe('refuse');
  });

  it('brings nothing back that somebody took back', () => {
    const takenBack = { ...over, state: 'reconnect', failureCode: takenBackCode } as const;
    expect(decide(seenWith(takenBack), 'person')).toEqual({ kind: 'refuse', why: 'reconnect', retryAt: null });
    expect(kindOf('person', { ...takenBack, ...leased })).toBe('refuse');
    expect(kindOf('person', { ...takenBack, failureCode: 'invalid_grant' })).toBe('refresh');
  });
});

describe('an answer', () => {
  const graceMs = 10 * secondMs;

  it.each([
    ['was never asked for', null, 0, false],
    ['was asked for inside of the grace', now - graceMs + 1, 1, false],
    ['was asked for before the grace', now - graceMs, 1, true],
    ['was asked for twice', now - 1, 2, true],
    ['was asked for in the future, as a clock was put back', now + 1, 1, true],
  ])('that %s', (_words, sentAt, sentCount, lost) => {
    expect(isLost({ sentAt, sentCount }, { graceMs }, now)).toBe(lost);
    expect(isLost({ sentAt, sentCount }, { graceMs: null }, now)).toBe(false);
  });

  it('of a strict provider is lost as soon as it is not there', () => {
    expect(isLost({ sentAt: now, sentCount: 1 }, { graceMs: 0 }, now)).toBe(true);
  });
});

/** R6: the clock of the database jumps by an hour or a day, now and then, while callers come all the time. */
it('makes no storm when clocks jump, and hands out nothing that has ended', () => {
  const lifeMs = hourMs;
  const jump = fc.constantFrom(-dayMs, -hourMs, hourMs, dayMs);
  const step = fc.record({
    passesMs: fc.integer({ min: minuteMs, max: 2 * hourMs }),
    jumpsMs: fc.option(jump, { nil: 0 }),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
      let [real, offset] = [now, 0];
      let grant = grantWith({ tokensAt: real, accessExpiresAt: real + lifeMs });
      let [endsAt, askedAt] = [real + lifeMs, -Infinity];
      for (const { passesMs, jumpsMs } of steps) {
        real += passesMs;
        offset += jumpsMs;
        // What the job does in the second in which a clock goes back.
        if (jumpsMs < 0) grant = { ...grant, accessExpiresAt: Math.min(grant.accessExpiresAt ?? 0, real + offset) };
        for (let call = 0; call < 5; call += 1, real += secondMs) {
          const seen = { ...seenWith({}), grant, now: real + offset };
          const decision = decide(seen, 'demand');
          if (decision.kind === 'keep') expect(real).toBeLessThan(endsAt);
          if (decision.kind === 'refuse') expect(isLiving(grant, seen.now)).toBe(false);
          if (decision.kind !== 'refresh') continue;
          expect(real - askedAt).toBeGreaterThanOrEqual(minuteMs);
          [askedAt, endsAt] = [real, real + lifeMs];
          const at = real + offset;
          const times = { tokensAt: at, refreshedAt: at, accessExpiresAt: at + lifeMs };
          grant = { ...grant, ...times, refreshDueAt: dueAt(grant.credentialId, at, at + lifeMs) };
        }
      }
    }),
    { numRuns: 2_000 },
  );
});
