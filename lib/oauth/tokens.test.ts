import { describe, expect, it } from 'vitest';
import { answering, client, formOf, generic, old, refresh, sentAt } from './testing.ts';
import { refreshTokens, requestToken } from './tokens.ts';
import type { Provider, Tokens } from './schema.ts';

const hour = 3_600_000;
const good = { access_token: 'new-access', token_type: 'Bearer', expires_in: 1_800, refresh_token: 'new-refresh' };

async function tokens(body: unknown, provider?: Provider): Promise<{ tokens: Tokens; warnings: readonly string[] }> {
  const { answer } = await refresh({ body }, provider);
  if (!answer.ok) throw new Error(answer.failure.message);
  return answer;
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

  it('has a token beside an error: it is not lost', async () => {
    expect((await tokens({ ...good, error: 'deprecated_client' })).tokens.refreshToken).toBe('new-refresh');
  });

  it('is JSON that calls itself a page', async () => {
    const { answer } = await refresh({ headers: { 'content-type': 'text/html' }, body: good });
    expect(answer).toMatchObject({ ok: true, tokens: { accessToken: 'new-access' } });
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
