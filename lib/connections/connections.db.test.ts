import { and, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { consumers } from '#db/schema/consumers.ts';
import { credentialVersions } from '#db/schema/credentials.ts';
import { testDatabase } from '#db/testing.ts';
import { checkCredential } from '#lib/checks/commands.ts';
import { rowsOf } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { rowOf } from '#lib/grants/testing.ts';
import { deleteCredentials } from '#lib/trash/commands.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { importConnection, importConnections, updateConnection } from './commands.ts';
import { getConnection } from './queries.ts';
import type { ConnectionInput } from './schema.ts';
import { keyItem } from './testing.ts';

beforeAll(testDatabase);

const versionsOf = (ctx: WorkspaceCtx) =>
  read()
    .select({ number: credentialVersions.number, reason: credentialVersions.reason })
    .from(credentialVersions)
    .where(eq(credentialVersions.tenantId, ctx.tenantId))
    .orderBy(credentialVersions.number);
const actionsOf = async (ctx: WorkspaceCtx) => {
  const rows = await read()
    .select({ action: audit.action })
    .from(audit)
    .where(and(eq(audit.tenantId, ctx.tenantId), eq(audit.workspaceId, ctx.workspaceId)))
    .orderBy(audit.id);
  return rows.map((row) => row.action);
};

const tokenItem: ConnectionInput = {
  consumer: 'user-1',
  unifiedApi: 'crm',
  serviceId: 'hubspot',
  credentials: { access_token: 'access', refresh_token: 'refresh' },
};

describe('a connection that is imported', () => {
  it('is a credential of its consumer, unproved and waiting for its check', async () => {
    const ctx = await testWorkspace();
    const result = await importConnection(ctx, keyItem({ metadata: { region: 'eu' } }));
    expect(result).toMatchObject({ outcome: 'created', connectionKey: 'transactional-email+sendgrid', warnings: [] });
    const [row] = await rowsOf(ctx);
    expect(row).toMatchObject({
      name: 'user-1',
      component: 'sendgrid',
      authType: 'api_key',
      state: 'unverified',
      environment: 'production',
      connectionKey: 'transactional-email+sendgrid',
    });
    expect(row?.verifyDueAt).toBeGreaterThan(0);
    expect((await openVersion(ctx, row?.id ?? '', 1)).secret).toEqual({ apiKey: 'SG.first-key' });
    expect(await actionsOf(ctx)).toEqual(['consumer.created', 'credential.imported']);
    const dto = await getConnection(ctx, keyItem());
    expect(dto).toMatchObject({ state: 'callable', health: 'ok', enabled: true, metadata: { region: 'eu' } });
    expect(JSON.stringify(dto)).not.toContain('SG.first-key');
  });

  it('changes nothing when it is sent again', async () => {
    const ctx = await testWorkspace();
    const first = await importConnection(ctx, keyItem());
    for (let n = 0; n < 3; n += 1)
      expect(await importConnection(ctx, keyItem())).toEqual({ ...first, outcome: 'unchanged' });
    expect(await versionsOf(ctx)).toHaveLength(1);
    expect(await actionsOf(ctx)).toHaveLength(2);
  });

  it('is a new version when it is another', async () => {
    const ctx = await testWorkspace();
    const { credentialId } = await importConnection(ctx, keyItem());
    const second = await importConnection(ctx, keyItem({ settings: { api_key: 'SG.second-key' } }));
    expect(second).toMatchObject({ outcome: 'updated', credentialId });
    expect(await versionsOf(ctx)).toEqual([
      { number: 1, reason: 'imported' },
      { number: 2, reason: 'override' },
    ]);
    expect(await actionsOf(ctx)).toContain('credential.overridden');
    expect((await openVersion(ctx, credentialId ?? '', 2)).secret).toEqual({ apiKey: 'SG.second-key' });
  });

  it('keeps its version when only its metadata is another', async () => {
    const ctx = await testWorkspace();
    await importConnection(ctx, keyItem());
    expect(await importConnection(ctx, keyItem({ metadata: { a: [1] } }))).toMatchObject({ outcome: 'updated' });
    expect(await importConnection(ctx, keyItem())).toMatchObject({ outcome: 'unchanged' });
    expect(await versionsOf(ctx)).toHaveLength(1);
    expect((await getConnection(ctx, keyItem())).metadata).toEqual({ a: [1] });
  });

  it('takes back what was changed here since', async () => {
    const ctx = await testWorkspace();
    const { credentialId } = await importConnection(ctx, keyItem());
    await updateConnection(ctx, keyItem({ settings: { api_key: 'SG.changed' } }));
    expect(await importConnection(ctx, keyItem())).toMatchObject({ outcome: 'updated', credentialId });
    expect((await openVersion(ctx, credentialId ?? '', 3)).secret).toEqual({ apiKey: 'SG.first-key' });
  });

  it.each([
    ['a key', keyItem(), { apiKey: 'SG.first-key' }],
    ['tokens', tokenItem, { accessToken: 'access', refreshToken: 'refresh' }],
  ])('is mended by the same again where %s cannot be read any more', async (_what, item, secret) => {
    const ctx = await testWorkspace();
    const { credentialId } = await importConnection(ctx, item);
    const id = credentialId ?? '';
    const damaged = { sealed: Buffer.from([0, 255]) };
    await transact(async (tx) => {
      await tx.update(credentialVersions).set(damaged).where(eq(credentialVersions.credentialId, id));
    });
    await expect(checkCredential(ctx, id)).rejects.toMatchObject({ code: 'UNREADABLE' });
    expect(await rowOf(ctx, id)).toMatchObject({ state: 'unreadable' });
    expect(await importConnection(ctx, item)).toMatchObject({ outcome: 'updated', credentialId });
    expect(await rowOf(ctx, id)).toMatchObject({ state: 'unverified', version: 2 });
    expect((await openVersion(ctx, id, 2)).secret).toMatchObject(secret);
    expect(await importConnection(ctx, item)).toMatchObject({ outcome: 'unchanged' });
  });

  it('is another one after the first was deleted', async () => {
    const ctx = await testWorkspace();
    const { credentialId } = await importConnection(ctx, keyItem());
    await deleteCredentials(ctx, [credentialId ?? '']);
    const again = await importConnection(ctx, keyItem());
    expect(again.outcome).toBe('created');
    expect(again.credentialId).not.toBe(credentialId);
  });

  it('stays switched off, and owes no check meanwhile', async () => {
    const ctx = await testWorkspace();
    const { credentialId } = await importConnection(ctx, keyItem());
    await updateConnection(ctx, { ...keyItem({ settings: null }), enabled: false });
    await importConnection(ctx, keyItem({ settings: { api_key: 'SG.second-key' } }));
    expect(await getConnection(ctx, keyItem())).toMatchObject({ enabled: false });
    expect(await rowOf(ctx, credentialId ?? '')).toMatchObject({ verifyDueAt: null });
    await updateConnection(ctx, { ...keyItem({ settings: null }), enabled: true });
    expect((await rowOf(ctx, credentialId ?? '')).verifyDueAt).toBeGreaterThan(0);
    expect((await actionsOf(ctx)).filter((action) => action.endsWith('abled'))).toEqual([
      'credential.disabled',
      'credential.enabled',
    ]);
  });
});

describe('many at once', () => {
  it('end as one connection, whoever comes first', async () => {
    const ctx = await testWorkspace();
    const results = await Promise.all(Array.from({ length: 8 }, () => importConnection(ctx, keyItem())));
    expect(results.map((one) => one.outcome).toSorted()).toEqual(['created', ...Array(7).fill('unchanged')]);
    expect(await rowsOf(ctx)).toHaveLength(1);
    expect(await read().$count(consumers, eq(consumers.tenantId, ctx.tenantId))).toBe(1);
  });

  it('are stored once each, however many bring the same', async () => {
    const ctx = await testWorkspace();
    const items = Array.from({ length: 40 }, (_, n) =>
      keyItem({ consumer: `user-${n}`, settings: { key: `SG.${n}` } }),
    );
    const all = await Promise.all([1, 2, 3, 4].map(() => importConnections(ctx, items)));
    const outcomes = all.flat().map((one) => one.outcome);
    expect(outcomes.filter((one) => one === 'created')).toHaveLength(40);
    expect(outcomes.filter((one) => one === 'unchanged')).toHaveLength(120);
    expect(await rowsOf(ctx)).toHaveLength(40);
  });

  it('that change different things of one connection all count', async () => {
    const ctx = await testWorkspace();
    await importConnection(ctx, keyItem());
    const nothing = keyItem({ settings: null });
    await Promise.all([
      updateConnection(ctx, { ...nothing, enabled: false }),
      importConnection(ctx, { ...nothing, metadata: { a: 1 } }),
      updateConnection(ctx, { ...nothing, configuration: [{ resource: 'x' }] }),
      importConnection(ctx, keyItem({ settings: { api_key: 'SG.second-key' } })),
    ]);
    const dto = await getConnection(ctx, keyItem());
    expect(dto).toMatchObject({ enabled: false, metadata: { a: 1 }, configuration: [{ resource: 'x' }] });
    expect(await rowsOf(ctx)).toMatchObject([{ version: 2, revision: 5 }]);
  });

  it('are stored together with what is written beside them, or not at all', async () => {
    const ctx = await testWorkspace();
    const items = Array.from({ length: 200 }, (_, n) =>
      keyItem({ consumer: `user-${n % 150}`, settings: { key: `SG.${n}` } }),
    );
    const results = await importConnections(ctx, items, async (_tx, _now, told) => {
      expect(told).toHaveLength(200);
    });
    expect(results.filter((one) => one.outcome === 'created')).toHaveLength(150);
    expect(results.slice(0, 50).every((one) => one.outcome === 'unchanged' && one.warnings.length === 1)).toBe(true);
    expect(results[0]?.credentialId).toBe(results[150]?.credentialId);
    const failed = importConnections(ctx, [keyItem({ consumer: 'nobody' })], () => Promise.reject(new Error('no')));
    await expect(failed).rejects.toThrow('no');
    expect(await rowsOf(ctx)).toHaveLength(150);
    await expect(importConnections(ctx, [...items, keyItem()])).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('leave the earlier of two in place where the later cannot be read', async () => {
    const ctx = await testWorkspace();
    const results = await importConnections(ctx, [keyItem(), keyItem({ settings: {} })]);
    expect(results.map((one) => one.outcome)).toEqual(['created', 'refused']);
  });

  it('are refused one by one, each with what is wrong', async () => {
    const ctx = await testWorkspace();
    const results = await importConnections(ctx, [
      keyItem(),
      keyItem({ serviceId: 'nowhere' }),
      keyItem({ unifiedApi: 'nothing' }),
      keyItem({ consumer: 'user-2', settings: {} }),
      keyItem({ consumer: 'user-3', settings: null, credentials: { access_token: 'x' } }),
    ]);
    expect(results.map((one) => one.outcome)).toEqual(['created', ...Array(4).fill('refused')]);
    expect(results.map((one) => one.code)).toEqual([
      null,
      'CONNECTOR_UNKNOWN',
      'INPUT_INVALID',
      'INPUT_INVALID',
      'INPUT_INVALID',
    ]);
    expect(results[3]?.message).toContain('settings.api_key');
    await expect(importConnection(ctx, keyItem({ serviceId: 'nowhere' }))).rejects.toMatchObject({
      code: 'CONNECTOR_UNKNOWN',
    });
  });

  it('have names of their own, the same each time', async () => {
    const ctx = await testWorkspace();
    const long = 'x'.repeat(255);
    const items = [
      keyItem({ consumer: 'Ada' }),
      keyItem({ consumer: 'ada' }),
      keyItem({ consumer: 'Ada', unifiedApi: 'email' }),
      keyItem({ consumer: long }),
      keyItem({ consumer: long, unifiedApi: 'email' }),
      keyItem({ consumer: '\u200b' }),
      keyItem({ consumer: '\u200c' }),
      keyItem({ consumer: '\u200d' }),
    ];
    await importConnections(ctx, items);
    const names = (await rowsOf(ctx)).map((row) => row.name);
    expect(new Set(names)).toEqual(
      new Set([
        'Ada',
        'ada (transactional-email+sendgrid)',
        'Ada (email+sendgrid)',
        'x'.repeat(200),
        `${'x'.repeat(183)} (email+sendgrid)`,
        'Consumer',
        'Consumer (transactional-email+sendgrid)',
        'Consumer (transactional-email+sendgrid) 2',
      ]),
    );
  });
});
