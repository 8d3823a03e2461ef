import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { transact, type Tx } from '#db/client.ts';
import { connections } from '#db/schema/connections.ts';
import { credentials } from '#db/schema/credentials.ts';
import { events } from '#db/schema/webhooks.ts';
import { testDatabase } from '#db/testing.ts';
import { batchRecorder, recorder } from '#lib/audit/commands.ts';
import { dayMs } from '#lib/clock.ts';
import { setEnvironment } from '#lib/batches/commands.ts';
import { deleteConsumer, ensureConsumer } from '#lib/consumers/commands.ts';
import { createCredential, updateCredential } from '#lib/credentials/commands.ts';
import { getCredential } from '#lib/credentials/queries.ts';
import { restInput, startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { deliveryRows, endpointAt, eventRows, startReceiver, type Receiver } from '#lib/deliveries/testing.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { deleteCredentials, restoreCredentials } from '#lib/trash/commands.ts';
import { setEnabled } from '#lib/webhooks/commands.ts';
import { purgeEvents } from './commands.ts';
import { eventDays } from './schema.ts';

let app: TestApp;
let receiver: Receiver;
beforeAll(async () => {
  await testDatabase();
  [app, receiver] = [await startTestApp(), await startReceiver()];
});
afterAll(() => Promise.all([app.close(), receiver.close()]));

const typesTold = async (ctx: WorkspaceCtx) => (await eventRows(ctx)).map((row) => row.type);

const entryOf = (id: string, action = 'credential.updated') => ({
  action,
  targetKind: 'credential',
  targetId: id,
  targetLabel: 'Orders API',
});

describe('what a command does', () => {
  it('is told with it, in the order in which it happened', async () => {
    const ctx = await testWorkspace();
    const { id: endpointId } = await endpointAt(ctx, receiver.url);
    const { id } = await createCredential(ctx, restInput(app));
    await setEnvironment(ctx, [id], 'staging');
    await deleteCredentials(ctx, [id]);
    await restoreCredentials(ctx, [id]);
    expect(await typesTold(ctx)).toEqual([
      'vault.connection.created',
      'vault.connection.callable',
      'vault.connection.updated',
      'vault.connection.deleted',
      'vault.connection.created',
      'vault.connection.callable',
    ]);
    const [, , updated] = await eventRows(ctx);
    expect(updated?.payload).toEqual({
      credential: {
        id,
        identifier: (await getCredential(ctx, id)).identifier,
        name: 'Orders API',
        component: 'rest',
        authType: 'api_key',
        environment: 'staging',
        state: 'passed',
        createdAt: expect.any(Number),
        updatedAt: expect.any(Number),
      },
      consumer: null,
      standing: { state: 'callable', health: 'ok' },
      facts: {},
    });
    const sent = await deliveryRows(ctx);
    expect(sent).toHaveLength(6);
    expect(sent[0]).toMatchObject({ endpointId, state: 'due', attempts: 0, generation: 0 });
  });

  it('names the consumer whose it is, and the connection other software knows it as', async () => {
    const ctx = await testWorkspace();
    await endpointAt(ctx, receiver.url, { types: ['vault.connection.updated', 'vault.connection.deleted'] });
    const { id } = await createCredential(ctx, restInput(app));
    const { id: consumerId } = await ensureConsumer(ctx, 'account:12345');
    const own = eq(credentials.id, id);
    const place = { tenantId: ctx.tenantId, workspaceId: ctx.workspaceId, credentialId: id };
    await transact(async (tx) => {
      await tx.update(credentials).set({ consumerId }).where(own);
    });
    await setEnvironment(ctx, [id], 'staging');
    await transact(async (tx) => {
      await tx.update(credentials).set({ connectionKey: 'crm+rest' }).where(own);
      await tx.insert(connections).values({ ...place, enabled: false, metadata: {}, configuration: [] });
    });
    await deleteConsumer(ctx, consumerId);
    expect((await eventRows(ctx)).map(({ type, payload }) => [type, payload.consumer])).toEqual([
      ['vault.connection.updated', { externalId: 'account:12345', connectionKey: null, isEnabled: true }],
      ['vault.connection.deleted', { externalId: 'account:12345', connectionKey: 'crm+rest', isEnabled: false }],
    ]);
  });

  it('is told to those who want its type, once to each', async () => {
    const ctx = await testWorkspace();
    const all = await endpointAt(ctx, receiver.url);
    const some = await endpointAt(ctx, receiver.url, { types: ['vault.connection.callable'] });
    const none = await endpointAt(ctx, receiver.url, { types: ['credential.expiring'] });
    await createCredential(ctx, restInput(app));
    const told = (await deliveryRows(ctx)).map(({ endpointId, type }) => [endpointId, type]);
    expect(told).toEqual([
      [all.id, 'vault.connection.created'],
      [all.id, 'vault.connection.callable'],
      [some.id, 'vault.connection.callable'],
    ]);
    expect(told.flat()).not.toContain(none.id);
  });

  it('makes a credential callable that was not, and only then says so', async () => {
    const ctx = await testWorkspace();
    const { id } = await createCredential(ctx, restInput(app));
    await endpointAt(ctx, receiver.url, { types: ['vault.connection.callable'] });
    const replace = async () => {
      const { revision, name, environment, settings } = await getCredential(ctx, id);
      const secret = { apiKey: app.goodKey };
      const change = { name, environment, settings, secret, expiresAt: null, acceptUntested: false };
      await updateCredential(ctx, { id, revision, ...change });
    };
    await replace();
    expect(await typesTold(ctx)).toEqual([]);
    await transact(async (tx) => {
      await tx.update(credentials).set({ state: 'failed' }).where(eq(credentials.id, id));
    });
    await replace();
    expect(await typesTold(ctx)).toEqual(['vault.connection.callable']);
  });

  it('is told to nobody of another workspace, and to no endpoint that is switched off', async () => {
    const [ctx, other] = [await testWorkspace(), await testWorkspace()];
    await endpointAt(other, receiver.url);
    const { id } = await endpointAt(ctx, receiver.url);
    await setEnabled(ctx, { id, on: false });
    await createCredential(ctx, restInput(app));
    expect([...(await eventRows(ctx)), ...(await eventRows(other)), ...(await deliveryRows(other))]).toEqual([]);
  });

  it('is not told when it was rolled back', async () => {
    const ctx = await testWorkspace();
    await endpointAt(ctx, receiver.url);
    const { id } = await createCredential(ctx, restInput(app));
    const before = await typesTold(ctx);
    const record = await recorder(ctx);
    const failed = transact(async (tx, now) => {
      await record(tx, now, entryOf(id));
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(await typesTold(ctx)).toEqual(before);
    expect(await deliveryRows(ctx)).toHaveLength(before.length);
  });

  it('is told once when two at the same time make the database repeat one of them', async () => {
    const ctx = await testWorkspace();
    await endpointAt(ctx, receiver.url, { types: ['vault.connection.updated'] });
    const { id } = await createCredential(ctx, restInput(app));
    const record = await recorder(ctx);
    let runs = 0;
    const count = async (tx: Tx, now: number): Promise<void> => {
      runs += 1;
      const [row] = await tx.select({ revision: credentials.revision }).from(credentials).where(eq(credentials.id, id));
      await tx
        .update(credentials)
        .set({ revision: (row?.revision ?? 0) + 1 })
        .where(eq(credentials.id, id));
      await record(tx, now, entryOf(id));
    };
    await Promise.all(Array.from({ length: 4 }, () => transact(count)));
    expect(await eventRows(ctx)).toHaveLength(4);
    expect(await deliveryRows(ctx)).toHaveLength(4);
    expect(runs).toBeGreaterThanOrEqual(4);
  });

  it('is told for many at once', async () => {
    const ctx = await testWorkspace();
    await endpointAt(ctx, receiver.url, { types: ['vault.connection.updated'] });
    const ids: string[] = [];
    for (const name of ['A', 'B', 'C']) ids.push((await createCredential(ctx, restInput(app, { name }))).id);
    const record = await batchRecorder(ctx);
    await transact((tx, now) =>
      record(
        tx,
        now,
        [...ids, 'crd_none'].map((id) => entryOf(id)),
      ),
    );
    expect((await eventRows(ctx)).map((row) => row.credentialId)).toEqual(ids);
  });

  it('holds nothing secret: no key, no setting', async () => {
    const ctx = await testWorkspace();
    await endpointAt(ctx, receiver.url);
    const canary = app.goodKey;
    const { id } = await createCredential(ctx, restInput(app));
    const { revision, settings } = await getCredential(ctx, id);
    const change = { name: 'Renamed', environment: 'staging', settings, secret: { apiKey: canary }, expiresAt: null };
    await updateCredential(ctx, { id, revision, ...change, acceptUntested: false });
    const told = JSON.stringify(await eventRows(ctx));
    expect(told).toContain('Renamed');
    for (const text of [canary, Buffer.from(canary).toString('base64'), app.url, 'X-API-Key'])
      expect(told).not.toContain(text);
  });
});

it('events are cleared away after a month, with what became of them', async () => {
  const ctx = await testWorkspace();
  await endpointAt(ctx, receiver.url);
  await createCredential(ctx, restInput(app));
  const [old, recent] = await eventRows(ctx);
  await transact(async (tx, now) => {
    await tx
      .update(events)
      .set({ at: now - (eventDays + 1) * dayMs })
      .where(eq(events.id, old?.id ?? ''));
  });
  expect(await purgeEvents()).toBe(1);
  expect((await eventRows(ctx)).map((row) => row.id)).toEqual([recent?.id]);
  expect((await deliveryRows(ctx)).map((row) => row.eventId)).toEqual([recent?.id]);
});
