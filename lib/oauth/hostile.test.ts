import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AppError, type ErrorCode } from '#lib/errors.ts';
import { readCallback } from './authorization.ts';
import { revokeToken } from './revocation.ts';
import { answering, client, generic, sentAt, type Reply } from './testing.ts';
import { refreshTokens } from './tokens.ts';

const secret = 'r3fresh-t0ken-0123456789abcdef';

/** Names that token endpoints use, with values of any kind, and the secret sent back where it does not belong. */
const names = fc.constantFrom(
  'access_token',
  'refresh_token',
  'expires_in',
  'expires_in_sec',
  'refresh_token_expires_in',
  'token_type',
  'scope',
  'error',
  'error_description',
  'ok',
  'status',
  'authed_user',
  'id_token',
  '__proto__',
  'constructor',
);
const values = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(secret, 'invalid_grant', `error ${secret}`, '3600000', 1e308, -1, true, null),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const members = fc.array(fc.tuple(names, values), { maxLength: 8 }).map((pairs) => {
  // As JSON writes them, `__proto__` and doubles among them.
  const text = pairs.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return `{${text.join(',')}}`;
});
const replies: fc.Arbitrary<Reply> = fc.record({
  status: fc.oneof(fc.constantFrom(200, 200, 400, 401, 429, 500), fc.integer({ min: 100, max: 599 })),
  headers: fc.constantFrom<Record<string, string>>(
    {},
    { 'content-type': 'application/json' },
    { 'content-type': 'application/x-www-form-urlencoded' },
    { 'content-type': 'text/html', 'retry-after': 'Tue, 99 Foo 9999' },
    { 'retry-after': '99999999999999999999' },
  ),
  body: fc.oneof(members, fc.string({ unit: 'binary' }), fc.constant(`<html>${secret}`), fc.json()),
});
const codes: readonly ErrorCode[] = [
  'OUT-101',
  'OUT-104',
  'OUT-106',
  'OUT-108',
  'OUT-109',
  'INTERNAL',
  'INPUT_INVALID',
];
const errors = fc
  .tuple(fc.constantFrom(...codes), fc.constantFrom('tls', 'headers', 'body', 7, secret))
  .map(([code, phase]) => new AppError(code, 'It failed.', { phase }));

it('whatever a provider answers, the engine neither throws nor repeats it', async () => {
  const provider = generic({ issuer: 'https://login.example.com' });
  await fc.assert(
    fc.asyncProperty(fc.oneof({ weight: 9, arbitrary: replies }, errors), async (reply) => {
      const { deps, requests } = answering(provider, reply);
      const answer = await refreshTokens(provider, client, { refreshToken: secret, scopes: [] }, deps);
      expect(requests).toHaveLength(1);
      if (!answer.ok) {
        expect(JSON.stringify(answer)).not.toContain(secret);
        expect(answer.failure.message.length).toBeGreaterThan(10);
        return;
      }
      const { accessToken, refreshToken, expiresAt, refreshExpiresAt } = answer.tokens;
      for (const token of [accessToken, refreshToken ?? 'none']) expect(token).toMatch(/^[!-~]{1,16384}$/);
      for (const at of [expiresAt, refreshExpiresAt ?? sentAt]) expect(at).toBeGreaterThanOrEqual(sentAt);
      expect(new Date(expiresAt ?? 0).getFullYear()).toBeLessThan(2_040);
      expect(answer.warnings.join(' ')).not.toContain(secret);
    }),
    { numRuns: 3_000 },
  );
});

it('whatever it answers to a revocation, there is a result', async () => {
  const provider = generic();
  await fc.assert(
    fc.asyncProperty(fc.oneof(replies, errors), async (reply) => {
      const { deps } = answering(provider, reply);
      const answer = await revokeToken(provider, client, { token: secret, hint: 'refresh_token' }, deps);
      expect(JSON.stringify(answer)).not.toContain(secret);
    }),
    { numRuns: 500 },
  );
});

it('whatever stands in a callback, it is believed only with the state, and never repeated', () => {
  const provider = generic({ issuer: 'https://login.example.com' });
  const keys = fc.constantFrom('code', 'state', 'iss', 'error', 'error_description', 'id_token', 'response', 'scope');
  const texts = fc.oneof(fc.constantFrom('the-state', 'https://login.example.com', 'access_denied'), fc.string());
  fc.assert(
    fc.property(fc.array(fc.tuple(keys, texts), { maxLength: 8 }), (pairs) => {
      const params = new URLSearchParams([...pairs, ['error_uri', secret]]);
      try {
        const { params: believed } = readCallback(provider, 'client-7', params, 'the-state');
        expect(believed.getAll('state')).toEqual(['the-state']);
        expect(believed.get('code')).toBeTruthy();
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^OAU-20[345]$/) as string });
        expect(JSON.stringify(error) + String(error)).not.toContain(secret);
      }
    }),
    { numRuns: 2_000 },
  );
});
