import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OauthServer } from '#e2e/fakes/oauth-server.ts';
import { read } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { testDatabase } from '#db/testing.ts';
import { hourMs, minuteMs, secondMs } from '#lib/clock.ts';
import { startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { addApp, expire, grantOf, startProvider } from '#lib/grants/testing.ts';
import { plantUse } from '#lib/uses/testing.ts';
import { ask, testKey } from '../testing.ts';
import { environmentOf, rowsOf, testUser } from './testing.ts';

let app: TestApp;
let provider: OauthServer;
let ctx: WorkspaceCtx;
let user: { id: string; token: string };
let key: string;

beforeAll(async () => {
  await testDatabase();
  [app, provider] = [await startTestApp(), await startProvider()];
});
afterAll(() => Promise.all([app.close(), provider.stop()]));
beforeEach(async () => {
  ctx = await testWorkspace();
  [user, key] = [await testUser(ctx, 'user-1'), await testKey(ctx)];
});

const path = '/core/v1/authentications';
const idOf = ({ body }: { body: unknown }): string =>
  typeof body === 'object' && body !== null && 'id' in body ? String(body.id) : '';

async function restBody(change: object = {}) {
  const serviceEnvironmentId = await environmentOf(ctx, 'rest', 'API key');
  const userData = { base_url: app.url, header_name: 'X-API-Key', test_path: '/me' };
  return {
    name: 'Orders',
    serviceEnvironmentId,
    userData,
    credentials: { api_key: app.goodKey },
    scopes: [],
    ...change,
  };
}

const post = async (change: object = {}, headers: Record<string, string> = {}, token = user.token) =>
  ask('POST', path, { key: token, body: await restBody(change), headers });

describe('an authentication', () => {
  it('is stored unverified for the user of the token, and a check is owed', async () => {
    const answer = await post();
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ id: idOf(answer) });
    const [row] = await rowsOf(ctx);
    expect(row).toMatchObject({ name: 'Orders', consumerId: user.id, state: 'unverified', checkedAt: null });
    expect(row?.verifyDueAt).not.toBeNull();
    expect(row?.settings).toMatchObject({ baseUrl: app.url, placement: 'header' });
    expect(JSON.stringify(row)).not.toContain(app.goodKey);
    expect(app.seen).toEqual([]);
  });

  it('is the workspace’s own with a key', async () => {
    expect((await post({}, {}, key)).status).toBe(200);
    expect(await rowsOf(ctx)).toMatchObject([{ consumerId: null }]);
  });

  it('is checked before it is stored where that is asked for', async () => {
    const refused = await post({ credentials: { api_key: 'mistyped' } }, { verify: 'before' });
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({ code: 'VERIFICATION_FAILED' });
    expect(await rowsOf(ctx)).toEqual([]);
    expect((await post({}, { verify: 'before' })).status).toBe(200);
    expect(await rowsOf(ctx)).toMatchObject([{ state: 'passed', verifyDueAt: null }]);
    expect(await post({}, { verify: 'never' })).toMatchObject({
      status: 400,
      body: { message: 'Invalid value for: header Verify (before or after)' },
    });
    app.seen.length = 0;
  });

  it('is told without its secret, and in full to its user alone', async () => {
    const answer = await post();
    const id = idOf(answer);
    const told = await ask('GET', `${path}/${id}`, { key: user.token });
    expect(told.body).toEqual({
      id,
      name: 'Orders',
      serviceEnvironmentId: await environmentOf(ctx, 'rest', 'API key'),
      scopes: [],
      onPremAgentGroupId: null,
      state: 'unverified',
    });
    const full = await ask('GET', `${path}/${id}/full`, { key: user.token });
    expect(full.body).toMatchObject({
      id,
      userData: { base_url: app.url, placement: 'header', header_name: 'X-API-Key', test_path: '/me' },
      credentials: { api_key: app.goodKey },
    });
    const issued = await read()
      .select({ id: audit.targetId, by: audit.actorKind })
      .from(audit)
      .where(and(eq(audit.tenantId, ctx.tenantId), eq(audit.action, 'credential.token_issued')));
    expect(issued).toEqual([{ id, by: 'key' }]);
    expect((await ask('GET', `${path}/${id}/full`, { key })).status).toBe(403);
  });

  it('is replaced whole, under its id and in its environment', async () => {
    const id = idOf(await post({}, {}));
    const body = { name: 'Orders, new', userData: { base_url: app.url }, credentials: { api_key: 'second-key' } };
    const changed = await ask('PUT', `${path}/${id}`, { key: user.token, body });
    expect(changed).toMatchObject({ status: 200, body: { id, name: 'Orders, new', state: 'unverified' } });
    expect(await rowsOf(ctx)).toMatchObject([{ id, version: 2, consumerId: user.id }]);
    const full = await ask('GET', `${path}/${id}/full`, { key: user.token });
    expect(full.body).toMatchObject({ credentials: { api_key: 'second-key' } });
    expect(full.text).not.toContain('test_path');
    const without = await ask('PUT', `${path}/${id}`, { key: user.token, body: { name: 'Orders' } });
    expect(without).toMatchObject({
      status: 400,
      body: { message: "Invalid value for: body (Missing required field at 'credentials')" },
    });
    const tested = { ...body, userData: { base_url: app.url, test_path: '/me' } };
    const headers = { verify: 'before' };
    const refused = await ask('PUT', `${path}/${id}`, { key: user.token, body: tested, headers });
    expect(refused.status).toBe(422);
    expect(await rowsOf(ctx)).toMatchObject([{ version: 2 }]);
  });

  it('is deleted, unless an active flow uses it', async () => {
    const id = idOf(await post());
    await plantUse(ctx, id);
    const inUse = await ask('DELETE', `${path}/${id}`, { key: user.token });
    expect(inUse).toMatchObject({ status: 409, body: { code: 'IN_USE' } });
    const other = idOf(await post());
    const gone = await ask('DELETE', `${path}/${other}`, { key: user.token });
    expect([gone.status, gone.text]).toEqual([204, '']);
    expect((await ask('GET', `${path}/${other}`, { key: user.token })).status).toBe(404);
    expect((await ask('DELETE', `${path}/${other}`, { key: user.token })).status).toBe(404);
  });

  it('has the name it was given, and behind a taken one the name of its user', async () => {
    const second = await testUser(ctx, 'user-2');
    for (const token of [user.token, second.token, second.token]) expect((await post({}, {}, token)).status).toBe(200);
    const names = (await rowsOf(ctx)).map((row) => row.name).toSorted();
    expect(names).toEqual(['Orders', 'Orders (user-2)', 'Orders (user-2) 2']);
  });

  it('stands in a list of pages, each owner in their own', async () => {
    for (let n = 1; n <= 3; n += 1) await post({ name: `Orders ${n}` });
    await post({ name: 'Own' }, {}, key);
    const first = await ask('GET', `${path}?limit=2`, { key: user.token });
    expect(first.body).toMatchObject({
      elements: [{ name: 'Orders 1' }, { name: 'Orders 2' }],
      pageInfo: { hasNextPage: true },
    });
    const cursor = /"endCursor":"(\w+)"/.exec(first.text)?.[1] ?? '';
    const second = await ask('GET', `${path}?limit=2&cursor=${cursor}`, { key: user.token });
    expect(second.body).toMatchObject({ elements: [{ name: 'Orders 3' }], pageInfo: { hasNextPage: false } });
    const own = await ask('GET', path, { key });
    expect(own.body).toMatchObject({ elements: [{ name: 'Own' }], pageInfo: { hasNextPage: false } });
    for (const query of ['limit=0', 'limit=101', 'limit=x', 'cursor=nobody', 'limit=1&limit=2'])
      expect((await ask('GET', `${path}?${query}`, { key })).status, query).toBe(400);
  });
});

describe('tokens', () => {
  const tokens = { access_token: 'a-token', refresh_token: 'a-refresh' };
  const life = async (credentials: object, title = 'Production') => {
    await addApp(ctx, provider, { name: title }).catch(() => undefined);
    const serviceEnvironmentId = await environmentOf(ctx, 'oauth2', title);
    const userData = { base_url: provider.issuer };
    const before = Date.now();
    const answer = await post({ serviceEnvironmentId, userData, credentials, scopes: ['read'] });
    expect(answer.status).toBe(200);
    const grant = await grantOf(ctx, idOf(answer));
    const lifeMs = grant.accessExpiresAt === null ? null : grant.accessExpiresAt - before;
    return { id: idOf(answer), grant, lifeMs };
  };
  const near = (wantedMs: number) => (gotMs: number | null) =>
    gotMs !== null && Math.abs(gotMs - wantedMs) < 30 * secondMs;

  it('live as many seconds as was said, from now on, and are refreshed by their app', async () => {
    const { grant, lifeMs } = await life({ ...tokens, expires_in: 3_600 });
    expect(lifeMs).toSatisfy(near(hourMs));
    expect(grant).toMatchObject({ isRefreshable: true, scopesAsked: ['read'] });
    expect(grant.appId).not.toBeNull();
    expect(grant.refreshDueAt).not.toBeNull();
  });

  it('are taken as seconds also where that is 41 days, and as over where it is none', async () => {
    expect((await life({ ...tokens, expires_in: 3_600_000 })).lifeMs).toSatisfy(near(3_600_000 * secondMs));
    expect((await life({ ...tokens, expires_in: 0 })).lifeMs).toSatisfy(near(0));
  });

  it('live as such tokens do where nobody said', async () => {
    expect((await life(tokens)).lifeMs).toSatisfy(near(hourMs));
    expect((await life({ access_token: 'a-token' })).lifeMs).toBeNull();
  });

  it('have no end where their app gives none', async () => {
    const serviceEnvironmentId = await environmentOf(ctx, 'slack', 'OAuth');
    const credentials = { access_token: 'xoxb-1', expires_in: 0, token_type: 'bot', scope: 'chat:write,users:read' };
    const answer = await post({ serviceEnvironmentId, userData: {}, credentials, scopes: ['chat:write'] });
    const grant = await grantOf(ctx, idOf(answer));
    expect(grant).toMatchObject({ accessExpiresAt: null, appId: null, scopesGranted: ['chat:write', 'users:read'] });
  });

  it('are refreshed when they are over, or when that is asked for', async () => {
    const { accessToken, refreshToken } = await provider.newGrant();
    const { id } = await life({ access_token: accessToken, refresh_token: refreshToken, expires_in: 3_600 });
    const fullOf = async (query = '') => {
      const { body } = await ask('GET', `${path}/${id}/full${query}`, { key: user.token });
      const { credentials } = body as { credentials: { access_token: string; expires_in: number } };
      return credentials;
    };
    expect((await fullOf()).access_token).toBe(accessToken);
    const forced = await fullOf('?forceRefresh=true');
    expect(forced.access_token).not.toBe(accessToken);
    expect(forced).not.toHaveProperty('refresh_token');
    await expire(ctx, id);
    const renewed = await fullOf();
    expect(renewed.access_token).not.toBe(forced.access_token);
    expect(renewed.expires_in * secondMs).toBeGreaterThan(minuteMs);
    expect((await ask('GET', `${path}/${id}/full?forceRefresh=yes`, { key: user.token })).status).toBe(400);
  });

  it('are refused with what helps, while their provider is down and once they have ended', async () => {
    const { accessToken, refreshToken } = await provider.newGrant();
    const { id } = await life({ access_token: accessToken, refresh_token: refreshToken, expires_in: 0 });
    const full = () => ask('GET', `${path}/${id}/full`, { key: user.token });
    provider.behaviour.failWith = '500';
    const down = await full();
    provider.behaviour.failWith = null;
    expect(down).toMatchObject({ status: 503, body: { code: 'OAU-302' } });
    expect(Number(down.headers.get('retry-after'))).toBeGreaterThan(0);
    const { id: other } = await life({ access_token: 'over', refresh_token: 'nobody-knows-it', expires_in: 0 });
    const over = await ask('GET', `${path}/${other}/full`, { key: user.token });
    expect(over).toMatchObject({ status: 409, body: { code: 'OAU-301' } });
    for (const { text } of [down, over]) expect(text).not.toMatch(/nobody-knows-it|over"/);
  });

  it('are replaced by those of a new sign-in', async () => {
    const { id } = await life({ ...tokens, expires_in: 3_600 });
    const body = { name: 'Orders', userData: { base_url: provider.issuer }, credentials: { access_token: 'another' } };
    expect((await ask('PUT', `${path}/${id}`, { key: user.token, body })).status).toBe(200);
    const grant = await grantOf(ctx, id);
    expect(grant).toMatchObject({ version: 2, isRefreshable: false });
    expect(grant.appId).not.toBeNull();
  });

  it('of 8 KB are kept whole', async () => {
    const access_token = 'a'.repeat(8_192);
    const { id } = await life({ access_token, expires_in: 3_600 });
    const full = await ask('GET', `${path}/${id}/full`, { key: user.token });
    expect(full.body).toMatchObject({ credentials: { access_token } });
  });
});
