import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accountPassword, startOauthServer, unknownAccount, type OauthServer } from '#e2e/fakes/oauth-server.ts';
import { signIn } from '#e2e/fakes/oauth/browser.ts';
import { behaviourDefault } from '#e2e/fakes/oauth/behaviour.ts';
import { createOutbound } from '#lib/outbound/connector.ts';
import { authorizationUrl, newState, newVerifier, readCallback } from './authorization.ts';
import { discover } from './discovery.ts';
import { tokenAudienceOf } from './provider.ts';
import { revokeToken, tokenToRevoke } from './revocation.ts';
import { generic } from './testing.ts';
import { exchangeCode, refreshTokens, requestToken } from './tokens.ts';
import type { OauthClient, OauthDeps, Provider, TokenAnswer } from './schema.ts';

let server: OauthServer;
let provider: Provider;
let client: OauthClient;
let deps: OauthDeps;
beforeAll(async () => {
  server = await startOauthServer();
  const { authorizationUrl: page, tokenUrl, revocationUrl, issuer } = server;
  provider = generic({ authorizationUrl: page, tokenUrl, revocationUrl, issuer });
  const outbound = createOutbound({ allow: [server.allow] });
  client = { clientId: server.clients.web, clientSecret: server.behaviour.clientSecret };
  deps = { outbound, audience: tokenAudienceOf(provider), clock: Date.now, timeoutMs: 5_000 };
});
afterAll(() => server.stop());
beforeEach(() => {
  Object.assign(server.behaviour, behaviourDefault);
  server.reset();
});

const redirectUri = 'http://localhost:4711/oauth/callback';
const tokensOf = (answer: TokenAnswer) => {
  if (!answer.ok) throw new Error(JSON.stringify(answer.failure));
  return answer.tokens;
};
const failureOf = (answer: TokenAnswer) => {
  if (answer.ok) throw new Error('There are tokens.');
  return answer.failure;
};
const refresh = (refreshToken: string, more: Partial<OauthDeps> = {}) =>
  refreshTokens(provider, client, { refreshToken, scopes: [] }, { ...deps, ...more });
const isAlive = async (accessToken: string) =>
  (await fetch(server.meUrl, { headers: { authorization: `Bearer ${accessToken}` } })).ok;

/** A port that nothing listens on any more. */
function closedPort(): Promise<number> {
  return new Promise((resolve) => {
    const listener = createServer().listen(0, '127.0.0.1', () => {
      const { port } = listener.address() as AddressInfo;
      listener.close(() => resolve(port));
    });
  });
}

/** From the address to the code, as a person in a browser. */
async function connect(scopes: readonly string[], person: Parameters<typeof signIn>[1], as: OauthClient = client) {
  const [state, nonce, verifier] = [newState(), newState(), newVerifier()];
  const { clientId } = as;
  const url = await authorizationUrl(provider, { clientId, redirectUri, state, verifier, nonce, scopes, params: {} });
  const back = await signIn(url, person);
  const callback = readCallback(provider, clientId, back.searchParams, state);
  return { callback, redirectUri, verifier, nonce };
}

describe('a sign-in at a real authorization server', () => {
  it('ends with tokens that work, and an ID token that was checked', async () => {
    const given = await connect(['openid', 'read'], { login: 'grace' });
    const tokens = tokensOf(await exchangeCode(provider, client, given, deps));
    expect(tokens.scopes).toEqual(['openid', 'read']);
    expect(tokens.refreshToken).not.toBeNull();
    expect(tokens.expiresAt).toBeGreaterThan(Date.now() + 3_500_000);
    expect(await isAlive(tokens.accessToken)).toBe(true);
  });

  it('says which scopes were not given', async () => {
    const given = await connect(['read', 'write', 'admin'], { login: 'ada', allow: ['read'] });
    expect(tokensOf(await exchangeCode(provider, client, given, deps)).scopes).toEqual(['read']);
  });

  it('is denied', async () => {
    await expect(connect(['read'], { login: 'ada', allow: 'nothing' })).rejects.toMatchObject({ code: 'OAU-203' });
  });

  it('fails with a code that was used, another verifier, or another nonce', async () => {
    const given = await connect(['openid'], { login: 'ada' });
    expect((await exchangeCode(provider, client, given, deps)).ok).toBe(true);
    const codes = [failureOf(await exchangeCode(provider, client, given, deps)).code];
    for (const change of [{ verifier: newVerifier() }, { nonce: newState() }]) {
      const fresh = await connect(['openid'], { login: 'ada' });
      codes.push(failureOf(await exchangeCode(provider, client, { ...fresh, ...change }, deps)).code);
    }
    expect(codes).toEqual(['invalid_grant', 'invalid_grant', 'id_token_invalid']);
  });

  it('needs no secret of a public client', async () => {
    const open: OauthClient = { clientId: server.clients.public, clientSecret: null };
    const given = await connect(['read'], { login: 'ada' }, open);
    expect((await exchangeCode(provider, open, given, deps)).ok).toBe(true);
  });

  it('fails with a wrong secret as trouble of the OAuth app', async () => {
    const given = await connect(['read'], { login: 'ada' });
    const answer = await exchangeCode(provider, { ...client, clientSecret: 'wrong' }, given, deps);
    expect(failureOf(answer)).toMatchObject({ class: 'client', code: 'invalid_client' });
  });
});

describe('a refresh at a real authorization server', () => {
  it('gives the next tokens, and a used refresh token is the death of the grant', async () => {
    const first = await server.newGrant();
    const second = tokensOf(await refresh(first.refreshToken));
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect(failureOf(await refresh(first.refreshToken))).toMatchObject({ class: 'revoked', code: 'invalid_grant' });
    expect(failureOf(await refresh(second.refreshToken ?? ''))).toMatchObject({ class: 'revoked' });
    expect(server.traffic).toMatchObject({
      deadGrants: [first.grantId],
      refreshRequests: 3,
      usesMax: 2,
      inFlightMax: 1,
    });
  });

  it('may be asked twice inside the grace, and not after it', async () => {
    server.behaviour.graceSeconds = 60;
    const first = await server.newGrant();
    const [one, two] = [await refresh(first.refreshToken), await refresh(first.refreshToken)];
    expect([one.ok, two.ok]).toEqual([true, true]);
    server.behaviour.graceSeconds = 0;
    expect((await refresh(first.refreshToken)).ok).toBe(false);
    expect(server.traffic.deadGrants).toEqual([first.grantId]);
  });

  it('keeps one refresh token where the server does not rotate', async () => {
    server.behaviour.rotates = false;
    const { refreshToken } = await server.newGrant();
    expect(tokensOf(await refresh(refreshToken)).refreshToken).toBe(refreshToken);
    expect((await refresh(refreshToken)).ok).toBe(true);
    expect(server.traffic.deadGrants).toEqual([]);
  });

  it('sees two requests for one refresh token', async () => {
    Object.assign(server.behaviour, { delayMs: 500, graceSeconds: 60 });
    const { refreshToken } = await server.newGrant();
    await Promise.all([refresh(refreshToken), refresh(refreshToken)]);
    expect(server.traffic).toMatchObject({ inFlightMax: 2, usesMax: 2 });
  });

  it.each([
    ['500', 'server_error', false],
    ['429', 'rate_limited', false],
    ['html', 'web_page', false],
    ['error200', 'temporarily_unavailable', false],
    ['reset', 'OUT-108', true],
    ['lost', 'OUT-108', true],
    ['cut', 'OUT-108', true],
  ] as const)('that ends with %s is the provider’s trouble', async (failWith, code, mayHaveArrived) => {
    Object.assign(server.behaviour, { failWith, failTimes: 1, retryAfter: '7' });
    const { refreshToken } = await server.newGrant();
    const failed = failureOf(await refresh(refreshToken));
    expect(failed).toMatchObject({ class: 'provider', code, mayHaveArrived });
    expect(failed.retryAfterMs).toBe(code.startsWith('OUT') ? null : 7_000);
    // What was not carried out may be asked again; after a lost answer the token is used up.
    expect((await refresh(refreshToken)).ok).toBe(failWith !== 'lost' && failWith !== 'cut');
  });

  it('that takes too long may have used the token up; one that reaches nobody has not', async () => {
    server.behaviour.delayMs = 5_000;
    const { refreshToken } = await server.newGrant();
    expect(failureOf(await refresh(refreshToken, { timeoutMs: 150 }))).toMatchObject({
      code: 'OUT-106',
      mayHaveArrived: true,
    });
    const port = await closedPort();
    const nobody = generic({ tokenUrl: `http://127.0.0.1:${port}/token`, revocationUrl: '' });
    const there = { audience: tokenAudienceOf(nobody), outbound: createOutbound({ allow: [`127.0.0.1:${port}`] }) };
    const answer = await refreshTokens(nobody, client, { refreshToken, scopes: [] }, { ...deps, ...there });
    expect(failureOf(answer)).toMatchObject({ class: 'provider', code: 'OUT-105', mayHaveArrived: false });
  });

  it('goes nowhere outside its audience', async () => {
    const { refreshToken } = await server.newGrant();
    const failed = failureOf(await refresh(refreshToken, { audience: ['https://login.example.com:443'] }));
    expect(failed).toMatchObject({ class: 'ours', code: 'OUT-104', mayHaveArrived: false });
    expect(server.traffic.tokenRequests).toBe(0);
  });

  it('has a life that the server says oddly, or does not say', async () => {
    const life = async (answer: Record<string, unknown>) => {
      server.behaviour.answer = answer;
      const { refreshToken } = await server.newGrant();
      const found = await refresh(refreshToken);
      return [Math.round(((tokensOf(found).expiresAt ?? 0) - Date.now()) / 60_000), found.ok && found.warnings.length];
    };
    expect(await life({ expires_in: '1800' })).toEqual([30, 0]);
    expect(await life({ expires_in: null })).toEqual([60, 0]);
    expect(await life({ expires_in: 7_200_000 })).toEqual([60, 1]);
  });
});

describe('other requests', () => {
  it('give a token to the client itself, or for a user and password', async () => {
    const own = await requestToken(provider, client, { grantType: 'client_credentials', scopes: ['read'] }, deps);
    expect(tokensOf(own)).toMatchObject({ refreshToken: null, scopes: ['read'] });
    const login = { grantType: 'password', scopes: ['read'], username: 'ada' } as const;
    const right = await requestToken(provider, client, { ...login, password: accountPassword }, deps);
    expect(await isAlive(tokensOf(right).accessToken)).toBe(true);
    for (const wrong of [{ password: 'wrong' }, { username: unknownAccount, password: accountPassword }]) {
      const answer = await requestToken(provider, client, { ...login, ...wrong }, deps);
      expect(failureOf(answer)).toMatchObject({ class: 'revoked', code: 'invalid_grant' });
    }
  });

  it('take a grant back, more than once', async () => {
    const { accessToken, refreshToken, grantId } = await server.newGrant();
    const given = tokenToRevoke(provider, { accessToken, refreshToken });
    expect(given).toEqual({ token: refreshToken, hint: 'refresh_token' });
    for (let n = 0; n < 2; n += 1)
      expect(await revokeToken(provider, client, given ?? { token: '', hint: 'access_token' }, deps)).toEqual({
        ok: true,
      });
    expect(await isAlive(accessToken)).toBe(false);
    expect(server.traffic.revokedGrants).toEqual([grantId]);
    expect(failureOf(await refresh(refreshToken))).toMatchObject({ class: 'revoked' });
  });

  it('read the endpoints of an issuer, and of no other', async () => {
    const { outbound } = deps;
    expect(await discover(server.issuer, { outbound })).toMatchObject({
      issuer: server.issuer,
      authorizationUrl: server.authorizationUrl,
      tokenUrl: server.tokenUrl,
      revocationUrl: server.revocationUrl,
      clientAuth: 'client_secret_basic',
    });
    await expect(discover(`${server.issuer}/other`, { outbound })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(discover('https://10.0.0.1', { outbound })).rejects.toMatchObject({ code: 'OUT-103' });
    await expect(discover('ftp://a.example', { outbound })).rejects.toMatchObject({ code: 'OUT-101' });
  });
});

describe('the test server as a program of its own', () => {
  it('is told how to behave, gives grants, and tells what it saw', async () => {
    const post = async (path: string, body: unknown): Promise<unknown> =>
      (await fetch(server.issuer + path, { method: 'POST', body: JSON.stringify(body) })).json();
    expect(await post('/_control', { behaviour: { graceSeconds: 5 } })).toMatchObject({
      behaviour: { graceSeconds: 5 },
    });
    const grants = await post('/_control/grants', { count: 3, scope: 'read' });
    expect(grants).toHaveLength(3);
    await post('/_control/reset', {});
    expect(await (await fetch(`${server.issuer}/_control`)).json()).toMatchObject({ traffic: { tokenRequests: 0 } });
  });
});
