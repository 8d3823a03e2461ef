import { request as httpRequest } from 'node:http';
import { Apideck } from '@apideck/unify';
import {
  APIError,
  ApideckError,
  BadRequestResponse,
  NotFoundResponse,
  UnauthorizedResponse,
  UnprocessableResponse,
} from '@apideck/unify/models/errors';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { read } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { testDatabase } from '#db/testing.ts';
import { dayMs } from '#lib/clock.ts';
import { startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import { rowOf } from '#lib/grants/testing.ts';
import { plantUse } from '#lib/uses/testing.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { ask, startListener, testKey } from '../testing.ts';
import { onlyId, testVault } from './testing.ts';

let listener: Awaited<ReturnType<typeof startListener>>;
let app: TestApp;
beforeAll(async () => {
  await testDatabase();
  [listener, app] = [await startListener(), await startTestApp()];
});
afterAll(() => Promise.all([listener.stop(), app.close()]));

const vault = () => testVault(listener.origin);

const sendgrid = { serviceId: 'sendgrid', unifiedApi: 'transactional-email' } as const;
const rest = { serviceId: 'rest', unifiedApi: 'script' } as const;
const restSettings = () => ({ base_url: app.url, test_path: '/me', api_key: app.goodKey });

const statusOf = (error: unknown) => (error instanceof ApideckError ? error.httpMeta.response.status : null);

describe('the SDK', () => {
  it('imports a key, reads it without its value, changes, tries and deletes it', async () => {
    const { ctx, connections, client } = await vault();
    const connectionImportData = { settings: restSettings(), metadata: { plan: 'gold' } };
    const { createConnectionResponse: made } = await connections.imports({ ...rest, connectionImportData });
    expect(made).toMatchObject({ statusCode: 200, status: 'OK' });
    expect(made?.data).toMatchObject({
      id: 'script+rest',
      serviceId: 'rest',
      authType: 'apiKey',
      enabled: true,
      state: 'callable',
      health: 'ok',
      settings: { base_url: app.url, test_path: '/me' },
      metadata: { additionalProperties: { plan: 'gold' } },
    });
    expect(made?.data.createdAt).toBeGreaterThan(Date.now() - dayMs);
    expect(made?.data.formFields?.find(({ id }) => id === 'api_key')).toMatchObject({
      sensitive: true,
      type: 'password',
    });
    const { getConnectionResponse: got } = await connections.get(rest);
    expect(got?.data.id).toBe('script+rest');
    const { getConnectionsResponse: listed } = await connections.list({ configured: true });
    expect(listed?.data.map(({ id }) => id)).toEqual(['script+rest']);
    const validate = () => client.vault.validateConnection.state({ ...rest });
    expect((await validate()).validateConnectionStateResponse?.data).toEqual({ id: 'script+rest', state: 'callable' });
    await connections.update({ ...rest, connection: { settings: { api_key: 'a wrong one' }, enabled: true } });
    expect((await validate()).validateConnectionStateResponse?.data.state).toBe('invalid');
    expect(app.seen.at(-1)).toBe('a wrong one');
    await connections.update({
      ...rest,
      connection: { enabled: false, metadata: { additionalProperties: { name: 'Acme' } } },
    });
    const { getConnectionResponse: off } = await connections.get(rest);
    expect(off?.data).toMatchObject({ enabled: false, metadata: { additionalProperties: { name: 'Acme' } } });
    expect((await connections.delete(rest)).httpMeta.response.status).toBe(204);
    expect((await connections.get(rest)).getConnectionResponse?.data.state).toBe('available');
    expect((await rowOf(ctx, await onlyId(ctx))).deletedAt).not.toBeNull();
  });

  it('imports a login, and tokens of eight kilobytes', async () => {
    const { ctx, connections } = await vault();
    const settings = { subdomain: 'acme', user: 'a@example.com', password: 'p-1' };
    const zendesk = { serviceId: 'zendesk', unifiedApi: 'customer-support' };
    const login = await connections.imports({ ...zendesk, connectionImportData: { settings } });
    expect(login.createConnectionResponse?.data).toMatchObject({ authType: 'basic', state: 'callable' });
    const accessToken = 'a'.repeat(8_192);
    const refreshToken = 'r'.repeat(8_192);
    const data = { credentials: { accessToken, refreshToken, issuedAt: new Date(), expiresIn: 3_600 } };
    const hubspot = { serviceId: 'hubspot', unifiedApi: 'crm' };
    const tokens = await connections.imports({ ...hubspot, connectionImportData: data });
    expect(tokens.createConnectionResponse?.data).toMatchObject({
      authType: 'oauth2',
      oauthGrantType: 'authorization_code',
      integrationState: 'needs_configuration',
      state: 'callable',
    });
    const [row] = await read()
      .select({ id: credentials.id })
      .from(credentials)
      .where(and(eq(credentials.tenantId, ctx.tenantId), eq(credentials.component, 'hubspot')));
    expect((await openVersion(ctx, row?.id ?? '', 1)).secret).toMatchObject({ accessToken, refreshToken });
  });

  it('lists what there is to connect to, also where nobody is named', async () => {
    const { ctx, key } = await vault();
    const client = new Apideck({ serverURL: listener.origin, apiKey: key, appId: ctx.workspaceId });
    const { getConnectionsResponse } = await client.vault.connections.list({ api: 'crm' });
    const all = getConnectionsResponse?.data ?? [];
    expect(all.map(({ serviceId }) => serviceId)).toEqual(expect.arrayContaining(['hubspot', 'salesforce']));
    expect(new Set(all.map(({ state }) => state))).toEqual(new Set(['available']));
  });

  it('throws each documented error as what it is', async () => {
    const { connections, ctx, key, call } = await vault();
    const broken = (data: object) => connections.imports({ ...sendgrid, connectionImportData: data });
    await expect(broken({ settings: {} })).rejects.toBeInstanceOf(BadRequestResponse);
    await expect(broken({ settings: {} })).rejects.toMatchObject({
      statusCode: 400,
      typeName: 'RequestValidationError',
      detail: expect.stringContaining('settings.api_key'),
    });
    const unknown = connections.get({ serviceId: 'no where/é', unifiedApi: 'crm' });
    await expect(unknown).rejects.toBeInstanceOf(NotFoundResponse);
    const stranger = new Apideck({
      serverURL: listener.origin,
      apiKey: 'khk_wrong',
      appId: ctx.workspaceId,
      consumerId: 'a',
    });
    await expect(stranger.vault.connections.list({})).rejects.toBeInstanceOf(UnauthorizedResponse);
    const elsewhere = new Apideck({ serverURL: listener.origin, apiKey: key, appId: 'another', consumerId: 'a' });
    await expect(elsewhere.vault.connections.list({})).rejects.toBeInstanceOf(UnauthorizedResponse);
    await connections.imports({ ...sendgrid, connectionImportData: { settings: { api_key: 'SG.k' } } });
    await expect(connections.token({ ...sendgrid, requestBody: {} })).rejects.toBeInstanceOf(UnprocessableResponse);
    const reader = new Apideck({
      serverURL: listener.origin,
      apiKey: await testKey(ctx, ['metadata']),
      appId: ctx.workspaceId,
      consumerId: 'user-1',
    });
    const forbidden = await reader.vault.connections.delete(sendgrid).catch((error: unknown) => error);
    expect(forbidden).toBeInstanceOf(APIError);
    expect(statusOf(forbidden)).toBe(403);
    await plantUse(ctx, await onlyId(ctx), { flowName: 'Nightly orders' });
    const used = await connections.delete(sendgrid).catch((error: unknown) => error);
    expect(statusOf(used)).toBe(409);
    const refused = await call('DELETE', '/transactional-email/sendgrid');
    expect(refused.body).toMatchObject({
      type_name: 'ConflictError',
      detail: expect.stringContaining('Nightly orders'),
    });
  });
});

describe('an address', () => {
  it('has its methods, its escapes, and nothing under it that is not ours', async () => {
    const { call } = await vault();
    expect((await call('PUT', '/crm/hubspot')).status).toBe(405);
    expect((await call('PUT', '/crm/hubspot')).headers.get('allow')).toBe('GET, POST, PATCH, DELETE');
    expect((await call('GET', '/crm/hubspot/import')).status).toBe(405);
    expect((await call('HEAD', '/crm/hubspot')).status).toBe(200);
    expect((await call('GET', '/CRM/HubSpot')).body).toMatchObject({ data: { id: 'crm+hubspot' } });
    expect((await call('GET', '/crm/a%2Fb')).body).toMatchObject({ code: 'CONNECTOR_UNKNOWN' });
    expect((await call('GET', '/crm/%E0%A4%A')).status).toBe(404);
    expect((await call('GET', '/nothing/hubspot')).status).toBe(400);
    expect((await call('GET', '/crm/hubspot/contacts/config')).body).toMatchObject({ status_code: 404 });
    expect((await call('GET', '/file-storage/google-drive')).body).toMatchObject({
      data: { id: 'file-storage+google-drive', service_id: 'google-drive', name: 'Google' },
    });
  });

  it('may be asked from a page of any origin, as pages with a session do', async () => {
    const asked = { origin: 'https://vaultjs.apideck.com', 'access-control-request-method': 'PATCH' };
    const headers = { ...asked, 'access-control-request-headers': 'authorization,x-apideck-auth-type' };
    const answer = await ask('OPTIONS', '/vault/connections/crm/hubspot', { headers });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-allow-methods')).toContain('PATCH');
    expect(answer.headers.get('access-control-allow-headers')).toContain('x-apideck-auth-type');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('lets such a page read its share of the minute, and when to ask again', async () => {
    const { key, headers } = await vault();
    const answer = await ask('GET', '/vault/connections', {
      key,
      headers: { ...headers, origin: 'https://example.com' },
    });
    const told = [...answer.headers.keys()].filter((name) => name.startsWith('ratelimit-'));
    expect(told).toHaveLength(3);
    const exposed = (answer.headers.get('access-control-expose-headers') ?? '').toLowerCase().split(',');
    expect(exposed).toEqual(expect.arrayContaining([...told, 'request-id', 'retry-after']));
  });

  it('adds a connection, and switches one on again', async () => {
    const { call } = await vault();
    expect((await call('POST', '/crm/hubspot')).body).toMatchObject({ data: { state: 'added', enabled: true } });
    await call('POST', '/crm/hubspot/import', { settings: { token: 'x' } });
    await call('PATCH', '/crm/hubspot', { enabled: false });
    expect((await call('POST', '/crm/hubspot')).body).toMatchObject({ data: { state: 'callable', enabled: true } });
    expect((await call('GET', '/crm/hubspot')).body).toMatchObject({ data: { enabled: true } });
    expect((await call('PATCH', '/crm/zoho', { enabled: false })).status).toBe(404);
    const made = await call('PATCH', '/crm/intercom', { settings: { token: 'dG9rOjE' } });
    expect(made.body).toMatchObject({ data: { state: 'callable' } });
  });

  it('takes a header once', async () => {
    const { key, headers } = await vault();
    const status = await new Promise((resolve, reject) => {
      const sent = httpRequest(`${listener.origin}/vault/connections`, {
        headers: { authorization: `Bearer ${key}`, ...headers, 'x-apideck-consumer-id': ['a', 'b'] },
      });
      sent.on('response', (answer) => resolve(answer.resume().statusCode)).on('error', reject);
      sent.end();
    });
    expect(status).toBe(400);
  });

  it('is open to a session as far as that was said, and to import for nobody but keys', async () => {
    const { ctx, key, call, headers } = await vault();
    await call('POST', '/crm/hubspot/import', { settings: { token: 'x' } });
    const settings = { unified_apis: ['crm'], allow_actions: ['disable'] };
    const made = await ask('POST', '/vault/sessions', { key, headers, body: { settings } });
    const { data } = made.body as { data: { session_token: string } };
    const asSession = (method: string, path: string, body?: unknown, more: Record<string, string> = {}) =>
      ask(method, `/vault/connections${path}`, { key: data.session_token, headers: more, body });
    expect((await asSession('GET', '/crm/hubspot')).body).toMatchObject({ data: { state: 'callable' } });
    const { data: all } = (await asSession('GET', '')).body as { data: { unified_api: string }[] };
    expect(new Set(all.map((one) => one.unified_api))).toEqual(new Set(['crm']));
    expect((await asSession('PATCH', '/crm/hubspot', { enabled: false })).status).toBe(200);
    for (const [method, path, body] of [
      ['GET', '/email/sendgrid'],
      ['POST', '/crm/hubspot/import', { settings: { token: 'y' } }],
      ['DELETE', '/crm/hubspot'],
      ['POST', '/crm/hubspot/token', {}],
    ] as const)
      expect((await asSession(method, path, body)).body).toMatchObject({ status_code: 403, code: 'SESSION_REFUSED' });
    const other = await asSession('GET', '/crm/hubspot', undefined, { 'x-apideck-consumer-id': 'user-2' });
    expect(other.status).toBe(404);
    expect((await rowOf(ctx, await onlyId(ctx))).deletedAt).toBeNull();
  });

  it('shows another tenant nothing, and lets them change nothing', async () => {
    const [mine, theirs] = [await vault(), await vault()];
    await mine.call('POST', '/crm/hubspot/import', { settings: { token: 'S3CRET' } });
    const before = await rowOf(mine.ctx, await onlyId(mine.ctx));
    const asMine = { 'x-apideck-app-id': mine.ctx.workspaceId };
    for (const [method, path, body] of [
      ['GET', '/crm/hubspot'],
      ['GET', ''],
      ['POST', '/crm/hubspot/import', { settings: { token: 'x' } }],
      ['PATCH', '/crm/hubspot', { enabled: false }],
      ['POST', '/crm/hubspot/validate', {}],
      ['POST', '/crm/hubspot/token', {}],
      ['DELETE', '/crm/hubspot'],
    ] as const)
      expect((await theirs.call(method, path, body, asMine)).status).toBe(401);
    expect((await theirs.call('GET', '/crm/hubspot')).body).toMatchObject({ data: { state: 'available' } });
    expect((await theirs.call('DELETE', '/crm/hubspot')).status).toBe(404);
    expect((await theirs.call('POST', '/crm/hubspot/validate', {})).status).toBe(404);
    expect(await rowOf(mine.ctx, before.id)).toEqual(before);
  });
});
