import { describe, expect, it } from 'vitest';
import { hourMs, secondMs } from '#lib/clock.ts';
import { readMembers, readTokens } from './model.ts';

const now = Date.UTC(2026, 5, 1, 12);
const iso = (time: number) => new Date(time).toISOString();
const read = (more: object) => readTokens({ access_token: 'a', ...more }, now);

describe('tokens as other software sends them', () => {
  it('end as long after they were given as is said', () => {
    const given = { refresh_token: 'r', issued_at: iso(now - hourMs), expires_in: 7_200 };
    const endsAt = now + hourMs;
    expect(read(given)).toEqual({ accessToken: 'a', refreshToken: 'r', endsAt, saidEndsAt: endsAt, warnings: [] });
    expect(read({ issued_at: '2026-06-01T13:00:00+02:00', expires_in: 60 }).endsAt).toBe(now - hourMs + 60 * secondMs);
  });

  it('have no known end without a beginning, or without a length', () => {
    for (const given of [{}, { issued_at: iso(now) }, { expires_in: 60 }, { issued_at: null, expires_in: null }])
      expect(read(given)).toMatchObject({ endsAt: null, saidEndsAt: null, warnings: [] });
  });

  it('were given now where a clock is ahead', () => {
    const { endsAt, saidEndsAt, warnings } = read({ issued_at: iso(now + hourMs), expires_in: 60 });
    expect([endsAt, warnings]).toEqual([now + 60 * secondMs, [expect.stringContaining('future')]]);
    expect(saidEndsAt).toBe(now + hourMs + 60 * secondMs);
  });

  it('live as many seconds as is said, with a word where that looks like milliseconds', () => {
    const { endsAt, warnings } = read({ issued_at: iso(now), expires_in: 3_600_000 });
    expect([endsAt, warnings]).toEqual([now + 3_600_000 * secondMs, [expect.stringContaining('milliseconds')]]);
    expect(read({ issued_at: iso(now), expires_in: 5_184_001 }).warnings).toEqual([]);
  });

  it.each([now + hourMs, (now + hourMs) / secondMs, iso(now + hourMs)])('may say when they end: %s', (expires_at) => {
    expect(read({ expires_at })).toMatchObject({
      endsAt: now + hourMs,
      warnings: [expect.stringContaining('expires_at')],
    });
  });

  it.each([
    [{ expires_in: -1 }, 'credentials.expires_in'],
    [{ expires_in: 1.5 }, 'credentials.expires_in'],
    [{ expires_in: 1e12 }, 'credentials.expires_in'],
    [{ issued_at: 1_780_000_000 }, 'credentials.issued_at'],
    [{ issued_at: '2026-06-01T12:00:00' }, 'credentials.issued_at'],
    [{ expires_at: 'tomorrow' }, 'credentials.expires_at'],
    [{ refresh_token: 5 }, 'credentials.refresh_token'],
    [{ access_token: ' ' }, 'credentials.access_token'],
    [{ scope: 'x' }, 'credentials.scope'],
  ])('that do not fit are refused by name: %j', (given, field) => {
    expect(() => read(given)).toThrowError(
      expect.objectContaining({ code: 'INPUT_INVALID', detail: { field, fields: [field] } }),
    );
  });

  it('are refused without repeating a name that may be a value', () => {
    const secret = `eyJ${'x'.repeat(60)}`;
    expect(() => read({ [secret]: 1 })).toThrowError(/^Unknown property credentials.\(another name\)\.$/);
  });
});

describe('the open objects', () => {
  it('lose what holds nothing but a type, at whatever depth', () => {
    const given = {
      settings: { a: { type: 'x' }, type: 'kept', b: [{ type: 'x' }] },
      metadata: { c: { d: { type: 1 } } },
    };
    expect(readMembers({ ...given, credentials: { type: 'oauth2' } })).toEqual({
      credentials: null,
      settings: { type: 'kept', b: [{ type: 'x' }] },
      metadata: { c: {} },
      warnings: [
        'credentials was left out: it holds nothing but a type.',
        'settings.a was left out: it holds nothing but a type.',
        'metadata.c.d was left out: it holds nothing but a type.',
      ],
    });
  });

  it('are refused where they are nested too deep, too long, or cannot be stored', () => {
    const deep: Record<string, unknown> = {};
    for (let [inner, n] = [deep, 0]; n < 20; n += 1) inner = inner['a'] = {};
    for (const metadata of [deep, { a: 'x'.repeat(70_000) }, { a: '\u0000' }, { '\ud800': 1 }, { a: ['\udfff'] }])
      expect(() => readMembers({ metadata })).toThrowError(expect.objectContaining({ code: 'INPUT_INVALID' }));
    expect(readMembers({ metadata: JSON.parse('{"__proto__":{"a":1}}') }).metadata).toEqual(
      JSON.parse('{"__proto__":{"a":1}}'),
    );
  });
});
