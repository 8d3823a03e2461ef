import { request as httpRequest } from 'node:http';
import { json } from 'node:stream/consumers';
import { Apideck } from '@apideck/unify';
import { BadRequestResponse, NotFoundResponse } from '@apideck/unify/models/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { ask, startListener } from '../testing.ts';
import { testVault } from './testing.ts';

let listener: Awaited<ReturnType<typeof startListener>>;
beforeAll(async () => {
  await testDatabase();
  listener = await startListener();
});
afterAll(() => listener.stop());

const vault = () => testVault(listener.origin);
const hubspot = { unifiedApi: 'crm', serviceId: 'hubspot' } as const;

const envelope = (status: number, type: string) => ({
  status_code: status,
  type_name: type,
  ref: `https://developers.apideck.com/errors#${type.toLowerCase()}`,
});

/** With headers sent as they are, each as often as it has values. */
async function sendRaw(path: string, headers: Record<string, string | string[]>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    httpRequest(listener.origin + path, { headers }, (answer) => void json(answer).then(resolve, reject))
      .on('error', reject)
      .end();
  });
}

describe('the documented name of', () => {
  it('a header that is missing, twice, or of no consumer there can be', async () => {
    const { ctx, key, headers } = await vault();
    const authorization = `Bearer ${key}`;
    const invalid = envelope(400, 'RequestHeadersValidationError');
    const twice = (name: string, value: string) => ({ authorization, ...headers, [name]: [value, value] });
    for (const sent of [
      { authorization },
      twice('x-apideck-app-id', ctx.workspaceId),
      twice('x-apideck-consumer-id', 'user-1'),
      { authorization, ...headers, 'x-apideck-consumer-id': 'a'.repeat(256) },
    ])
      expect(await sendRaw('/vault/connections', sent), JSON.stringify(sent)).toMatchObject(invalid);
    expect(await sendRaw('/vault/connections', { authorization })).toMatchObject({
      detail: 'Missing Header: x-apideck-app-id',
      code: 'INPUT_INVALID',
    });
    expect(await sendRaw('/webhook/webhooks', { authorization })).toMatchObject(invalid);
    const nameless = new Apideck({ serverURL: listener.origin, apiKey: key, consumerId: 'user-1' });
    const error = await nameless.vault.connections.list({}).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BadRequestResponse);
    expect(error).toMatchObject({ statusCode: 400, typeName: 'RequestHeadersValidationError' });
  });

  it('a consumer in the body that cannot be one, which is no header', async () => {
    const { key, headers } = await vault();
    const { 'x-apideck-consumer-id': _, ...others } = headers;
    const body = { consumer_id: 'a'.repeat(256), settings: { token: 'x' } };
    const answer = await ask('POST', '/vault/connections/crm/hubspot/import', { key, headers: others, body });
    expect(answer.body).toMatchObject(envelope(400, 'RequestValidationError'));
  });

  it('a cursor of no page', async () => {
    const { client } = await vault();
    for (const list of [
      () => client.vault.consumers.list({ cursor: 'elsewhere' }),
      () => client.vault.consumers.list({ cursor: 'x'.repeat(201) }),
      () => client.webhook.eventLogs.list({ cursor: 'no id' }),
    ]) {
      const error = await list().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(BadRequestResponse);
      expect(error).toMatchObject({ statusCode: 400, typeName: 'InvalidCursorError' });
    }
    await expect(client.vault.consumers.list({ limit: 201 })).rejects.toMatchObject({
      typeName: 'RequestValidationError',
    });
  });

  it('a filter nobody here knows, and not of one with a value it does not have', async () => {
    const { client, key, headers } = await vault();
    const error = await client.webhook.eventLogs.list({ filter: { eventId: 'x' } }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BadRequestResponse);
    expect(error).toMatchObject({
      statusCode: 400,
      typeName: 'UnsupportedFiltersError',
      detail: expect.stringContaining('consumer_id'),
    });
    const typeOf = async (query: string) => (await ask('GET', `/webhook/logs?${query}`, { key, headers })).body;
    for (const query of ['filter[colour]=red', 'filter[__proto__]=1', 'filter[toString]=1'])
      expect(await typeOf(query), query).toMatchObject(envelope(400, 'UnsupportedFiltersError'));
    expect(await typeOf('filter[success]=maybe')).toMatchObject(envelope(400, 'RequestValidationError'));
    expect(await typeOf('filter[colour]=')).toMatchObject({ status_code: 200 });
  });

  it('a connection that nothing is saved of', async () => {
    const { client, connections, call } = await vault();
    for (const run of [
      () => connections.update({ ...hubspot, connection: { enabled: false } }),
      () => connections.delete(hubspot),
      () => connections.token({ ...hubspot, requestBody: {} }),
      () => client.vault.validateConnection.state(hubspot),
    ]) {
      const error = await run().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(NotFoundResponse);
      expect(error).toMatchObject({ statusCode: 404, typeName: 'ConnectionNotFoundError' });
    }
    const { body } = await call('DELETE', '/crm/hubspot');
    expect(body).toMatchObject({ ...envelope(404, 'ConnectionNotFoundError'), code: 'NOT_FOUND' });
    expect(body).not.toHaveProperty('what');
    await expect(connections.get({ ...hubspot, serviceId: 'unheard-of' })).rejects.toMatchObject({
      typeName: 'ConnectorNotFoundError',
    });
    await expect(client.vault.consumers.get({ consumerId: 'nobody' })).rejects.toMatchObject({
      typeName: 'EntityNotFoundError',
    });
  });
});

it('there is nowhere to migrate a connection to', async () => {
  const { connections } = await vault();
  await connections.imports({ ...hubspot, connectionImportData: { settings: { token: 'x' } } });
  const request = { ...hubspot, connectionMigrateData: { targetServiceId: 'salesforce' } };
  await expect(connections.migrate(request)).rejects.toBeInstanceOf(NotFoundResponse);
  expect((await connections.get(hubspot)).getConnectionResponse?.data.state).toBe('callable');
});
