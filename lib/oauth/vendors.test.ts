import { describe, expect, it } from 'vitest';
import { authorizationUrl, readCallback } from './authorization.ts';
import { tokenAudienceOf } from './provider.ts';
import { answering, client, providerFor, sentAt, type Reply } from './testing.ts';
import { exchangeCode, refreshTokens } from './tokens.ts';
import type { TokenAnswer } from './schema.ts';

const hour = 3_600_000;
const day = 24 * hour;

async function refreshed(id: string, reply: Reply): Promise<TokenAnswer> {
  const provider = providerFor(id);
  return refreshTokens(provider, client, { refreshToken: 'old', scopes: [] }, answering(provider, reply).deps);
}

/** As their pages print them. */
const answers: Readonly<Record<string, { body: unknown; tokens: object }>> = {
  salesforce: {
    body: {
      access_token: '00D!AQMA',
      signature: 'HfBA4',
      scope: 'refresh_token api openid',
      instance_url: 'https://acme.my.salesforce.com',
      id: 'https://login.salesforce.com/id/00D/005',
      token_type: 'Bearer',
      issued_at: '1708058728442',
    },
    tokens: {
      refreshToken: null,
      expiresAt: sentAt + 2 * hour,
      refreshExpiresAt: null,
      extra: { instanceUrl: 'https://acme.my.salesforce.com' },
    },
  },
  google: {
    body: { access_token: '1/fFAGRNJru1FTz70BzhT3Zg', expires_in: 3_920, scope: 'openid email', token_type: 'Bearer' },
    tokens: { refreshToken: null, expiresAt: sentAt + 3_920_000, refreshExpiresAt: sentAt + 183 * day },
  },
  microsoft: {
    body: {
      access_token: 'eyJ0eXAi',
      token_type: 'Bearer',
      expires_in: 3_599,
      scope: 'User.Read',
      refresh_token: 'AwAB',
    },
    tokens: { refreshToken: 'AwAB', expiresAt: sentAt + 3_599_000, refreshExpiresAt: sentAt + 90 * day },
  },
  hubspot: {
    body: { token_type: 'bearer', refresh_token: '1e8fbfb1', access_token: 'CMmjpOfbKRIF', expires_in: 1_800 },
    tokens: { refreshToken: '1e8fbfb1', expiresAt: sentAt + hour / 2, refreshExpiresAt: null },
  },
  slack: {
    body: {
      ok: true,
      access_token: 'xoxe.xoxb-1',
      expires_in: 43_200,
      refresh_token: 'xoxe-1',
      token_type: 'bot',
      scope: 'chat:write,channels:read',
      team: { id: 'T9TK3CUKW', name: 'Slack Pickleball Team' },
    },
    tokens: { refreshToken: 'xoxe-1', expiresAt: sentAt + 12 * hour, scopes: ['chat:write', 'channels:read'] },
  },
  github: {
    body: 'access_token=ghu_1&expires_in=28800&refresh_token=ghr_1&refresh_token_expires_in=15811200&scope=&token_type=bearer',
    tokens: {
      refreshToken: 'ghr_1',
      expiresAt: sentAt + 8 * hour,
      refreshExpiresAt: sentAt + 183 * day,
      scopes: null,
    },
  },
  quickbooks: {
    body: {
      token_type: 'bearer',
      expires_in: 3_600,
      refresh_token: 'Q0115102',
      x_refresh_token_expires_in: 8_726_400,
      access_token: 'eJlbmMi',
    },
    tokens: { refreshToken: 'Q0115102', expiresAt: sentAt + hour, refreshExpiresAt: sentAt + 101 * day },
  },
  xero: {
    body: {
      access_token: 'eyJh',
      expires_in: 1_800,
      token_type: 'Bearer',
      refresh_token: 'xxxx',
      scope: 'offline_access',
    },
    tokens: { refreshToken: 'xxxx', expiresAt: sentAt + hour / 2, refreshExpiresAt: sentAt + 60 * day },
  },
  zoho: {
    body: {
      access_token: '1000.2350',
      expires_in_sec: 3_600,
      expires_in: 3_600_000,
      api_domain: 'https://www.zohoapis.eu',
      token_type: 'Bearer',
    },
    tokens: { refreshToken: null, expiresAt: sentAt + hour, extra: { apiDomain: 'https://www.zohoapis.eu' } },
  },
  notion: {
    body: {
      access_token: 'ntn_1',
      token_type: 'bearer',
      refresh_token: 'nrt_1',
      bot_id: 'b',
      workspace_name: 'Acme Wiki',
      owner: { type: 'user', user: { object: 'user', id: 'u' } },
      request_id: 'r',
    },
    tokens: { refreshToken: 'nrt_1', expiresAt: null, scopes: null },
  },
};

describe('the tokens of', () => {
  it.each(Object.entries(answers))('%s are read from its answer', async (id, { body, tokens }) => {
    expect(await refreshed(id, { body })).toMatchObject({ ok: true, tokens, warnings: [] });
  });

  it.each<[string, Reply, string, string]>([
    [
      'salesforce',
      { status: 400, body: { error: 'invalid_grant', error_description: 'expired access/refresh token' } },
      'revoked',
      'invalid_grant',
    ],
    ['salesforce', { status: 400, body: { error: 'invalid_client_id' } }, 'client', 'invalid_client'],
    [
      'google',
      { status: 400, body: { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' } },
      'revoked',
      'invalid_grant',
    ],
    ['google', { status: 401, body: { error: 'deleted_client' } }, 'client', 'invalid_client'],
    [
      'microsoft',
      { status: 400, body: { error: 'interaction_required', suberror: 'basic_action' } },
      'revoked',
      'invalid_grant',
    ],
    [
      'microsoft',
      { status: 401, body: { error: 'invalid_client', error_codes: [7_000_222] } },
      'client',
      'invalid_client',
    ],
    [
      'hubspot',
      { status: 400, body: { status: 'BAD_REFRESH_TOKEN', message: 'missing or invalid refresh token' } },
      'revoked',
      'invalid_grant',
    ],
    ['slack', { body: { ok: false, error: 'invalid_refresh_token' } }, 'revoked', 'invalid_grant'],
    ['slack', { body: { ok: false, error: 'bad_client_secret' } }, 'client', 'invalid_client'],
    [
      'slack',
      { status: 429, headers: { 'retry-after': '30' }, body: { ok: false, error: 'ratelimited' } },
      'provider',
      'rate_limited',
    ],
    ['github', { body: 'error=bad_refresh_token&error_description=x&error_uri=y' }, 'revoked', 'invalid_grant'],
    ['github', { body: { error: 'incorrect_client_credentials' } }, 'client', 'invalid_client'],
    ['quickbooks', { status: 400, body: { error: 'invalid_grant' } }, 'revoked', 'invalid_grant'],
    ['xero', { status: 400, body: { error: 'unauthorized_client' } }, 'client', 'unauthorized_client'],
    ['zoho', { body: { error: 'invalid_code' } }, 'revoked', 'invalid_grant'],
    [
      'zoho',
      { status: 400, body: { error_description: 'too many requests', error: 'Access Denied', status: 'failure' } },
      'provider',
      'rate_limited',
    ],
    ['notion', { status: 400, body: { error: 'invalid_grant', request_id: 'r' } }, 'revoked', 'invalid_grant'],
    [
      'notion',
      { status: 503, body: { object: 'error', code: 'service_unavailable' } },
      'provider',
      'temporarily_unavailable',
    ],
  ])('%s are refused with %j: %s', async (id, reply, kind, code) => {
    expect(await refreshed(id, reply)).toMatchObject({ ok: false, failure: { class: kind, code } });
  });
});

describe('a sign-in at', () => {
  const request = {
    clientId: 'client-7',
    redirectUri: 'https://vault.example.com/oauth/callback',
    state: 's',
    verifier: 'v'.repeat(43),
    nonce: 'n',
    scopes: [],
    params: {},
  };
  it.each<[string, Record<string, string>, string, Record<string, string>]>([
    [
      'salesforce',
      { host: 'acme.my.salesforce.com' },
      'https://acme.my.salesforce.com/services/oauth2/authorize',
      { scope: 'refresh_token openid', code_challenge_method: 'S256' },
    ],
    [
      'google',
      {},
      'https://accounts.google.com/o/oauth2/v2/auth',
      { access_type: 'offline', prompt: 'consent', nonce: 'n' },
    ],
    ['microsoft', {}, 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize', { scope: 'offline_access' }],
    [
      'zoho',
      { accounts: 'accounts.zoho.eu' },
      'https://accounts.zoho.eu/oauth/v2/auth',
      { scope: 'ZohoCRM.users.READ' },
    ],
    ['notion', {}, 'https://api.notion.com/v1/oauth/authorize', { owner: 'user' }],
    ['xero', {}, 'https://login.xero.com/identity/connect/authorize', { scope: 'offline_access' }],
  ])('%s begins at the right address', async (id, settings, place, parameters) => {
    const url = new URL(await authorizationUrl(providerFor(id, settings), request));
    expect(url.origin + url.pathname).toBe(place);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      client_id: 'client-7',
      response_type: 'code',
      ...parameters,
    });
  });

  it('QuickBooks says which company it is', () => {
    const params = new URLSearchParams({ code: 'c', state: 's', realmId: '9130347957983546' });
    expect(readCallback(providerFor('quickbooks'), 'client-7', params, 's').extra).toEqual({
      realmId: '9130347957983546',
    });
  });

  it('Notion ends with a request in JSON, with its version and a client id as it is', async () => {
    const provider = providerFor('notion');
    const { deps, requests } = answering(provider, { body: answers['notion']?.body });
    const callback = readCallback(provider, 'c-7', new URLSearchParams({ code: 'c', state: 's' }), 's');
    const given = { callback, redirectUri: request.redirectUri, verifier: request.verifier, nonce: 'n' };
    expect((await exchangeCode(provider, { clientId: 'c-7_x', clientSecret: 'secret_1-2' }, given, deps)).ok).toBe(
      true,
    );
    expect(JSON.parse(String(requests[0]?.body))).toEqual({
      grant_type: 'authorization_code',
      code: 'c',
      redirect_uri: request.redirectUri,
    });
    expect(requests[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from('c-7_x:secret_1-2').toString('base64')}`,
      'Notion-Version': '2022-06-28',
    });
  });
});

it('goes nowhere but to the endpoints of its vendor', () => {
  expect(tokenAudienceOf(providerFor('quickbooks'))).toEqual([
    'https://oauth.platform.intuit.com:443',
    'https://developer.api.intuit.com:443',
  ]);
  expect(tokenAudienceOf(providerFor('zoho', { accounts: 'accounts.zoho.in' }))).toEqual([
    'https://accounts.zoho.in:443',
  ]);
});
