import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { deliveries } from '#db/schema/webhooks.ts';
import { batchRecorder } from '#lib/audit/commands.ts';
import { plantRow } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { deliverOnce, deliveryRows, endpointAt, passTime, testReceiver } from '#lib/deliveries/testing.ts';
import { testWorkspace, withRole } from '#lib/gate/testing.ts';
import { setEnabled } from '#lib/webhooks/commands.ts';
import { replayDead, replayDelivery } from './commands.ts';
import { countDeliveries, listAttempts, listDeliveries } from './queries.ts';
import { deliveryPageSize } from './schema.ts';

const receiver = testReceiver();

/** A workspace that listens, and so many events in it. */
async function told(n: number, type = 'updated') {
  const ctx = await testWorkspace();
  const { id: endpointId } = await endpointAt(ctx, receiver().url);
  await plantRow(ctx, { id: 'crd_1', name: 'Orders API' });
  await tell(ctx, n, type);
  return { ctx, endpointId };
}

async function tell(ctx: WorkspaceCtx, n: number, type: string): Promise<void> {
  const record = await batchRecorder(ctx);
  const entry = {
    action: `credential.${type}`,
    targetKind: 'credential',
    targetId: 'crd_1',
    targetLabel: 'Orders API',
  };
  const entries = Array.from({ length: n }, () => entry);
  await transact((tx, now) => record(tx, now, entries));
}

const giveUp = (ctx: WorkspaceCtx) =>
  transact(async (tx) => {
    await tx
      .update(deliveries)
      .set({ state: 'dead', nextAttemptAt: null, attempts: 10 })
      .where(eq(deliveries.tenantId, ctx.tenantId));
  });

describe('the log', () => {
  it('is newest first, page by page, by state and by type', async () => {
    const { ctx, endpointId } = await told(deliveryPageSize + 5);
    await tell(ctx, 1, 'expiring');
    const first = await listDeliveries(ctx, { endpointId });
    expect(first.rows[0]).toMatchObject({ type: 'credential.expiring', credentialName: 'Orders API', state: 'due' });
    const second = await listDeliveries(ctx, { endpointId, after: first.next });
    expect([first.rows.length, second.rows.length, second.next]).toEqual([deliveryPageSize, 6, null]);
    const ids = [...first.rows, ...second.rows].map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted().toReversed());
    expect((await listDeliveries(ctx, { endpointId, type: 'credential.expiring' })).rows).toHaveLength(1);
    expect((await listDeliveries(ctx, { endpointId, state: 'delivered' })).rows).toEqual([]);
    await deliverOnce();
    expect((await listDeliveries(ctx, { endpointId, state: 'delivered' })).rows).toHaveLength(4);
    expect(await countDeliveries(ctx, endpointId)).toEqual({ due: deliveryPageSize + 2, dead: 0 });
  });

  it('is not there for others', async () => {
    const { ctx, endpointId } = await told(1);
    const other = await testWorkspace();
    const [delivery] = await deliveryRows(ctx);
    const id = delivery?.id ?? '';
    await giveUp(ctx);
    await expect(listDeliveries(other, { endpointId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await listAttempts(other, id)).toEqual([]);
    expect(await countDeliveries(other, endpointId)).toEqual({ due: 0, dead: 0 });
    await expect(replayDelivery(other, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(replayDead(other, endpointId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const builder = withRole(ctx, 'builder');
    for (const run of [
      () => listDeliveries(builder, { endpointId }),
      () => replayDelivery(builder, id),
      () => listAttempts(builder, id),
    ])
      await expect(run()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await deliveryRows(ctx)).toMatchObject([{ state: 'dead' }]);
  });
});

describe('what was given up', () => {
  it('is sent again with its id, and has its ten tries before it', async () => {
    const { ctx, endpointId } = await told(1);
    await giveUp(ctx);
    const [dead] = await deliveryRows(ctx);
    await replayDelivery(ctx, dead?.id ?? '');
    expect(await deliveryRows(ctx)).toMatchObject([{ state: 'due', attempts: 10, replayedAfter: 10 }]);
    await expect(replayDelivery(ctx, dead?.id ?? '')).rejects.toMatchObject({ code: 'STATE_INVALID' });
    receiver().answer = (response) => response.writeHead(500).end();
    await deliverOnce();
    expect(await deliveryRows(ctx)).toMatchObject([{ state: 'due', attempts: 11 }]);
    receiver().answer = (response) => response.writeHead(204).end();
    await passTime(ctx);
    await deliverOnce();
    expect(await deliveryRows(ctx)).toMatchObject([{ state: 'delivered', attempts: 12 }]);
    expect(receiver().received.at(-1)?.headers['webhook-id']).toBe(dead?.eventId);
    expect((await listAttempts(ctx, dead?.id ?? '')).map(({ number }) => number)).toEqual([12, 11]);
    await replayDelivery(ctx, dead?.id ?? '');
    expect(await countDeliveries(ctx, endpointId)).toEqual({ due: 1, dead: 0 });
  });

  it('is sent again all at once, more than one portion, and that is written down once', async () => {
    const { ctx, endpointId } = await told(450);
    await giveUp(ctx);
    expect(await countDeliveries(ctx, endpointId)).toEqual({ due: 0, dead: 450 });
    expect(await replayDead(ctx, endpointId)).toBe(450);
    expect(await countDeliveries(ctx, endpointId)).toEqual({ due: 450, dead: 0 });
    expect(await replayDead(ctx, endpointId)).toBe(0);
    const rows = await read()
      .select({ action: audit.action, detail: audit.detail })
      .from(audit)
      .where(eq(audit.targetId, endpointId));
    expect(rows.filter(({ action }) => action === 'webhook.replayed').map(({ detail }) => detail)).toEqual([
      { count: 450 },
    ]);
  });

  it('stays where it is while the webhook is switched off', async () => {
    const { ctx, endpointId } = await told(1);
    await giveUp(ctx);
    await setEnabled(ctx, { id: endpointId, on: false });
    const [dead] = await deliveryRows(ctx);
    for (const run of [() => replayDelivery(ctx, dead?.id ?? ''), () => replayDead(ctx, endpointId)])
      await expect(run()).rejects.toMatchObject({ code: 'STATE_INVALID' });
    expect(await deliveryRows(ctx)).toMatchObject([{ state: 'dead' }]);
  });
});
