import { describe, expect, it } from 'vitest';
import { dayMs, secondMs } from '#lib/clock.ts';
import { emptyForm, fieldOf, inputOf } from './form-model.ts';
import { hintWords, scopesWords, standingOf, tokenWords } from './words.ts';

const now = Date.UTC(2026, 10, 21, 13);

describe('the form of a key', () => {
  it('says when the key ends', () => {
    const end = (change: Partial<typeof emptyForm>) => inputOf({ ...emptyForm, ...change }, now).expiresAt;
    expect(end({})).toBe(now + 90 * dayMs);
    expect(end({ ending: 'month' })).toBe(now + 30 * dayMs);
    expect(end({ ending: 'year' })).toBe(now + 365 * dayMs);
    expect(end({ ending: 'never', endsOn: '2027-01-01' })).toBeNull();
    expect(end({ ending: 'date', endsOn: '2027-01-01' })).toBe(Date.UTC(2027, 0, 2) - secondMs);
  });

  it('sends the password only where it is asked for', () => {
    const sent = (scopes: typeof emptyForm.scopes) =>
      inputOf({ ...emptyForm, scopes, password: 'typed before' }, now).password;
    expect(sent(['metadata', 'import'])).toBe('');
    expect(sent(['secrets'])).toBe('typed before');
    expect(sent(['metadata', 'manage'])).toBe('typed before');
  });

  it('says a refusal where it belongs', () => {
    const refused = (code: 'PASSWORD_WRONG' | 'INPUT_INVALID' | 'FORBIDDEN' | 'BUSY', detail = {}) =>
      fieldOf({ ok: false, code, message: '', detail });
    expect(refused('PASSWORD_WRONG', { field: 'password' })).toBe('password');
    expect(refused('INPUT_INVALID', { field: 'expiresAt' })).toBe('endsOn');
    expect(refused('INPUT_INVALID', { field: 'name' })).toBe('name');
    expect(refused('FORBIDDEN', { scopes: ['manage'] })).toBe('scopes');
    expect(refused('FORBIDDEN', { permission: 'api_key.update' })).toBe('root');
    expect(refused('BUSY')).toBe('root');
  });
});

describe('a key in words', () => {
  it('names what it may do', () => {
    expect(scopesWords(['metadata', 'secrets'])).toBe('See, fetch secrets');
    expect(scopesWords([])).toBe('Nothing');
  });

  it('is told by the ends of its token', () => {
    expect(hintWords({ kind: 'key', hint: '1a2b' })).toBe('khk_…1a2b');
    expect(hintWords({ kind: 'session', hint: '1a2b' })).toBe('…1a2b');
    expect(tokenWords({ kind: 'key', name: 'Billing sync', hint: '1a2b' })).toBe('Billing sync');
    expect(tokenWords({ kind: 'user', name: 'user-1', hint: '1a2b' })).toBe('user token khu_…1a2b');
  });

  it('says how it stands, and warns before it ends', () => {
    const words = (state: 'active' | 'expired' | 'revoked', expiresAt: number | null) =>
      standingOf({ kind: 'key', state, expiresAt }, now).words;
    expect(words('active', null)).toBe('Active');
    expect(words('active', now + 15 * dayMs)).toBe('Active');
    expect(words('active', now + 8 * dayMs)).toBe('Expires in 8 days');
    expect(words('expired', now - dayMs)).toBe('Expired 20 Nov 2026');
    expect(words('revoked', now - dayMs)).toBe('Revoked');
    expect(standingOf({ kind: 'session', state: 'active', expiresAt: now + dayMs }, now).words).toBe('Active');
  });
});
