import { and, eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { webhookEndpoints } from '#db/schema/webhooks.ts';
import { hourMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { endpointAt, endpointRow, testReceiver } from '#lib/deliveries/testing.ts';
import { testWorkspace, withRole } from '#lib/gate/testing.ts';
import { sendTest } from '#lib/messages/commands.ts';
import { Webhook } from 'standardwebhooks';
import { createEndpoint, deleteEndpoint, rotateSecret, setEnabled, updateEndpoint } from './commands.ts';
import { getEndpoint, listEndpoints, openSecrets } from './queries.ts';
import { endpointsMax, newEndpoint, rotationHours } from './schema.ts';

const receiver = testReceiver();

const actions = async (ctx: WorkspaceCtx, id: string) =>
  (
    await read()
      .select({ action: audit.action })
      .from(audit)
      .where(and(eq(audit.tenantId, ctx.tenantId), eq(audit.targetId, id)))
      .orderBy(audit.id)
  ).map((row) => row.action);

describe('webhooks', () => {
  it('are created, changed, switched off and on, and deleted, and each is written down', async () => {
    const ctx = await testWorkspace();
    const { id, secret } = await endpointAt(ctx, receiver().url, { description: 'Billing' });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(await listEndpoints(ctx)).toMatchObject([{ id, url: receiver().url, description: 'Billing', types: ['*'] }]);
    const change = { id, revision: 1, url: receiver().url, description: 'Accounts', types: ['credential.expiring'] };
    await updateEndpoint(ctx, change);
    await expect(updateEndpoint(ctx, change)).rejects.toMatchObject({ code: 'CHANGED_MEANWHILE' });
    await setEnabled(ctx, { id, on: false });
    expect(await getEndpoint(ctx, id)).toMatchObject({ state: 'disabled', disabledBecause: 'person' });
    await setEnabled(ctx, { id, on: false });
    await setEnabled(ctx, { id, on: true });
    await setEnabled(ctx, { id, on: true });
    expect(await getEndpoint(ctx, id)).toMatchObject({ state: 'delivering', description: 'Accounts' });
    await sendTest(ctx, id);
    await deleteEndpoint(ctx, id);
    expect(await listEndpoints(ctx)).toEqual([]);
    expect(await actions(ctx, id)).toEqual([
      'webhook.created',
      'webhook.updated',
      'webhook.disabled',
      'webhook.enabled',
      'webhook.tested',
      'webhook.disabled',
      'webhook.deleted',
    ]);
  });

  it('are not there for another workspace or tenant, and not for builders', async () => {
    const [ctx, other] = [await testWorkspace(), await testWorkspace()];
    const { id } = await endpointAt(ctx, receiver().url);
    const change = { id, revision: 1, url: receiver().url, description: '', types: ['*'] };
    const doors = (as: WorkspaceCtx) => [
      () => getEndpoint(as, id),
      () => updateEndpoint(as, change),
      () => rotateSecret(as, id),
      () => setEnabled(as, { id, on: false }),
      () => setEnabled(as, { id, on: true }),
      () => deleteEndpoint(as, id),
      () => sendTest(as, id),
    ];
    for (const door of doors(other)) await expect(door()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    for (const door of doors(withRole(ctx, 'builder')))
      await expect(door()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(listEndpoints(withRole(ctx, 'builder'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(endpointAt(withRole(ctx, 'builder'), receiver().url)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await listEndpoints(other)).toEqual([]);
    expect(await getEndpoint(ctx, id)).toMatchObject({ state: 'delivering', revision: 1 });
  });

  it('lead only where messages may be sent, and say which line an operator must add', async () => {
    const ctx = await testWorkspace();
    const refusal = (url: string) => expect(endpointAt(ctx, url)).rejects;
    await refusal('https://10.1.2.3/hook').toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('OUTBOUND_ALLOW=10.1.2.3:443'),
      detail: { field: 'url', reason: 'OUT-103', line: 'OUTBOUND_ALLOW=10.1.2.3:443' },
    });
    await refusal('http://127.0.0.9:8080/hook').toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('OUTBOUND_ALLOW=127.0.0.9:8080'),
    });
    await refusal('http://[::1]:8080/').toMatchObject({ detail: { field: 'url' } });
    await refusal('https://169.254.169.254/latest').toMatchObject({ detail: { field: 'url', reason: 'OUT-103' } });
    for (const url of ['ftp://example.com', 'https://user:pass@example.com/', 'example.com/hook', 'https://'])
      await refusal(url).toMatchObject({ code: 'INPUT_INVALID', detail: { field: 'url', reason: 'OUT-101' } });
    const { id } = await endpointAt(ctx, receiver().url);
    const change = { id, revision: 1, url: 'https://10.1.2.3/hook', description: '', types: ['*'] };
    await expect(updateEndpoint(ctx, change)).rejects.toMatchObject({ detail: { reason: 'OUT-103' } });
    expect(await listEndpoints(ctx)).toMatchObject([{ url: receiver().url }]);
  });

  it('are no more than a workspace has room for', async () => {
    const ctx = await testWorkspace();
    const { id } = await endpointAt(ctx, receiver().url);
    const row = await endpointRow(ctx, id);
    await transact((tx) =>
      tx.insertMany(
        webhookEndpoints,
        Array.from({ length: endpointsMax - 1 }, (_, n) => ({ ...row, id: `whk_${n}` })),
      ),
    );
    await expect(endpointAt(ctx, receiver().url)).rejects.toMatchObject({ code: 'STATE_INVALID' });
  });

  it('want types that exist', () => {
    const input = (types: readonly string[]) =>
      newEndpoint.safeParse({ url: 'https://example.com', description: '', form: 'standard', types }).success;
    expect(input(['*'])).toBe(true);
    expect(input(['credential.expiring', 'vault.connection.callable'])).toBe(true);
    for (const types of [[], ['*', 'credential.expiring'], ['credential.refreshed']]) expect(input(types)).toBe(false);
  });
});

describe('a signing secret', () => {
  it('is sealed for its endpoint, and no answer but its own holds it', async () => {
    const ctx = await testWorkspace();
    const { id, secret } = await endpointAt(ctx, receiver().url);
    const other = await endpointAt(ctx, receiver().url);
    const row = await endpointRow(ctx, id);
    expect(row.secret.includes(secret)).toBe(false);
    expect(await openSecrets(row, Date.now())).toEqual([secret]);
    const moved = { ...(await endpointRow(ctx, other.id)), secret: row.secret };
    await expect(openSecrets(moved, Date.now())).rejects.toMatchObject({ code: 'UNREADABLE' });
    const told = JSON.stringify([await getEndpoint(ctx, id), await listEndpoints(ctx)]);
    expect(told).not.toContain(secret.slice('whsec_'.length));
  });

  it('that was rotated signs beside the new one for a day', async () => {
    const ctx = await testWorkspace();
    const { id, secret: former } = await endpointAt(ctx, receiver().url);
    const { secret, formerUntil } = await rotateSecret(ctx, id);
    expect(secret).not.toBe(former);
    expect(formerUntil).toBeGreaterThan(Date.now() + (rotationHours - 1) * hourMs);
    const row = await endpointRow(ctx, id);
    expect(await openSecrets(row, (formerUntil ?? 0) - 1)).toEqual([secret, former]);
    expect(await openSecrets(row, formerUntil ?? 0)).toEqual([secret]);
    expect(await getEndpoint(ctx, id)).toMatchObject({ formerUntil, revision: 2 });
    await sendTest(ctx, id);
    const { headers, body } = receiver().received.at(-1) ?? { headers: {}, body: '' };
    const signed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    for (const one of [secret, former])
      expect(new Webhook(one).verify(body, signed)).toMatchObject({ type: 'keyhaven.test' });
    const third = await rotateSecret(ctx, id);
    expect(await openSecrets(await endpointRow(ctx, id), Date.now())).toEqual([third.secret, secret]);
  });

  it("of Apideck's form is one at a time: there is room for one signature", async () => {
    const ctx = await testWorkspace();
    const { id } = await endpointAt(ctx, receiver().url, { form: 'apideck' });
    const { secret, formerUntil } = await rotateSecret(ctx, id);
    expect(formerUntil).toBeNull();
    expect(await openSecrets(await endpointRow(ctx, id), Date.now())).toEqual([secret]);
  });

  it('is not rotated twice by two at the same time', async () => {
    const ctx = await testWorkspace();
    const { id } = await endpointAt(ctx, receiver().url);
    const both = await Promise.allSettled([rotateSecret(ctx, id), rotateSecret(ctx, id)]);
    const done = both.flatMap((one) => (one.status === 'fulfilled' ? [one.value.secret] : []));
    for (const one of both)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'CHANGED_MEANWHILE' });
    // One after the other is fine: each secret that was shown has been current.
    expect(await getEndpoint(ctx, id)).toMatchObject({ revision: 1 + done.length });
    expect(done).toContain((await openSecrets(await endpointRow(ctx, id), 0))[0]);
  });
});

describe('a test', () => {
  it('is sent now and answers what was met', async () => {
    const ctx = await testWorkspace();
    const { id } = await createEndpoint(ctx, { url: receiver().url, description: '', form: 'standard', types: ['*'] });
    expect(await sendTest(ctx, id)).toMatchObject({ isDelivered: true, status: 204, code: 'delivered', message: null });
    receiver().answer = (response) => response.writeHead(500).end('secret words of a stack trace');
    expect(await sendTest(ctx, id)).toMatchObject({ isDelivered: false, status: 500, code: 'HTTP 500', message: null });
    expect(await getEndpoint(ctx, id)).toMatchObject({ state: 'delivering' });
  });
});
