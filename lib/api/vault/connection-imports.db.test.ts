import { Apideck, HTTPClient } from '@apideck/unify';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { read } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { testDatabase } from '#db/testing.ts';
import type { OauthServer } from '#e2e/fakes/oauth-server.ts';
import { hourMs } from '#lib/clock.ts';
import { eraseDeadTokens } from '#lib/dead-tokens/commands.ts';
import { endpointAt, eventRows, startReceiver, type Receiver } from '#lib/deliveries/testing.ts';
import { openFresh, refreshDue } from '#lib/grants/commands.ts';
import { addApp, grantOf, rowOf, setGrant, startProvider } from '#lib/grants/testing.ts';
import { placeOf } from '#lib/leases/queries.ts';
import { createOauthApp } from '#lib/oauth-apps/commands.ts';
import { appInput } from '#lib/oauth-apps/testing.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { ask, startListener } from '../testing.ts';
import { onlyId, testVault } from './testing.ts';

let listener: Awaited<ReturnType<typeof startListener>>;
let provider: OauthServer;
let receiver: Receiver;
beforeAll(async () => {
  await testDatabase();
  [listener, provider, receiver] = [await startListener(), await startProvider(), await startReceiver()];
});
beforeEach(() => provider.reset());
afterAll(() => Promise.all([listener.stop(), provider.stop(), receiver.close()]));

const vault = (consumerId?: string) => testVault(listener.origin, consumerId);

const oauth2 = { serviceId: 'oauth2', unifiedApi: 'crm' } as const;
const settingsOfProvider = () => ({ base_url: provider.issuer, test_path: '/me-api' });

describe('imported tokens', () => {
  const data = (tokens: object, more: object = {}) => ({
    ...oauth2,
    connectionImportData: { credentials: tokens, settings: settingsOfProvider(), ...more },
  });
  const tokensOf = async () => {
    const { accessToken, refreshToken } = await provider.newGrant();
    return { accessToken, refreshToken };
  };

  it('are kept as they are while they live, and refreshed when that is asked for', async () => {
    const { ctx, connections, client } = await vault();
    await addApp(ctx, provider);
    const tokens = await tokensOf();
    await connections.imports(data({ ...tokens, issuedAt: new Date(), expiresIn: 3_600 }));
    const id = await onlyId(ctx);
    expect((await openFresh(ctx, await rowOf(ctx, id))).secret).toMatchObject(tokens);
    expect(provider.traffic.tokenRequests).toBe(0);
    const { validateConnectionStateResponse } = await client.vault.validateConnection.state({ ...oauth2 });
    expect(validateConnectionStateResponse?.data).toEqual({ id: 'crm+oauth2', state: 'callable' });
    expect(provider.traffic.tokenRequests).toBe(1);
    expect((await openVersion(ctx, id, 1)).secret['accessToken']).not.toBe(tokens.accessToken);
  });

  it.each([
    ['that have ended', { issuedAt: new Date(Date.now() - 2 * hourMs), expiresIn: 3_600 }],
    ['nobody knows the end of', {}],
    ['nobody knows the beginning of', { issuedAt: null, expiresIn: 3_600 }],
  ])('%s are due for a refresh at once, and sending them again takes nothing back', async (_what, times) => {
    const { ctx, connections } = await vault();
    await addApp(ctx, provider);
    const item = data({ ...(await tokensOf()), ...times });
    const { createConnectionResponse } = await connections.imports(item);
    expect(createConnectionResponse?.data).toMatchObject({ state: 'callable', health: 'pending_refresh' });
    const id = await onlyId(ctx);
    const { refreshDueAt, tokensAt } = await grantOf(ctx, id);
    expect(refreshDueAt).toBeLessThanOrEqual(tokensAt);
    await refreshDue(ctx, id);
    expect(provider.traffic.tokenRequests).toBe(1);
    const fresh = (await openVersion(ctx, id, 1)).secret;
    const again = await connections.imports(item);
    expect(again.createConnectionResponse?.data).toMatchObject({ state: 'callable', health: 'ok' });
    expect((await rowOf(ctx, id)).version).toBe(1);
    expect((await openFresh(ctx, await rowOf(ctx, id))).secret).toEqual(fresh);
    expect(provider.traffic).toMatchObject({ tokenRequests: 1, deadGrants: [] });
  });

  it('that cannot be refreshed are told to whoever listens, without a secret', async () => {
    const { ctx, connections } = await vault();
    await addApp(ctx, provider);
    await endpointAt(ctx, receiver.url, {
      types: ['vault.connection.created', 'vault.connection.token_refresh.failed'],
    });
    await connections.imports(data({ accessToken: 'at-unknown', refreshToken: 'rt-unknown' }));
    const id = await onlyId(ctx);
    await refreshDue(ctx, id);
    const events = await eventRows(ctx);
    expect(events.map(({ type }) => type)).toEqual([
      'vault.connection.created',
      'vault.connection.token_refresh.failed',
    ]);
    expect(JSON.stringify(events)).not.toMatch(/[ar]t-unknown/);
    const { getConnectionResponse } = await connections.get(oauth2);
    expect(getConnectionResponse?.data).toMatchObject({ state: 'added', health: 'revoked' });
    expect(getConnectionResponse?.data.lastRefreshFailedAt).toBeGreaterThan(0);
    const tokens = await tokensOf();
    await connections.imports(data({ ...tokens, issuedAt: new Date(), expiresIn: 3_600 }));
    expect((await connections.get(oauth2)).getConnectionResponse?.data).toMatchObject({
      state: 'callable',
      health: 'ok',
    });
  });

  it('stay the newest ones when other settings are saved', async () => {
    const { ctx, connections, call } = await vault();
    await addApp(ctx, provider);
    await connections.imports(data(await tokensOf()));
    const id = await onlyId(ctx);
    await refreshDue(ctx, id);
    const fresh = (await openVersion(ctx, id, 1)).secret;
    expect((await call('PATCH', '/crm/oauth2', { settings: { test_path: '/userinfo' } })).status).toBe(200);
    const { secret, settings } = await openVersion(ctx, id, 2);
    expect(secret).toEqual(fresh);
    expect(settings).toMatchObject({ testPath: '/userinfo', baseUrl: provider.issuer });
    expect(await grantOf(ctx, id)).toMatchObject({ version: 2, appId: expect.any(String), state: 'live' });
    const elsewhere = await call('PATCH', '/crm/oauth2', { settings: { base_url: 'https://evil.example.net' } });
    expect(elsewhere.body).toMatchObject({ status_code: 400, code: 'SECRET_REQUIRED' });
  });

  it('are not lost where a refresh and a change of settings meet', async () => {
    const { ctx, connections, call } = await vault();
    await addApp(ctx, provider);
    await connections.imports(data(await tokensOf()));
    const id = await onlyId(ctx);
    provider.behaviour.delayMs = 50;
    const [, changed] = await Promise.all([
      refreshDue(ctx, id),
      call('PATCH', '/crm/oauth2', { settings: { test_path: '/userinfo' } }),
    ]);
    provider.behaviour.delayMs = 0;
    expect(changed.status).toBe(200);
    const { secret } = await openFresh(ctx, await rowOf(ctx, id));
    const authorization = `Bearer ${secret['accessToken']}`;
    expect((await fetch(provider.meUrl, { headers: { authorization } })).status).toBe(200);
    expect(provider.traffic.deadGrants).toEqual([]);
  });

  it('that ended and were taken out are begun anew by sending them again', async () => {
    const { ctx, connections } = await vault();
    await addApp(ctx, provider);
    const item = data({ accessToken: 'at-unknown', refreshToken: 'rt-unknown' });
    await connections.imports(item);
    const id = await onlyId(ctx);
    await refreshDue(ctx, id);
    await connections.imports(item);
    expect(await rowOf(ctx, id)).toMatchObject({ version: 1, state: 'reconnect' });
    await setGrant(ctx, id, { eraseDueAt: 1, accessExpiresAt: 1 });
    await eraseDeadTokens(ctx, placeOf(ctx, id));
    await connections.imports(item);
    expect(await rowOf(ctx, id)).toMatchObject({ version: 2, state: 'unverified' });
    expect((await grantOf(ctx, id)).state).toBe('live');
  });

  it('take the place of a key, and a key theirs', async () => {
    const { ctx, call } = await vault();
    await call('POST', '/crm/hubspot/import', { settings: { token: 'x' } });
    const tokens = { access_token: 'a', refresh_token: 'r', expires_in: 60, issued_at: new Date(0).toISOString() };
    const over = await call('POST', '/crm/hubspot/import', { credentials: tokens });
    expect(over.body).toMatchObject({ data: { auth_type: 'oauth2', state: 'added', health: 'needs_auth' } });
    const back = await call('POST', '/crm/hubspot/import', { settings: { token: 'y' } });
    expect(back.body).toMatchObject({ data: { auth_type: 'apiKey', state: 'callable', health: 'ok' } });
    const id = await onlyId(ctx);
    expect(await rowOf(ctx, id)).toMatchObject({ authType: 'bearer', version: 3, expiresAt: null });
    expect((await openFresh(ctx, await rowOf(ctx, id))).secret).toEqual({ token: 'y' });
  });

  it('belong to the OAuth app of the environment where there are several, or to none', async () => {
    const { ctx, connections, call } = await vault();
    await addApp(ctx, provider, { name: 'Staging', environment: 'staging' });
    const own = { clientId: 'own-client', name: 'Production', environment: 'production' };
    const { authorizationUrl, tokenUrl, revocationUrl } = provider;
    const settings = { authorizationUrl, tokenUrl, revocationUrl };
    const { id: appId } = await createOauthApp(ctx, appInput({ ...own, settings }));
    await connections.imports(data({ accessToken: 'a', refreshToken: 'r', issuedAt: new Date(), expiresIn: 3_600 }));
    expect(await grantOf(ctx, await onlyId(ctx))).toMatchObject({ appId, clientId: 'own-client' });
    await createOauthApp(ctx, appInput({ ...own, settings, clientId: 'a-third', name: 'Production too' }));
    const credentials = { access_token: 'b', refresh_token: 'r' };
    const { body } = await call('POST', '/lead/oauth2/import', { credentials, settings: settingsOfProvider() });
    expect(body).toMatchObject({ meta: { warnings: [expect.stringContaining('nobody can refresh these tokens')] } });
  });
});

describe('an import whose answer is lost on its way', () => {
  it('is sent again by the SDK, and counts once', async () => {
    const { ctx, key } = await vault();
    const statuses: number[] = [];
    const fetcher = async (...request: Parameters<typeof fetch>): Promise<Response> => {
      const answer = await fetch(...request);
      statuses.push(answer.status);
      return statuses.length < 3 ? Response.json({}, { status: 502 }) : answer;
    };
    const client = new Apideck({
      serverURL: listener.origin,
      apiKey: key,
      appId: ctx.workspaceId,
      consumerId: 'user-1',
      httpClient: new HTTPClient({ fetcher }),
      retryConfig: {
        strategy: 'backoff',
        backoff: { initialInterval: 1, maxInterval: 5, exponent: 1, maxElapsedTime: 10_000 },
      },
    });
    const connectionImportData = { settings: { token: 'x' } };
    const hubspot = { serviceId: 'hubspot', unifiedApi: 'crm', connectionImportData };
    const { createConnectionResponse } = await client.vault.connections.imports(hubspot);
    expect(createConnectionResponse?.data).toMatchObject({ id: 'crm+hubspot', state: 'callable' });
    expect(statuses).toEqual([200, 200, 200]);
    expect(await rowOf(ctx, await onlyId(ctx))).toMatchObject({ version: 1, revision: 1 });
  });
});

describe('the body of an import', () => {
  it('is taken as the guide writes it, with a word about what is odd', async () => {
    const { ctx, call } = await vault('test_user_id');
    const issued = new Date(Date.now() - hourMs).toISOString();
    const answer = await call('POST', '/crm/hubspot/import', {
      consumer_id: 'test_user_id',
      credentials: { access_token: 'a', refresh_token: 'r', issued_at: issued, expires_in: 3_600_000 },
      extra: { type: 'x' },
      metadata: { type: 'x' },
    });
    expect(answer.status).toBe(200);
    const { meta } = answer.body as { meta: { warnings: string[] } };
    expect(meta.warnings).toEqual([
      'extra was left out: it is not known here.',
      'metadata was left out: it holds nothing but a type.',
      expect.stringContaining('expires_in was taken as 3600000 seconds, 42 days.'),
      expect.stringContaining('nobody can refresh'),
    ]);
    const { accessExpiresAt } = await grantOf(ctx, await onlyId(ctx));
    expect(accessExpiresAt).toBe(Date.parse(issued) + 3_600_000 * 1_000);
  });

  it.each([
    ['an unknown member', { credentials: { access_token: 'a', token: 'S3CRET' } }, 'credentials.token'],
    ['no access token', { credentials: { refresh_token: 'S3CRET' } }, 'credentials.access_token'],
    ['a length in words', { credentials: { access_token: 'a', expires_in: '3600' } }, 'credentials.expires_in'],
    ['no time', { credentials: { access_token: 'a', issued_at: 'S3CRET' } }, 'credentials.issued_at'],
    ['no text', { credentials: { access_token: ['S3CRET'] } }, 'credentials.access_token'],
    ['a token of 18 KB', { credentials: { access_token: 'S3CRET'.repeat(3_000) } }, 'credentials.access_token'],
    ['credentials that are text', { credentials: 'S3CRET' }, 'credentials'],
    ['what cannot be stored', { metadata: { a: '\u0000' }, settings: { token: 'S3CRET' } }, 'metadata'],
    ['nothing', {}, 'credentials.access_token'],
  ])('with %s is refused by name', async (_what, body, named) => {
    const { ctx, call } = await vault();
    const answer = await call('POST', '/crm/hubspot/import', body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ type_name: 'RequestValidationError', status_code: 400 });
    expect(answer.text).toContain(named);
    expect(answer.text).not.toContain('S3CRET');
    expect(await read().$count(credentials, eq(credentials.tenantId, ctx.tenantId))).toBe(0);
  });

  it('has to be an object, of one megabyte at the most, for one consumer', async () => {
    const { call } = await vault();
    for (const body of ['[]', '"x"', 'null', '{"a":', '['.repeat(50_000)])
      expect((await call('POST', '/crm/hubspot/import', body)).status).toBe(400);
    const deep = `{"metadata":{"a":${'['.repeat(2_000)}${']'.repeat(2_000)}},"settings":{"token":"x"}}`;
    expect((await call('POST', '/crm/hubspot/import', deep)).status).toBe(400);
    const large = await call('POST', '/crm/hubspot/import', { metadata: { a: 'x'.repeat(1_100_000) } });
    expect(large.status).toBe(413);
    expect(large.body).toMatchObject({ status_code: 413, code: 'TOO_LARGE' });
    const other = await call('POST', '/crm/hubspot/import', { consumer_id: 'other', settings: { token: 'x' } });
    expect(other.body).toMatchObject({ status_code: 400, code: 'CONSUMER_MISMATCH' });
  });

  it('says for whom it is where no header does', async () => {
    const { ctx, key, headers } = await vault();
    const body = { consumer_id: 'from-body', settings: { token: 'x' } };
    const { 'x-apideck-consumer-id': _, ...others } = headers;
    const answer = await ask('POST', '/vault/connections/crm/hubspot/import', { key, headers: others, body });
    expect(answer.body).toMatchObject({ data: { consumer_id: 'from-body', id: 'crm+hubspot' } });
    const empty = { ...headers, 'x-apideck-consumer-id': '' };
    const none = await ask('GET', '/vault/connections/crm/hubspot', { key, headers: empty });
    expect(none.body).toMatchObject({
      status_code: 400,
      type_name: 'RequestHeadersValidationError',
      detail: 'Missing Header: x-apideck-consumer-id',
    });
    expect(await onlyId(ctx)).toMatch(/^crd_/);
  });
});
