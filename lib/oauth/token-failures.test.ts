import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/errors.ts';
import { answering, client, generic, old, onTheWayMs, refresh, sentAt, type Reply } from './testing.ts';
import { refreshTokens } from './tokens.ts';
import type { Provider, TokenFailure } from './schema.ts';

async function failure(reply: Reply | Error, provider?: Provider): Promise<TokenFailure> {
  const { answer } = await refresh(reply, provider);
  if (answer.ok) throw new Error('There are tokens.');
  expect(JSON.stringify(answer)).not.toContain(old);
  return answer.failure;
}

describe('no tokens', () => {
  it.each<[string, Reply, TokenFailure['class'], string]>([
    ['invalid_grant', { status: 400, body: { error: 'invalid_grant' } }, 'revoked', 'invalid_grant'],
    ['an error in a 200', { body: { error: 'bad_refresh_token' } }, 'revoked', 'invalid_grant'],
    ['an error in a form', { body: 'error=bad_refresh_token&error_description=x' }, 'revoked', 'invalid_grant'],
    ['ok: false', { body: { ok: false, error: 'invalid_refresh_token' } }, 'revoked', 'invalid_grant'],
    ['ok: false alone', { body: { ok: false } }, 'client', 'unknown_error'],
    ['a status in the body', { status: 400, body: { status: 'BAD_REFRESH_TOKEN' } }, 'revoked', 'invalid_grant'],
    ['invalid_client', { status: 401, body: { error: 'invalid_client' } }, 'client', 'invalid_client'],
    ['401 alone', { status: 401 }, 'client', 'invalid_client'],
    ['unauthorized_client', { status: 400, body: { error: 'unauthorized_client' } }, 'client', 'unauthorized_client'],
    ['invalid_scope', { status: 400, body: { error: 'invalid_scope' } }, 'client', 'invalid_scope'],
    ['another grant', { status: 400, body: { error: 'unsupported_grant_type' } }, 'client', 'unsupported_grant_type'],
    ['an odd error', { status: 400, body: { error: 'who knows' } }, 'client', 'unknown_error'],
    ['an error object', { status: 400, body: { error: { code: 'invalid_grant' } } }, 'revoked', 'invalid_grant'],
    ['404', { status: 404, body: '<html>no</html>' }, 'client', 'not_found'],
    ['a redirect', { status: 302, headers: { location: '/x' } }, 'client', 'redirected'],
    ['500', { status: 500, body: 'oops' }, 'provider', 'server_error'],
    ['500 with an odd error', { status: 500, body: { error: 'kaboom' } }, 'provider', 'server_error'],
    ['503', { status: 503, body: '<html>down</html>' }, 'provider', 'server_error'],
    ['500 that blames the grant', { status: 500, body: { error: 'invalid_grant' } }, 'provider', 'server_error'],
    ['429', { status: 429, body: { error: 'whatever' } }, 'provider', 'rate_limited'],
    ['too many in a 400', { status: 400, body: { error: 'Access Denied' } }, 'provider', 'rate_limited'],
    ['a page', { body: '<!doctype html><title>Sign in</title>' }, 'provider', 'web_page'],
    ['a page by its type', { headers: { 'content-type': 'text/html' }, body: 'Please wait.' }, 'provider', 'web_page'],
  ])('for %s', async (_, reply, kind, code) => {
    const found = await failure(reply);
    expect([found.class, found.code, found.mayHaveArrived]).toEqual([kind, code, false]);
    expect(found.message).toContain('OAuth 2.0 API');
    expect(found.fix).not.toBe('');
  });

  it.each<[string, unknown]>([
    ['nothing', ''],
    ['null', 'null'],
    ['a list', []],
    ['text', 'fine, thanks'],
    ['no token', { expires_in: 1 }],
    ['a token with a blank', { access_token: 'a b' }],
    ['a token that is a number', { access_token: 7 }],
    ['half of one', '{"access_token":"abc'],
    ['a token beyond measure', { access_token: 'x'.repeat(16_385) }],
  ])('for %s in a 200: then the old refresh token may be used up', async (_, body) => {
    expect(await failure({ body })).toMatchObject({ class: 'provider', code: 'not_tokens', mayHaveArrived: true });
  });

  it.each([
    ['30', 30_000],
    [new Date(sentAt + 60_000).toUTCString(), 60_000 - onTheWayMs],
    [new Date(sentAt - 60_000).toUTCString(), 0],
    ['999999999', 86_400_000],
    ['soon', null],
    ['2030', 2_030_000],
    ['-5', null],
    ['', null],
  ])('before Retry-After: %s', async (header, retryAfterMs) => {
    expect(await failure({ status: 429, headers: { 'retry-after': header } })).toMatchObject({ retryAfterMs });
  });

  it.each<[string, string, TokenFailure['class'], boolean]>([
    ['OUT-101', 'resolve', 'ours', false],
    ['OUT-102', 'resolve', 'provider', false],
    ['OUT-103', '', 'ours', false],
    ['OUT-104', '', 'ours', false],
    ['OUT-105', 'connect', 'provider', false],
    ['OUT-106', 'connect', 'provider', false],
    ['OUT-106', 'headers', 'provider', true],
    ['OUT-106', 'body', 'provider', true],
    ['OUT-107', 'tls', 'provider', false],
    ['OUT-108', 'headers', 'provider', true],
    ['OUT-108', 'body', 'provider', true],
    ['OUT-109', 'body', 'provider', true],
    ['INPUT_INVALID', '', 'client', false],
  ])('after %s while at %j: %s, may have arrived: %j', async (code, phase, kind, mayHaveArrived) => {
    const error = new AppError(code as 'OUT-101', 'It failed.', phase ? { phase } : {});
    expect(await failure(error)).toMatchObject({ class: kind, code, mayHaveArrived });
  });

  it('after trouble of our own, of which nothing is told', async () => {
    const found = await failure(new Error(`secret ${old}`));
    expect(found).toMatchObject({ class: 'ours', code: 'internal', mayHaveArrived: true });
  });

  it('when whoever asked has gone', async () => {
    const provider = generic();
    const { deps } = answering(provider, new AppError('OUT-106', 'Too late.', { phase: 'headers' }));
    const signal = AbortSignal.abort();
    const answer = await refreshTokens(provider, client, { refreshToken: old, scopes: [] }, { ...deps, signal });
    expect(answer).toMatchObject({ ok: false, failure: { class: 'ours', code: 'cancelled', mayHaveArrived: true } });
  });
});
