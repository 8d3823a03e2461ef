import { expect, it } from 'vitest';
import { tokenEndsIn } from './token-ends.ts';

const at = '2027-01-31T12:00:00.000Z';
const ms = Date.parse(at);

it.each<[string, Record<string, string | number>, Record<string, string>]>([
  ['a date as text', { expires_at: at }, { expiresAt: at }],
  ['a date with an offset', { expiresAt: '2027-01-31T13:00:00+01:00' }, { expiresAt: at }],
  ['seconds', { expires_at: ms / 1_000 }, { expiresAt: at }],
  ['seconds as text', { expires_at: String(ms / 1_000) }, { expiresAt: at }],
  ['milliseconds', { expiry_date: ms }, { expiresAt: at }],
  ['a life and when it began', { issued_at: ms - 3_600_000, expires_in: 3_600 }, { expiresAt: at }],
  ['both as text', { issued_at: '2027-01-31T11:00:00.000Z', expires_in: '3600' }, { expiresAt: at }],
  [
    'both tokens',
    { created_at: ms - 60_000, expires_in: 60, refresh_token_expires_in: 60 },
    { expiresAt: at, refreshExpiresAt: at },
  ],
  ['a refresh token alone', { refreshExpiresAt: at }, { refreshExpiresAt: at }],
  ['a life without a beginning', { expires_in: 3_600 }, {}],
  ['nonsense', { expires_at: 'soon', expires_in: 'x', issued_at: -1 }, {}],
  ['a date that is none', { expires_at: '2027-13-45T99:99:99Z' }, {}],
  ['nothing', {}, {}],
])('an end is read from %s', (_, fields, ends) => expect(tokenEndsIn(fields).ends).toEqual(ends));

it('says what it was read from', () => {
  expect([...tokenEndsIn({ issued_at: ms, expires_in: 60, scope: 'read' }).used]).toEqual(['issued_at', 'expires_in']);
});
