import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import { requireKey } from '#lib/gate/key.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { createSession } from '#lib/vault-sessions/commands.ts';
import { newSession } from '#lib/vault-sessions/schema.ts';
import { ask, testKey } from '../testing.ts';

let app: TestApp;
beforeAll(async () => {
  await testDatabase();
  app = await startTestApp();
});
afterAll(() => app.close());

const door = '/vault/connections/script/rest';
const settings = () => ({ base_url: app.url, test_path: '/me', api_key: app.goodKey });

async function place() {
  const ctx = await testWorkspace();
  const key = await testKey(ctx);
  const headers = {
    'content-type': 'application/json',
    'x-apideck-app-id': ctx.workspaceId,
    'x-apideck-consumer-id': 'ada-shop',
  };
  const send = (method: string, path: string, body?: unknown, token = key) =>
    ask(method, path, {
      key: token,
      headers,
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  return { key, send };
}

const inArrays = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const inObjects = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

describe('a hostile body', () => {
  it('is refused, whichever of its members cannot be kept, and the connection is as it was', async () => {
    const { send } = await place();
    const before = await send('POST', `${door}/import`, { settings: settings() });
    expect(before.status, before.text).toBe(200);
    const bodies = [
      String.raw`{"configuration":[{"id":"a\u0000b"}]}`,
      String.raw`{"configuration":[{"a\u0000b":1}]}`,
      String.raw`{"configuration":[{"id":"\ud800"}]}`,
      `{"configuration":[${inObjects(3_000)}]}`,
      `{"configuration":[{"id":${inArrays(100_000)}}]}`,
      `{"configuration":[{"id":"${'x'.repeat(70_000)}"}]}`,
      String.raw`{"metadata":{"id":"a\u0000b"}}`,
      `{"metadata":${inObjects(3_000)}}`,
      String.raw`{"settings":{"base_url":"a\u0000b"}}`,
      String.raw`{"settings":{"api_key":"\ud800"}}`,
      `{"settings":{"api_key":${inArrays(3_000)}}}`,
    ];
    for (const body of bodies) {
      const { status, text } = await send('PATCH', door, body);
      expect(status, `${body.slice(0, 60)} ${text.slice(0, 200)}`).toBe(400);
    }
    const { data } = (await send('GET', door)).body as { data: object };
    expect(data).toMatchObject({ configuration: [], metadata: {}, settings: { base_url: app.url } });
  });

  it('with __proto__ in it has a member of that name and no other effect', async () => {
    const { send } = await place();
    await send('POST', `${door}/import`, { settings: settings() });
    const proto = '{"enabled":false,"a":1}';
    const body = `{"__proto__":${proto},"metadata":{"__proto__":${proto}},"configuration":[{"__proto__":${proto}}]}`;
    const answer = await send('PATCH', door, body);
    expect(answer).toMatchObject({ status: 200, body: { data: { enabled: true } } });
    expect(Object.hasOwn(Object.prototype, 'enabled')).toBe(false);
  });

  it('and an address that spells nothing here find nothing', async () => {
    const { send } = await place();
    for (const path of [
      'script/__proto__',
      '__proto__/rest',
      'script/constructor',
      'script/a%2Fb',
      'script/%00',
      'script%2Frest',
      'script/%ED%A0%80',
      'script/%E0%A4%A',
    ])
      for (const [method, end] of [
        ['GET', ''],
        ['PATCH', ''],
        ['POST', '/import'],
      ] as const) {
        const body = method === 'GET' ? undefined : { settings: settings() };
        expect([400, 404], path).toContain((await send(method, `/vault/connections/${path}${end}`, body)).status);
      }
  });
});

describe('a session without reauthorize', () => {
  it('types no new secret into what is connected, and connects what is not', async () => {
    const { key, send } = await place();
    const keyCtx = await requireKey(`Bearer ${key}`, { requestId: 'req_test', address: '127.0.0.1' });
    const asked = newSession.parse({ settings: { allow_actions: ['delete'] } });
    const { sessionToken } = await createSession(keyCtx, 'ada-shop', asked);
    const change = (body: unknown) => send('PATCH', door, body, sessionToken);
    expect((await change({ settings: settings() })).status).toBe(200);
    for (const name of ['api_key', 'apiKey', 'API-KEY', 'token', 'key', 'password'])
      expect(await change({ settings: { [name]: 'another' } }), name).toMatchObject({
        status: 403,
        body: { code: 'SESSION_REFUSED' },
      });
    // The saved one, and one that is none: neither answer tells it from another.
    for (const typed of [settings(), { api_key: 7 }])
      expect(await change({ settings: typed })).toMatchObject({ status: 403, body: { code: 'SESSION_REFUSED' } });
    expect((await change({ settings: { test_path: '/me?page=2', api_key: '' } })).status).toBe(200);
    expect((await send('PATCH', door, { settings: { api_key: 'another' } })).status).toBe(200);
  });
});

describe('a session without disable', () => {
  it('does not switch on what was switched off', async () => {
    const { key, send } = await place();
    const keyCtx = await requireKey(`Bearer ${key}`, { requestId: 'req_test', address: '127.0.0.1' });
    await send('POST', `${door}/import`, { settings: settings() });
    expect((await send('PATCH', door, { enabled: false })).status).toBe(200);
    const made = async (allow_actions: readonly string[]) =>
      (await createSession(keyCtx, 'ada-shop', newSession.parse({ settings: { allow_actions } }))).sessionToken;
    const weak = await made(['delete']);
    expect((await send('PATCH', door, { enabled: true }, weak)).body).toMatchObject({ code: 'SESSION_REFUSED' });
    expect((await send('POST', door, {}, weak)).body).toMatchObject({ code: 'SESSION_REFUSED' });
    const strong = await made(['disable']);
    expect((await send('PATCH', door, { enabled: true }, strong)).body).toMatchObject({ data: { enabled: true } });
    expect((await send('POST', door, {}, weak)).status).toBe(200);
  });
});
