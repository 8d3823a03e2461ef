import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { requireKey } from '#lib/gate/key.ts';
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

async function place() {
  const ctx = await testWorkspace();
  const key = await testKey(ctx);
  const headers = { 'x-apideck-app-id': ctx.workspaceId, 'x-apideck-consumer-id': 'ada-shop' };
  const send = (method: string, path: string, body?: unknown, token = key) =>
    ask(method, path, { key: token, headers, ...(body !== undefined && { body }) });
  return { ctx, key, send };
}

const settings = () => ({ base_url: app.url, test_path: '/me', api_key: app.goodKey });

describe('what cannot be stored', () => {
  it('is refused wherever it stands in a body, and is no error of ours', async () => {
    const { send } = await place();
    const made = await send("POST", `${door}/import`, { settings: settings() }); expect(made.status, made.text).toBe(200);
    const deep = (n: number): unknown => JSON.parse(`${'{"a":'.repeat(n)}1${'}'.repeat(n)}`);
    const deepText = `${'['.repeat(9_000)}${']'.repeat(9_000)}`;
    const hostile: unknown[] = [
      { configuration: [{ id: 'a\u0000b' }] },
      { configuration: [{ 'a\u0000b': 1 }] },
      { configuration: [{ id: '\ud800' }] },
      { configuration: [deep(3_000)] },
      { configuration: [{ id: JSON.parse(deepText) }] },
      { configuration: [{ id: 'x'.repeat(900_000) }] },
      { metadata: { id: 'a\u0000b' } },
      { metadata: deep(3_000) },
      { settings: { base_url: 'a\u0000b' } },
      { settings: { api_key: 'a\u0000b' } },
      { settings: { api_key: '\ud800' } },
      { settings: { ['k'.repeat(65_536)]: '\ud800' } },
    ];
    for (const body of hostile) {
      const answer = await send('PATCH', door, body);
      expect(answer.status, JSON.stringify(body).slice(0, 90) + answer.text.slice(0, 200)).toBe(400);
    }
    const proto = await send(
      'PATCH',
      door,
      JSON.parse(
        '{"metadata":{"__proto__":{"a":1}},"configuration":[{"__proto__":{"a":1}}],"__proto__":{"enabled":false}}',
      ),
    );
    expect(proto.status, proto.text).toBe(200);
    for (const path of [
      '/vault/connections/script/__proto__',
      '/vault/connections/__proto__/rest',
      '/vault/connections/script/constructor',
      '/vault/connections/script/a%2Fb',
      '/vault/connections/script/%00',
      '/vault/connections/script%2Frest',
      '/vault/connections/script/%ED%A0%80',
      '/vault/connections/script/%E0%A4%A',
    ])
      expect([400, 404], path).toContain((await send('GET', path)).status);
  });
});

describe('a session without reauthorize', () => {
  it('types no new secret into what is connected, and connects what is not', async () => {
    const { ctx, key, send } = await place();
    const keyCtx = await requireKey(`Bearer ${key}`, { requestId: 'req_test', address: '127.0.0.1' });
    const asked = newSession.parse({ settings: { allow_actions: ['delete'] } });
    const { sessionToken } = await createSession(keyCtx, 'ada-shop', asked);
    void ctx;
    const change = (body: unknown) => send('PATCH', door, body, sessionToken);
    expect((await change({ settings: settings() })).status).toBe(200);
    for (const name of ['api_key', 'apiKey', 'API-KEY', 'token', 'key'])
      expect(await change({ settings: { [name]: 'another' } }), name).toMatchObject({
        status: 403,
        body: { code: 'SESSION_REFUSED' },
      });
    expect((await change({ settings: { test_path: '/other', api_key: '' } })).status).toBe(200);
    expect((await send('PATCH', door, { settings: { api_key: 'another' } })).status).toBe(200);
  });
});
