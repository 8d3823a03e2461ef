import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { deliveries, webhookEndpoints } from '#db/schema/webhooks.ts';
import { read } from '#db/client.ts';
import { testDatabase } from '#db/testing.ts';
import { batchRecorder } from '#lib/audit/commands.ts';
import { dayMs, minuteMs } from '#lib/clock.ts';
import { createCredential } from '#lib/credentials/commands.ts';
import { restInput, startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { listAttempts } from '#lib/delivery-log/queries.ts';
import { disable, setEnabled } from '#lib/webhooks/commands.ts';
import { newTurn } from './commands.ts';
import {
  claim,
  deliverOnce,
  deliveryRows,
  endpointAt,
  endpointRow,
  passTime,
  settle,
  startReceiver,
  tryOnce,
  type Receiver,
} from './testing.ts';

let app: TestApp;
let receiver: Receiver;
beforeEach(async () => {
  await testDatabase();
  [app, receiver] = [await startTestApp(), await startReceiver()];
});
afterEach(() => Promise.all([app.close(), receiver.close()]));
afterEach(() => vi.unstubAllEnvs());

/** So many events wait for whoever listens there. */
async function told(ctx: WorkspaceCtx, n: number): Promise<void> {
  const { id } = await createCredential(ctx, restInput(app, { name: `For ${n}` }));
  const record = await batchRecorder(ctx);
  const entry = { action: 'credential.updated', targetKind: 'credential', targetId: id, targetLabel: 'Orders API' };
  await transact((tx, now) =>
    record(
      tx,
      now,
      Array.from({ length: n }, () => entry),
    ),
  );
}

async function listening(change = {}, n = 1) {
  const ctx = await testWorkspace();
  const { id, secret } = await endpointAt(ctx, receiver.url, { types: ['vault.connection.updated'], ...change });
  await told(ctx, n);
  return { ctx, id, secret };
}

describe('a claim', () => {
  it('gives each delivery once, four of an endpoint at the same time, to all programs together', async () => {
    const { ctx } = await listening({}, 10);
    const claims = (await Promise.all([claim(), claim(), claim()])).flat();
    expect(claims).toHaveLength(4);
    expect(new Set(claims.map(({ id }) => id)).size).toBe(4);
    expect(await claim()).toEqual([]);
    const [first] = claims;
    if (!first) throw new Error('no claim');
    await settle(await tryOnce(first));
    expect(await claim()).toHaveLength(1);
    expect((await deliveryRows(ctx)).filter((row) => row.state === 'delivered')).toHaveLength(1);
  });

  it('that nobody settled is made again when its lease is over, and then the first is worth nothing', async () => {
    const { ctx } = await listening();
    const [first] = await claim();
    if (!first) throw new Error('no claim');
    await transact(async (tx, now) => {
      await tx.update(deliveries).set({ nextAttemptAt: now - 1, leasedUntil: now - 1 });
    });
    const [second] = await claim();
    expect(second?.id).toBe(first.id);
    expect(second?.generation).toBe(first.generation + 1);
    await settle(await tryOnce(first));
    expect(await deliveryRows(ctx)).toMatchObject([{ state: 'due', attempts: 0 }]);
    if (second) await settle(await tryOnce(second));
    expect(await deliveryRows(ctx)).toMatchObject([{ state: 'delivered', attempts: 1 }]);
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([
      first.parcel.message.id,
      first.parcel.message.id,
    ]);
  });

  it('gives places to the tenant that holds the fewest', async () => {
    const [big, small] = [await testWorkspace(), await testWorkspace()];
    for (let n = 0; n < 5; n += 1) await endpointAt(big, receiver.url, { types: ['vault.connection.updated'] });
    await endpointAt(small, receiver.url, { types: ['vault.connection.updated'] });
    await told(big, 10);
    await told(small, 10);
    const share = async (places: number, held: string[]) => {
      const claims = await claim(places, held);
      const ofSmall = claims.filter(({ endpoint }) => endpoint.tenantId === small.tenantId).length;
      await transact(async (tx, now) => {
        await tx.update(deliveries).set({ nextAttemptAt: now, leasedUntil: null });
      });
      return [claims.length - ofSmall, ofSmall];
    };
    expect(await share(4, [])).toEqual([2, 2]);
    expect(await share(4, Array<string>(6).fill(big.tenantId))).toEqual([0, 4]);
    expect(await share(32, [])).toEqual([16, 4]);
  });

  it('goes from endpoint to endpoint', async () => {
    const ctx = await testWorkspace();
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1)
      ids.push((await endpointAt(ctx, receiver.url, { types: ['vault.connection.updated'] })).id);
    await told(ctx, 3);
    const turn = newTurn();
    const seen: string[] = [];
    for (let n = 0; n < 6; n += 1) for (const { endpoint } of await claim(1, [], turn)) seen.push(endpoint.id);
    expect(seen).toEqual([...ids, ...ids]);
  });

  it('leaves alone who is switched off, until it is switched on again', async () => {
    const { ctx, id } = await listening();
    await setEnabled(ctx, { id, on: false });
    expect(await claim()).toEqual([]);
    await setEnabled(ctx, { id, on: true });
    expect(await claim()).toHaveLength(1);
  });
});

describe('a delivery', () => {
  it('that fails is tried again with the same id, and each try is in its log', async () => {
    const { ctx, id } = await listening();
    receiver.answer = (response) => response.writeHead(500).end();
    await deliverOnce();
    const [failed] = await deliveryRows(ctx);
    expect(failed).toMatchObject({
      state: 'due',
      attempts: 1,
      lastStatus: 500,
      lastCode: 'HTTP 500',
      leasedUntil: null,
    });
    expect((failed?.nextAttemptAt ?? 0) - (failed?.createdAt ?? 0)).toBeGreaterThanOrEqual(4_500);
    expect((await endpointRow(ctx, id)).failingSince).not.toBeNull();
    expect(await claim()).toEqual([]);
    receiver.answer = (response) => response.writeHead(200).end('thanks');
    await passTime(ctx);
    await deliverOnce();
    expect(await deliveryRows(ctx)).toMatchObject([{ state: 'delivered', attempts: 2, nextAttemptAt: null }]);
    expect((await endpointRow(ctx, id)).failingSince).toBeNull();
    const [one, two] = receiver.received;
    expect(one?.headers['webhook-id']).toBe(two?.headers['webhook-id']);
    expect(one?.body).toBe(two?.body);
    expect(await listAttempts(ctx, failed?.id ?? '')).toMatchObject([
      { number: 2, status: 200, code: 'delivered', message: null },
      { number: 1, status: 500, code: 'HTTP 500' },
    ]);
  });

  it('is given up after ten tries', async () => {
    const { ctx } = await listening();
    receiver.answer = (response) => response.writeHead(503).end();
    for (let tries = 0; tries < 12; tries += 1) {
      await passTime(ctx);
      await deliverOnce();
    }
    expect(receiver.received).toHaveLength(10);
    expect(await deliveryRows(ctx)).toMatchObject([{ state: 'dead', attempts: 10, nextAttemptAt: null }]);
  });

  it('waits as long as the receiver asks, and so does everything else for it', async () => {
    const { ctx, id } = await listening({}, 2);
    receiver.answer = (response) => response.writeHead(429, { 'retry-after': '3600' }).end();
    const [first] = await claim(1);
    if (!first) throw new Error('no claim');
    await settle(await tryOnce(first));
    const { pausedUntil } = await endpointRow(ctx, id);
    expect(pausedUntil).toBeGreaterThan(Date.now() + 59 * minuteMs);
    expect(await claim()).toEqual([]);
    await transact(async (tx, now) => {
      await tx.update(webhookEndpoints).set({ pausedUntil: now }).where(eq(webhookEndpoints.id, id));
    });
    expect(await claim()).toHaveLength(1);
  });

  it('to somebody who is gone switches the endpoint off, and is written down', async () => {
    const { ctx, id } = await listening({}, 2);
    receiver.answer = (response) => response.writeHead(410).end();
    const ended = await deliverOnce(1);
    expect(ended).toEqual([{ endpoint: expect.objectContaining({ id }), because: 'gone' }]);
    for (const { endpoint, because } of ended) await disable(ctx, endpoint.id, because);
    expect(await endpointRow(ctx, id)).toMatchObject({ disabledBecause: 'gone' });
    expect(await claim()).toEqual([]);
    const actions = await read().select({ action: audit.action }).from(audit).where(eq(audit.targetId, id));
    expect(actions.map(({ action }) => action)).toContain('webhook.disabled');
  });

  it('to an endpoint that nothing has reached for five days is the last', async () => {
    const { ctx, id } = await listening();
    receiver.answer = (response) => response.writeHead(500).end();
    const failingFor = (ms: number) =>
      transact(async (tx, now) => {
        await tx
          .update(webhookEndpoints)
          .set({ failingSince: now - ms })
          .where(eq(webhookEndpoints.id, id));
      });
    await failingFor(4 * dayMs);
    expect(await deliverOnce()).toEqual([]);
    await failingFor(5 * dayMs);
    await passTime(ctx);
    expect(await deliverOnce()).toMatchObject([{ because: 'failing' }]);
  });

  it('follows no redirect', async () => {
    const { ctx } = await listening();
    const elsewhere = await startReceiver();
    receiver.answer = (response) => response.writeHead(307, { location: elsewhere.url }).end();
    await deliverOnce();
    expect(elsewhere.received).toEqual([]);
    expect(await deliveryRows(ctx)).toMatchObject([{ state: 'due', lastStatus: 307, lastCode: 'OUT-110' }]);
    await elsewhere.close();
  });

  it('goes to no private address the operator has not named, and says which line is missing', async () => {
    const { ctx } = await listening();
    vi.stubEnv('OUTBOUND_ALLOW', '');
    await deliverOnce();
    expect(receiver.received).toEqual([]);
    const [row] = await deliveryRows(ctx);
    expect(row).toMatchObject({ state: 'due', lastStatus: null, lastCode: 'OUT-101' });
    expect((await listAttempts(ctx, row?.id ?? ''))[0]?.message).toContain('OUTBOUND_ALLOW=127.0.0.1:');
  });

  it('of an endpoint whose secret cannot be read is a failed try, not a crash', async () => {
    const { ctx, id } = await listening();
    await transact(async (tx) => {
      await tx.update(webhookEndpoints).set({ secretVersion: 7 }).where(eq(webhookEndpoints.id, id));
    });
    await deliverOnce();
    expect(receiver.received).toEqual([]);
    expect(await deliveryRows(ctx)).toMatchObject([{ state: 'due', attempts: 1, lastCode: 'UNREADABLE' }]);
  });
});
