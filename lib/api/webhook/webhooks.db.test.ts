import { createHmac } from 'node:crypto';
import { Apideck } from '@apideck/unify';
import { BadRequestResponse, NotFoundResponse, UnauthorizedResponse } from '@apideck/unify/models/errors';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { transact } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { testDatabase } from '#db/testing.ts';
import { setEnvironment } from '#lib/batches/commands.ts';
import { ensureConsumer } from '#lib/consumers/commands.ts';
import { createCredential } from '#lib/credentials/commands.ts';
import { restInput, startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { deliverOnce, endpointAt, eventRows, passTime, startReceiver, type Receiver } from '#lib/deliveries/testing.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { ask, startListener, testKey } from '../testing.ts';

let listener: Awaited<ReturnType<typeof startListener>>;
let receiver: Receiver;
let app: TestApp;
beforeAll(async () => {
  await testDatabase();
  [listener, receiver, app] = [await startListener(), await startReceiver(), await startTestApp()];
});
afterAll(() => Promise.all([listener.stop(), receiver.close(), app.close()]));
beforeEach(() => receiver.reset());

const refuse = () => {
  receiver.answer = (response) => response.writeHead(500).end();
};

const clientOf = (ctx: WorkspaceCtx, apiKey: string) =>
  new Apideck({ serverURL: listener.origin, apiKey, appId: ctx.workspaceId }).webhook;

async function workspace() {
  const ctx = await testWorkspace();
  const key = await testKey(ctx);
  const headers = { 'x-apideck-app-id': ctx.workspaceId };
  const send = (method: string, path: string, body?: unknown) => ask(method, path, { key, headers, body });
  const { webhooks, eventLogs } = clientOf(ctx, key);
  return { ctx, key, send, webhooks, eventLogs };
}

const wanted = (change: Record<string, unknown> = {}) => ({
  unifiedApi: 'vault' as const,
  status: 'enabled' as const,
  deliveryUrl: receiver.url,
  events: ['vault.connection.updated' as const],
  ...change,
});

/** A webhook by plain HTTP, whose answer has the secret the SDK leaves out. */
async function madeAt({ send }: Awaited<ReturnType<typeof workspace>>, change: Record<string, unknown> = {}) {
  const body = { unified_api: 'vault', status: 'enabled', delivery_url: receiver.url, events: ['*'], ...change };
  const answer = await send('POST', '/webhook/webhooks', body);
  expect(answer.status).toBe(201);
  return (answer.body as { data: { id: string; signing_secret: string } }).data;
}

/** A credential of a consumer that other software knows as `crm+rest`, changed once. */
async function changeOne(ctx: WorkspaceCtx, consumer = 'test_user_id'): Promise<void> {
  const { id } = await createCredential(ctx, restInput(app, { name: consumer }));
  const { id: consumerId } = await ensureConsumer(ctx, consumer);
  await transact(async (tx) => {
    await tx.update(credentials).set({ consumerId, connectionKey: 'crm+rest' }).where(eq(credentials.id, id));
  });
  await setEnvironment(ctx, [id], 'staging');
}

describe('webhooks', () => {
  it('are made, read, listed, changed and deleted by the SDK', async () => {
    const { webhooks } = await workspace();
    const made = await webhooks.create({ createWebhookRequest: wanted({ description: 'Billing' }) });
    const { id = '', ...data } = made.createWebhookResponse?.data ?? {};
    expect(data).toMatchObject({ ...wanted(), description: 'Billing', disabledReason: 'none' });
    expect(made.createWebhookResponse?.statusCode).toBe(201);
    expect(receiver.received.map(({ headers }) => headers['x-apideck-event-type'])).toEqual(['keyhaven.test']);
    expect((await webhooks.get({ id })).getWebhookResponse?.data).toMatchObject({ id, status: 'enabled' });
    const change = { description: 'Accounts', events: ['*' as const, 'vault.connection.created' as const] };
    const changed = await webhooks.update({ id, updateWebhookRequest: change });
    expect(changed.updateWebhookResponse?.data).toMatchObject({
      id,
      description: 'Accounts',
      events: ['*'],
      deliveryUrl: receiver.url,
    });
    expect((await webhooks.list({})).getWebhooksResponse?.data.map((one) => one.id)).toEqual([id]);
    expect((await webhooks.delete({ id })).deleteWebhookResponse?.data).toMatchObject({ id });
    await expect(webhooks.get({ id })).rejects.toBeInstanceOf(NotFoundResponse);
    expect(receiver.received).toHaveLength(1);
  });

  it('come page by page', async () => {
    const one = await workspace();
    const ids: string[] = [];
    for (const description of ['1', '2', '3']) ids.push((await madeAt(one, { description })).id);
    const pages: (string | undefined)[][] = [];
    for await (const { getWebhooksResponse: page } of await one.webhooks.list({ limit: 2 }))
      pages.push((page?.data ?? []).map(({ id }) => id));
    expect(pages).toEqual([ids.slice(0, 2), ids.slice(2)]);
  });

  it('whose address takes no message are kept, and switched off until they do', async () => {
    const one = await workspace();
    refuse();
    const { id } = await madeAt(one);
    const standing = async () => (await one.webhooks.get({ id })).getWebhookResponse?.data;
    const unproven = { status: 'disabled', disabledReason: 'delivery_url_validation_failed' };
    expect(await standing()).toMatchObject(unproven);
    await one.webhooks.update({ id, updateWebhookRequest: { status: 'enabled' } });
    expect(await standing()).toMatchObject(unproven);
    receiver.answer = (response) => response.writeHead(200).end();
    await one.webhooks.update({ id, updateWebhookRequest: { status: 'enabled' } });
    expect(await standing()).toMatchObject({ status: 'enabled', disabledReason: 'none' });
    refuse();
    await one.webhooks.update({ id, updateWebhookRequest: { description: 'The same address' } });
    expect(await standing()).toMatchObject({ status: 'enabled' });
    await one.webhooks.update({ id, updateWebhookRequest: { deliveryUrl: `${receiver.url}/other` } });
    expect(await standing()).toMatchObject({ ...unproven, deliveryUrl: `${receiver.url}/other` });
    expect(receiver.received).toHaveLength(4);
  });

  it('made switched off are sent nothing', async () => {
    const one = await workspace();
    const { id } = await madeAt(one, { status: 'disabled' });
    expect((await one.webhooks.get({ id })).getWebhookResponse?.data).toMatchObject({
      status: 'disabled',
      disabledReason: 'none',
    });
    expect(receiver.received).toEqual([]);
  });

  it('are refused with what is wrong', async () => {
    const { webhooks, send } = await workspace();
    for (const change of [
      { deliveryUrl: 'ftp://example.com' },
      { deliveryUrl: 'https://169.254.169.254/' },
      { events: [] },
      { events: ['crm.contact.created'] },
      { status: 'paused' },
      { description: 'a'.repeat(201) },
    ]) {
      const made = webhooks.create({ createWebhookRequest: wanted(change) });
      await expect(made, JSON.stringify(change)).rejects.toBeInstanceOf(BadRequestResponse);
    }
    for (const id of ['whk_none', 'a%00', 'a b'])
      expect((await send('GET', `/webhook/webhooks/${id}`)).status, id).toBe(404);
    for (const query of [
      'filter[consumer_id]=%00',
      'filter[start_date]=yesterday',
      'cursor=%00',
      'filter[success]=maybe',
    ])
      expect((await send('GET', `/webhook/logs?${query}`)).status, query).toBe(400);
    expect((await send('PUT', '/webhook/webhooks')).status).toBe(405);
    expect(await send('GET', '/webhook/elsewhere')).toMatchObject({ status: 404, body: { status_code: 404 } });
    expect((await send('POST', '/webhook/webhooks', 'a'.repeat(1_100_000))).status).toBe(413);
    expect((await webhooks.list({})).getWebhooksResponse?.data).toEqual([]);
  });

  it('are not there for another tenant, a key without the scope, or when they are of another form', async () => {
    const [one, other] = [await workspace(), await workspace()];
    const { id } = await madeAt(one);
    const { id: standard } = await endpointAt(one.ctx, receiver.url);
    const doors = (of: typeof one.webhooks, at: string) => [
      () => of.get({ id: at }),
      () => of.update({ id: at, updateWebhookRequest: { status: 'disabled' } }),
      () => of.delete({ id: at }),
    ];
    for (const door of [...doors(other.webhooks, id), ...doors(one.webhooks, standard)])
      await expect(door()).rejects.toBeInstanceOf(NotFoundResponse);
    expect((await other.webhooks.list({})).getWebhooksResponse?.data).toEqual([]);
    await expect(clientOf(one.ctx, other.key).webhooks.list({})).rejects.toBeInstanceOf(UnauthorizedResponse);
    const narrow = await testKey(one.ctx, ['metadata', 'secrets', 'import']);
    const headers = { 'x-apideck-app-id': one.ctx.workspaceId };
    for (const path of ['/webhook/webhooks', `/webhook/webhooks/${id}`, '/webhook/logs'])
      expect(await ask('GET', path, { key: narrow, headers }), path).toMatchObject({ status: 403 });
    expect((await one.webhooks.list({})).getWebhooksResponse?.data.map((row) => row.id)).toEqual([id]);
  });
});

/** As receivers do it that parse first: keys of every object in order, arrays as they are. */
function resorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, resorted(part)]));
}

describe('a delivery', () => {
  it('names the consumer and the connection, and is believed by both kinds of receivers', async () => {
    const one = await workspace();
    const { signing_secret: secret } = await madeAt(one, { events: ['vault.connection.updated'] });
    await changeOne(one.ctx);
    await deliverOnce();
    const sent = receiver.received.at(-1) ?? { headers: {}, body: '' };
    expect(JSON.parse(sent.body)).toMatchObject({
      payload: {
        event_type: 'vault.connection.updated',
        service_id: 'apideck-vault',
        entity_id: `${one.ctx.workspaceId}+test_user_id`,
        entity_type: 'Connection',
        entity: { consumer_id: 'test_user_id', unified_api: 'crm', service_id: 'rest', enabled: true },
      },
    });
    for (const text of [sent.body, JSON.stringify(resorted(JSON.parse(sent.body)))])
      expect(createHmac('sha256', secret).update(text).digest('hex')).toBe(sent.headers['x-apideck-signature']);
    expect(sent.body).not.toContain(app.goodKey);
  });

  it('tells of a connection that other software brings in, switches off and on, and takes out', async () => {
    const one = await workspace();
    await madeAt(one);
    const { connections } = new Apideck({
      serverURL: listener.origin,
      apiKey: one.key,
      appId: one.ctx.workspaceId,
      consumerId: 'a/b',
    }).vault;
    const place = { unifiedApi: 'crm', serviceId: 'hubspot' };
    await connections.imports({ ...place, connectionImportData: { settings: { token: 'pat-na1-planted' } } });
    for (const enabled of [false, true]) await connections.update({ ...place, connection: { enabled } });
    await connections.delete(place);
    const told = (await eventRows(one.ctx)).map(({ type, payload }) => [type, payload.consumer]);
    const consumer = { externalId: 'a/b', connectionKey: 'crm+hubspot', isEnabled: true };
    expect(told).toEqual([
      ['vault.connection.created', consumer],
      ['vault.connection.disabled', { ...consumer, isEnabled: false }],
      ['vault.connection.updated', consumer],
      ['vault.connection.deleted', consumer],
    ]);
    await deliverOnce();
    expect(receiver.received.map(({ body }) => body).join()).not.toContain('planted');
  });

  it('is in the log, with its tries, by consumer, app, type, status and time', async () => {
    const one = await workspace();
    await madeAt(one, { events: ['vault.connection.updated'] });
    await endpointAt(one.ctx, receiver.url, { types: ['vault.connection.updated'] });
    await changeOne(one.ctx, 'a+b');
    await changeOne(one.ctx, 'c');
    receiver.answer = (response, { body }) => response.writeHead(body.includes('"c"') ? 204 : 503).end();
    expect((await one.eventLogs.list({})).getWebhookEventLogsResponse?.data).toEqual([]);
    await deliverOnce();
    await passTime(one.ctx);
    await deliverOnce();
    type Filter = NonNullable<Parameters<typeof one.eventLogs.list>[0]>['filter'];
    const logs = async (filter: Filter) => {
      const { getWebhookEventLogsResponse: page } = await one.eventLogs.list({ filter });
      return page?.data ?? [];
    };
    const consumersOf = async (filter: Filter) => (await logs(filter)).map(({ consumerId }) => consumerId);
    const [delivered, waiting] = await logs({});
    expect(delivered).toMatchObject({
      statusCode: 204,
      success: true,
      applicationId: one.ctx.workspaceId,
      consumerId: 'c',
      unifiedApi: 'crm',
      service: { id: 'rest' },
      endpoint: receiver.url,
      eventType: 'vault.connection.updated',
      executionAttempt: 1,
      retryScheduled: false,
      attempts: [{ statusCode: 204, success: true, executionAttempt: 1 }],
    });
    expect(JSON.parse(delivered?.requestBody ?? '')).toMatchObject({ payload: { entity: { consumer_id: 'c' } } });
    expect(waiting).toMatchObject({ statusCode: 503, success: false, consumerId: 'a+b', retryScheduled: true });
    expect(waiting?.attempts?.map(({ executionAttempt }) => executionAttempt)).toEqual([1, 2]);
    expect(await consumersOf({ consumerId: 'a+b' })).toEqual(['a+b']);
    expect(await consumersOf({ service: { id: 'rest' }, success: true })).toEqual(['c']);
    expect(await consumersOf({ service: { id: 'github' } })).toEqual([]);
    expect(await consumersOf({ statusCodes: [503, 500] })).toEqual(['a+b']);
    expect(await consumersOf({ statusCode: 204, eventType: 'vault.connection.updated' })).toEqual(['c']);
    expect(await consumersOf({ executionAttempt: 2 })).toEqual(['a+b']);
    expect(await consumersOf({ entityType: 'Company' })).toEqual([]);
    const hour = 3_600_000;
    const [before, after] = [new Date(Date.now() - hour), new Date(Date.now() + hour)];
    expect(await consumersOf({ startDate: before, endDate: after })).toEqual(['c', 'a+b']);
    expect(await consumersOf({ startDate: after })).toEqual([]);
    await expect(one.eventLogs.list({ filter: { eventId: 'x' } })).rejects.toBeInstanceOf(BadRequestResponse);
    const pages: number[] = [];
    for await (const { getWebhookEventLogsResponse: page } of await one.eventLogs.list({ limit: 1 }))
      pages.push(page?.data.length ?? 0);
    expect(pages).toEqual([1, 1]);
    expect((await (await workspace()).eventLogs.list({})).getWebhookEventLogsResponse?.data).toEqual([]);
  });
});
