import { Apideck } from '@apideck/unify';
import {
  APIError,
  ApideckError,
  BadRequestResponse,
  NotFoundResponse,
  UnauthorizedResponse,
} from '@apideck/unify/models/errors';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { read } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { testDatabase } from '#db/testing.ts';
import { importConnection } from '#lib/connections/commands.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { env } from '#lib/env.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { ask, startListener, testKey } from '../testing.ts';

let listener: Awaited<ReturnType<typeof startListener>>;
beforeAll(async () => {
  await testDatabase();
  listener = await startListener();
});
afterAll(() => listener.stop());

const clientOf = (ctx: WorkspaceCtx, apiKey: string) =>
  new Apideck({ serverURL: listener.origin, apiKey, appId: ctx.workspaceId }).vault.consumers;

async function vault() {
  const ctx = await testWorkspace();
  const key = await testKey(ctx);
  const headers = { 'x-apideck-app-id': ctx.workspaceId };
  const get = (path: string) => ask('GET', path, { key, headers });
  return { ctx, key, headers, get, consumers: clientOf(ctx, key) };
}

/** Ids as products have them: with every sign an address gives a meaning of its own. */
const oddIds = ['account:12345', 'a/b', 'a%2Fb', 'ü ñ', '100%', 'a?b#c', 'a+b', 'Ünïcode/日本'];

const statusOf = (error: unknown): number | null =>
  error instanceof ApideckError ? error.httpMeta.response.status : null;

describe('consumers', () => {
  it('are made, read, changed and deleted by the SDK, whatever they are called', async () => {
    const { ctx, consumers } = await vault();
    for (const consumerId of oddIds) {
      const made = await consumers.create({
        createConsumerRequest: { consumerId, metadata: { accountName: 'SpaceX' } },
      });
      expect(made.createConsumerResponse?.data).toMatchObject({ consumerId, applicationId: ctx.workspaceId });
      await consumers.update({ consumerId, updateConsumerRequest: { metadata: { userName: 'Elon' } } });
      const { getConsumerResponse: found } = await consumers.get({ consumerId });
      expect(found?.data).toMatchObject({ consumerId, metadata: { accountName: 'SpaceX', userName: 'Elon' } });
      expect(Date.parse(found?.data.created ?? '')).toBeGreaterThan(0);
      const gone = await consumers.delete({ consumerId });
      expect(gone.deleteConsumerResponse?.data).toEqual({ consumerId });
      await expect(consumers.get({ consumerId })).rejects.toBeInstanceOf(NotFoundResponse);
    }
  });

  it('are made once, however often that is sent', async () => {
    const { ctx, consumers } = await vault();
    const consumer = { consumerId: 'a', metadata: { email: 'a@example.com' } };
    await Promise.all([1, 2, 3].map(() => consumers.create({ createConsumerRequest: consumer })));
    await consumers.create({ createConsumerRequest: { consumerId: 'a' } });
    const rows = await read().select().from(audit).where(eq(audit.tenantId, ctx.tenantId));
    expect(rows.filter(({ targetKind }) => targetKind === 'consumer').map(({ action }) => action)).toEqual([
      'consumer.created',
    ]);
    const { getConsumerResponse: found } = await consumers.get({ consumerId: 'a' });
    expect(found?.data.metadata).toEqual({ email: 'a@example.com' });
  });

  it('are read with their connections, without a secret', async () => {
    const { ctx, consumers, get } = await vault();
    const item = { unifiedApi: 'crm', serviceId: 'hubspot', credentials: undefined };
    await importConnection(ctx, { ...item, consumer: 'a/b', settings: { token: 'pat-na1-planted' } });
    await importConnection(ctx, { ...item, consumer: 'c', settings: { token: 'pat-na1-planted' } });
    const { getConsumerResponse: found } = await consumers.get({ consumerId: 'a/b' });
    expect(found?.data).toMatchObject({
      services: ['hubspot'],
      connections: [
        { id: `${ctx.workspaceId}+a/b`, consumerId: 'a/b', unifiedApi: 'crm', serviceId: 'hubspot', enabled: true },
      ],
    });
    expect(Date.parse(found?.data.connections?.[0]?.createdAt ?? '')).toBeGreaterThan(0);
    expect((await get('/vault/consumers/a%2Fb')).text).not.toContain('planted');
  });

  it('come page by page, and by how their id begins or what is in it', async () => {
    const { consumers, get } = await vault();
    const ids = Array.from({ length: 45 }, (_, n) => `${n % 2 === 0 ? 'even' : 'odd'}:${n}`);
    for (const consumerId of ids) await consumers.create({ createConsumerRequest: { consumerId } });
    await consumers.create({ createConsumerRequest: { consumerId: 'last', metadata: { userName: 'Mara even:0' } } });
    const all: string[] = [];
    const sizes: number[] = [];
    for await (const { getConsumersResponse: one } of await consumers.list({})) {
      all.push(...(one?.data ?? []).map(({ consumerId }) => consumerId ?? ''));
      sizes.push(one?.meta?.itemsOnPage ?? 0);
    }
    expect([all, sizes]).toEqual([
      [...ids, 'last'],
      [20, 20, 6],
    ]);
    const idsOf = async (filter: { consumerId?: string; search?: string }) => {
      const { getConsumersResponse: found } = await consumers.list({ filter, limit: 200 });
      return found?.data.map(({ consumerId }) => consumerId);
    };
    expect(await idsOf({ consumerId: 'even:' })).toHaveLength(23);
    expect(await idsOf({ consumerId: 'ven:' })).toEqual([]);
    expect(await idsOf({ search: 'EVEN:0' })).toEqual(['even:0', 'last']);
    const { body } = await get('/vault/consumers?filter%5Bconsumer_id%5D=odd%3A&limit=20');
    expect(body).toMatchObject({
      status_code: 200,
      meta: { items_on_page: 20, total_count: 22, cursors: { previous: null, current: null } },
      links: { previous: null },
    });
    const { links } = body as { links: { next: string } };
    expect(links.next.startsWith(`${env.apiAddress}/vault/consumers?`)).toBe(true);
    const second = await get(links.next.slice(env.apiAddress.length));
    expect(second.body).toMatchObject({ meta: { items_on_page: 2, cursors: { next: null } }, links: { next: null } });
  });

  it('are refused in the words of the SDK', async () => {
    const { consumers, get, key, headers } = await vault();
    for (const limit of [0, 201]) await expect(consumers.list({ limit })).rejects.toBeInstanceOf(BadRequestResponse);
    await expect(consumers.list({ cursor: 'elsewhere' })).rejects.toBeInstanceOf(BadRequestResponse);
    for (const consumerId of ['', ' a', 'a\n', 'a'.repeat(256)])
      await expect(consumers.create({ createConsumerRequest: { consumerId } })).rejects.toBeInstanceOf(
        BadRequestResponse,
      );
    await expect(consumers.update({ consumerId: 'none', updateConsumerRequest: {} })).rejects.toBeInstanceOf(
      NotFoundResponse,
    );
    await expect(consumers.delete({ consumerId: 'none' })).rejects.toBeInstanceOf(NotFoundResponse);
    for (const path of ['/vault/consumers/a/stats', '/vault/logs', '/vault/consumers/%00'])
      expect((await get(path)).status, path).toBe(404);
    for (const query of ['filter[search]=%00', 'filter[consumer_id]=%00', 'cursor=%00', 'limit=ten'])
      expect((await get(`/vault/consumers?${query}`)).status, query).toBe(400);
    const put = await ask('PUT', '/vault/consumers/a', { key, headers });
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, PATCH, DELETE']);
    expect((await ask('GET', '/vault/consumers', { key })).status).toBe(400);
    expect((await ask('GET', '/vault/consumers', { headers })).status).toBe(401);
  });
});

describe('a key', () => {
  it('of another tenant finds none of them', async () => {
    const [{ ctx, consumers }, other] = [await vault(), await vault()];
    await consumers.create({ createConsumerRequest: { consumerId: 'a' } });
    for (const run of [
      () => other.consumers.get({ consumerId: 'a' }),
      () => other.consumers.update({ consumerId: 'a', updateConsumerRequest: { metadata: { userName: 'x' } } }),
      () => other.consumers.delete({ consumerId: 'a' }),
    ])
      await expect(run()).rejects.toBeInstanceOf(NotFoundResponse);
    expect((await other.consumers.list({})).getConsumersResponse?.data).toEqual([]);
    await expect(clientOf(ctx, other.key).get({ consumerId: 'a' })).rejects.toBeInstanceOf(UnauthorizedResponse);
    expect((await consumers.get({ consumerId: 'a' })).getConsumerResponse?.data.metadata).toEqual({});
  });

  it('does what its scopes say', async () => {
    const { ctx, consumers } = await vault();
    await consumers.create({ createConsumerRequest: { consumerId: 'a' } });
    const runs = {
      metadata: (one: typeof consumers) => one.get({ consumerId: 'a' }),
      import: (one: typeof consumers) => one.update({ consumerId: 'a', updateConsumerRequest: {} }),
      manage: (one: typeof consumers) => one.delete({ consumerId: 'a' }),
    };
    for (const scope of ['metadata', 'import', 'secrets'] as const) {
      const one = clientOf(ctx, await testKey(ctx, [scope]));
      for (const [needed, run] of Object.entries(runs)) {
        if (needed === scope) continue;
        const error = await run(one).catch((thrown: unknown) => thrown);
        expect(error, `${scope} for ${needed}`).toBeInstanceOf(APIError);
        expect(statusOf(error)).toBe(403);
      }
    }
    const changing = clientOf(ctx, await testKey(ctx, ['import', 'metadata']));
    await expect(changing.update({ consumerId: 'a', updateConsumerRequest: {} })).resolves.toBeDefined();
  });
});
