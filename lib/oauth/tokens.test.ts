import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/errors.ts';
import { answering, client, formOf, generic, onTheWayMs, sentAt, type Reply } from './testing.ts';
import { refreshTokens, requestToken } from './tokens.ts';
import type { Provider, TokenFailure, Tokens } from './schema.ts';

const hour = 3_600_000;
const old = 'old-refresh-token';
const good = { access_token: 'new-access', token_type: 'Bearer', expires_in: 1_800, refresh_token: 'new-refresh' };

const refresh = async (reply: Reply | Error, provider: Provider = generic()) => {
  const { deps, requests } = answering(provider, reply);
  return { answer: await refreshTokens(provider, client, { refreshToken: old, scopes: [] }, deps), requests };
};

async function tokens(body: unknown, provider?: Provider): Promise<{ tokens: Tokens; warnings: readonly string[] }> {
  const { answer } = await refresh({ body }, provider);
  if (!answer.ok) throw new Error(answer.failure.message);
  return answer;
}

async function failure(reply: Reply | Error, provider?: Provider): Promise<TokenFailure> {
  const { answer } = await refresh(reply, provider);
  if (answer.ok) throw new Error('There are tokens.');
  expect(JSON.stringify(answer)).not.toContain(old);
  return answer.failure;
}

describe('a refresh', () => {
  it('is one request with the client in a header, sent where the audience says, for as long as a slow one takes', async () => {
    const provider = generic();
    const { answer, requests } = await refresh({ body: good }, provider);
    expect(answer).toMatchObject({
      ok: true,
      tokens: { accessToken: 'new-access', refreshToken: 'new-refresh', expiresAt: sentAt + 1_800_000, scopes: null },
      warnings: [],
    });
    expect(requests).toHaveLength(1);
    expect(formOf(requests[0])).toEqual({ grant_type: 'refresh_token', refresh_token: old });
    expect(requests[0]).toMatchObject({
      method: 'POST',
      url: 'https://login.example.com/token/',
      audience: ['https://login.example.com:443'],
      timeoutMs: 150_000,
      headerTimeoutMs: 150_000,
      followRedirects: 0,
      headers: {
        authorization: `Basic ${Buffer.from('client-7:client%2Fsecret%2B1').toString('base64')}`,
        'user-agent': 'Keyhaven',
      },
    });
  });

  it('sends the secret in the body, or no secret, where the client is such a one', async () => {
    const post = generic({ clientAuth: 'client_secret_post' });
    expect(formOf((await refresh({ body: good }, post)).requests[0])).toMatchObject({
      client_id: 'client-7',
      client_secret: 'client/secret+1',
    });
    const { deps, requests } = answering(post, { body: good });
    await refreshTokens(post, { clientId: 'p', clientSecret: null }, { refreshToken: old, scopes: ['a', 'b'] }, deps);
    expect(formOf(requests[0])).toEqual({
      grant_type: 'refresh_token',
      refresh_token: old,
      client_id: 'p',
      scope: 'a b',
    });
  });

  it('keeps the old refresh token where there is no new one', async () => {
    const { refresh_token: _, ...without } = good;
    expect((await tokens(without)).tokens.refreshToken).toBeNull();
    expect((await tokens({ ...good, refresh_token: '' })).tokens.refreshToken).toBeNull();
    expect((await tokens({ ...good, refresh_token: '' })).warnings).toEqual([]);
    expect((await tokens({ ...good, refresh_token: 7 })).warnings[0]).toContain('cannot be kept');
  });
});

describe('the life of a token', () => {
  it.each<[unknown, number | null, boolean]>([
    [1_800, sentAt + 1_800_000, false],
    ['1800', sentAt + 1_800_000, false],
    [' 1800 ', sentAt + 1_800_000, false],
    [3_599.9, sentAt + 3_599_000, false],
    [undefined, sentAt + hour, false],
    [null, sentAt + hour, false],
    ['', sentAt + hour, false],
    [2_592_000, sentAt + 30 * 24 * hour, false],
    [5_184_000, sentAt + 60 * 24 * hour, false],
    [7_776_000, sentAt + 90 * 24 * hour, false],
    [31_536_000, sentAt + 365 * 24 * hour, false],
    [1_800_000, sentAt + hour, true],
    [3_600_000, sentAt + hour, true],
    ['3600000', sentAt + hour, true],
    [86_400_000, sentAt + hour, true],
    [0, sentAt + hour, true],
    [-5, sentAt + hour, true],
    ['soon', sentAt + hour, true],
    [{}, sentAt + hour, true],
    [1e18, sentAt + hour, true],
  ])('%j is %j (warning: %j)', async (expiresIn, expiresAt, isWarned) => {
    const { tokens: found, warnings } = await tokens({ ...good, expires_in: expiresIn });
    expect(found.expiresAt).toBe(expiresAt);
    expect(warnings).toHaveLength(isWarned ? 1 : 0);
  });

  it('is what the OAuth app says, where the answer does not', async () => {
    const { expires_in: _, ...without } = good;
    expect((await tokens(without, generic({}, { lifeSeconds: 60 }))).tokens.expiresAt).toBe(sentAt + 60_000);
  });

  it('takes seconds that stand beside milliseconds', async () => {
    const both = { ...good, expires_in: 3_600_000, expires_in_sec: 3_600 };
    expect(await tokens(both)).toMatchObject({ tokens: { expiresAt: sentAt + hour }, warnings: [] });
  });

  it('of a refresh token is said in several ways', async () => {
    const at = sentAt + 86_400_000;
    for (const name of ['refresh_token_expires_in', 'refresh_expires_in', 'x_refresh_token_expires_in'])
      expect((await tokens({ ...good, [name]: '86400' })).tokens.refreshExpiresAt, name).toBe(at);
    expect((await tokens({ ...good, refresh_expires_in: 0 })).tokens.refreshExpiresAt).toBeNull();
    expect((await tokens(good)).tokens.refreshExpiresAt).toBeNull();
  });
});

describe('an answer in an unusual form', () => {
  it.each<[unknown, readonly string[] | null]>([
    ['read write', ['read', 'write']],
    ['read,write', ['read', 'write']],
    [
      ['read', 'write', 'read', 7],
      ['read', 'write'],
    ],
    ['', null],
    [[], null],
    [7, null],
  ])('has scopes %j', async (scope, expected) => {
    expect((await tokens({ ...good, scope })).tokens.scopes).toEqual(expected);
  });

  it('is a form', async () => {
    const body = 'access_token=gho_1&scope=repo%2Cuser&token_type=bearer&expires_in=28800';
    expect((await tokens(body)).tokens).toMatchObject({
      accessToken: 'gho_1',
      scopes: ['repo', 'user'],
      expiresAt: sentAt + 8 * hour,
    });
  });

  it('has its token one level below', async () => {
    const { tokens: found } = await tokens({
      ok: true,
      access_token: null,
      authed_user: { id: 'U1', access_token: 'xoxp-1', token_type: 'user', scope: 'chat:write,users:read' },
    });
    expect(found).toMatchObject({ accessToken: 'xoxp-1', scopes: ['chat:write', 'users:read'] });
  });

  it.each(['Bearer', 'bearer', 'BearerToken', 'bot', 'user', undefined])('is of the kind %j', async (token_type) => {
    expect((await tokens({ ...good, token_type })).warnings).toEqual([]);
  });

  it.each(['mac', 'DPoP', 7, {}])('is of the odd kind %j, and somebody is told', async (token_type) => {
    const { tokens: found, warnings } = await tokens({ ...good, token_type });
    expect(found.accessToken).toBe('new-access');
    expect(warnings).toHaveLength(1);
  });
});

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
    ['429', { status: 429, body: { error: 'whatever' } }, 'provider', 'rate_limited'],
    ['too many in a 400', { status: 400, body: { error: 'Access Denied' } }, 'provider', 'rate_limited'],
    ['a page', { body: '<!doctype html><title>Sign in</title>' }, 'provider', 'web_page'],
    [
      'a page by its type',
      { headers: { 'content-type': 'text/html' }, body: '{"access_token":"x"}' },
      'provider',
      'web_page',
    ],
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

describe('a token without a person', () => {
  it('is asked for with client credentials', async () => {
    const provider = generic();
    const { deps, requests } = answering(provider, {
      body: { access_token: 'a', token_type: 'bearer', expires_in: 60 },
    });
    const answer = await requestToken(provider, client, { grantType: 'client_credentials', scopes: ['read'] }, deps);
    expect(answer).toMatchObject({ ok: true, tokens: { refreshToken: null } });
    expect(formOf(requests[0])).toEqual({ grant_type: 'client_credentials', scope: 'read' });
    expect(requests[0]?.timeoutMs).toBe(30_000);
  });

  it('is asked for with user and password', async () => {
    const provider = generic();
    const { deps, requests } = answering(provider, { status: 400, body: { error: 'invalid_grant' } });
    const given = { grantType: 'password', scopes: [], username: 'ada', password: 'pä ss' } as const;
    const answer = await requestToken(provider, client, given, deps);
    expect(formOf(requests[0])).toEqual({ grant_type: 'password', username: 'ada', password: 'pä ss' });
    expect(answer).toMatchObject({
      ok: false,
      failure: { class: 'revoked', message: 'OAuth 2.0 API did not accept this user and password.' },
    });
  });

  it('that is refused is no loss of anything a person gave', async () => {
    const provider = generic();
    const { deps } = answering(provider, { status: 400, body: { error: 'invalid_grant' } });
    const answer = await requestToken(provider, client, { grantType: 'client_credentials', scopes: [] }, deps);
    expect(answer).toMatchObject({ ok: false, failure: { class: 'client' } });
  });
});
