import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCatalog } from '#lib/catalog/catalog.ts';
import { authorizationUrl, newState, newVerifier, readCallback } from '#lib/oauth/authorization.ts';
import { providerOf } from '#lib/oauth/provider.ts';
import { revokeToken } from '#lib/oauth/revocation.ts';
import type { Provider, Tokens } from '#lib/oauth/schema.ts';
import { exchangeCode, refreshTokens } from '#lib/oauth/tokens.ts';
import { createOutbound } from '#lib/outbound/connector.ts';
import { lighthouseManifest } from './lighthouse-manifest.ts';
import { lighthouseClient } from './lighthouse-tokens.ts';
import { createLighthouse } from './saas.ts';

const server = createLighthouse();
const redirectUri = 'http://localhost:3000/oauth/callback/ten_0';
const client = { clientId: lighthouseClient.id, clientSecret: lighthouseClient.secret };
let origin = '';
let provider: Provider;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const source: unknown = JSON.parse(JSON.stringify(lighthouseManifest(origin)));
  const component = createCatalog([], [{ fileName: 'lighthouse.json', source }]).getComponent('lighthouse');
  provider = providerOf(component, { settings: {}, lifeSeconds: null, graceSeconds: null });
});
afterAll(() => new Promise<void>((resolve) => void server.close(() => resolve())));

const deps = () => ({
  outbound: createOutbound({ allow: [new URL(origin).host] }),
  audience: [origin],
  clock: Date.now,
});

/** What the page does when somebody presses a button of it. */
async function press(answer: 'allow' | 'deny', site = 'same-origin') {
  const [verifier, state] = [newVerifier(), newState()];
  const asked = await authorizationUrl(provider, {
    clientId: client.clientId,
    redirectUri,
    state,
    verifier,
    nonce: newState(),
    scopes: ['tickets.read'],
    params: {},
  });
  const page = await (await fetch(asked)).text();
  expect(page).toContain('tickets.read');
  const body = new URLSearchParams(new URL(asked).searchParams);
  body.set('account', 'Northwind Support');
  body.set('answer', answer);
  const headers = { 'sec-fetch-site': site };
  const back = await fetch(`${origin}/oauth/authorize`, { method: 'POST', body, headers, redirect: 'manual' });
  return { back, verifier, state };
}

/** Signs in; the answer swaps the code for tokens, as often as it is called. */
async function allow() {
  const { back, verifier, state } = await press('allow');
  const { searchParams } = new URL(back.headers.get('location') ?? '');
  const callback = readCallback(provider, client.clientId, searchParams, state);
  return () => exchangeCode(provider, client, { callback, redirectUri, verifier, nonce: '' }, deps());
}

async function connect(): Promise<Tokens> {
  const answer = await (await allow())();
  if (!answer.ok) throw new Error(answer.failure.code);
  return answer.tokens;
}

const meStatus = async (token: string) =>
  (await fetch(`${origin}/v1/me`, { headers: { authorization: `Bearer ${token}` } })).status;

const refresh = ({ refreshToken }: Tokens) =>
  refreshTokens(provider, client, { refreshToken: refreshToken ?? '', scopes: [] }, deps());

test('whoever allows it is connected, and a code is taken once', async () => {
  const { accessToken, scopes, expiresAt } = await connect();
  expect(await meStatus(accessToken)).toBe(200);
  expect(scopes).toEqual(['tickets.read']);
  expect((expiresAt ?? 0) - Date.now()).toBeGreaterThan(290_000);

  const exchange = await allow();
  const [once, twice] = [await exchange(), await exchange()];
  expect(twice).toMatchObject({ ok: false, failure: { class: 'revoked' } });
  expect(once.ok && (await meStatus(once.tokens.accessToken))).toBe(401);
});

test('whoever denies it, and whoever asks from elsewhere, is not', async () => {
  const { back, state } = await press('deny');
  const { searchParams } = new URL(back.headers.get('location') ?? '');
  expect(() => readCallback(provider, client.clientId, searchParams, state)).toThrow(
    expect.objectContaining({ code: 'OAU-203' }),
  );
  expect((await press('allow', 'cross-site')).back.status).toBe(400);
  const stranger = new URL(provider.authorizationUrl ?? '');
  expect((await fetch(stranger)).status).toBe(400);
});

test('a refresh token is taken once; used again, it ends what was allowed', async () => {
  const first = await connect();
  const second = await refresh(first);
  expect(second).toMatchObject({ ok: true });
  expect(await refresh(first)).toMatchObject({ ok: false, failure: { class: 'revoked' } });
  if (second.ok) expect(await refresh(second.tokens)).toMatchObject({ ok: false, failure: { class: 'revoked' } });
});

test('what was revoked, there or by an account, works no more', async () => {
  const tokens = await connect();
  const given = { token: tokens.refreshToken ?? '', hint: 'refresh_token' as const };
  expect(await revokeToken(provider, client, given, deps())).toEqual({ ok: true });
  expect(await meStatus(tokens.accessToken)).toBe(401);

  const other = await connect();
  const change = (verb: string) =>
    fetch(`${origin}/accounts/0/${verb}`, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'same-origin' },
      redirect: 'manual',
    });
  await change('revoke');
  expect(await meStatus(other.accessToken)).toBe(401);
  expect(await refresh(other)).toMatchObject({ ok: false, failure: { class: 'revoked' } });
  await change('restore');
  expect(await meStatus(other.accessToken)).toBe(200);
});

test('nobody else is the client, and nothing signed elsewhere is a token', async () => {
  const { refreshToken, accessToken } = await connect();
  const wrong = { ...client, clientSecret: 'wrong' };
  const given = { refreshToken: refreshToken ?? '', scopes: [] };
  expect(await refreshTokens(provider, wrong, given, deps())).toMatchObject({ failure: { class: 'client' } });
  for (const token of [`${accessToken}x`, refreshToken ?? '', 'lh_access_.', 'lh_access_e30.e30'])
    expect(await meStatus(token)).toBe(401);
});
