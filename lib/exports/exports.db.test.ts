import { and, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { credentials, credentialVersions } from '#db/schema/credentials.ts';
import { exportItems } from '#db/schema/exports.ts';
import { testDatabase } from '#db/testing.ts';
import type { ListFilter } from '#lib/credentials/schema.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { claimExport } from '#lib/export-files/commands.ts';
import { made } from '#lib/flow-files/testing.ts';
import { testWorkspace, withRole } from '#lib/gate/testing.ts';
import { newId } from '#lib/ids.ts';
import { passphrase, password, withPassword } from '#lib/imports/testing.ts';
import { prepareVersion } from '#lib/versions/commands.ts';
import { cancelExport, prepareExport, startExport } from './commands.ts';
import { listExportItems, listExports } from './queries.ts';
import type { ExportInput } from './schema.ts';
import { changeExport, exportRow, fetched, itemsIn, many, ready } from './testing.ts';

beforeAll(testDatabase);

const newSender = async () => withPassword(await testWorkspace());

const asked = { sealing: { kind: 'passphrase', passphrase }, reason: ' Move to production ', password } as const;
const everything: ExportInput = { scope: 'all', ...asked };
const these = (...ids: string[]): ExportInput => ({ scope: 'selected', ids, ...asked });

const auditOf = (ctx: WorkspaceCtx, action: string) =>
  read()
    .select({ targetId: audit.targetId, targetLabel: audit.targetLabel, detail: audit.detail })
    .from(audit)
    .where(and(eq(audit.tenantId, ctx.tenantId), eq(audit.action, action)));

const breakSeal = (id: string) =>
  transact(async (tx) => {
    await tx
      .update(credentialVersions)
      .set({ sealed: Buffer.from([0, 255]) })
      .where(eq(credentialVersions.credentialId, id));
  });

describe('an export', () => {
  it('of everything holds each credential of the workspace once, and each is accounted for', async () => {
    const [ctx, other] = [await newSender(), await testWorkspace()];
    const ids = await many(ctx, 230);
    await many(other, 3);
    const progress = await ready(ctx, everything);
    expect(progress).toMatchObject({ state: 'ready', done: 230, total: 230, count: 230, leftOut: 0 });
    const items = await itemsIn(await fetched(ctx, progress.id), passphrase);
    expect(items.map((item) => item.name)).toEqual(ids.map((_, n) => `No ${n}`));
    expect(items[7]).toMatchObject({ secret: { token: 'token 7' }, metadata: { n: '7' }, environment: 'staging' });
    const told = await auditOf(ctx, 'credential.exported');
    expect(told.map((row) => row.targetId).toSorted()).toEqual(ids);
    expect(new Set(told.map((row) => row.detail['exportId']))).toEqual(new Set([progress.id]));
    expect(await auditOf(ctx, 'export.created')).toEqual([
      {
        targetId: progress.id,
        targetLabel: '230 credentials',
        detail: { count: 230, leftOut: null, sealing: 'passphrase', reason: 'Move to production' },
      },
    ]);
    expect(await auditOf(ctx, 'export.fetched')).toHaveLength(1);
  });

  it('of a page exactly is ready too', async () => {
    const ctx = await newSender();
    await many(ctx, 200);
    expect(await ready(ctx, everything)).toMatchObject({ state: 'ready', count: 200 });
  });

  it('of a list is what the list shows under its filter, on all pages', async () => {
    const ctx = await newSender();
    await many(ctx, 60);
    await made(ctx, 'Announcements', { component: 'slack' });
    const list = (filter: ListFilter, component = 'rest'): ExportInput => ({
      scope: 'app',
      component,
      filter,
      ...asked,
    });
    expect(await ready(ctx, list({ environment: ['staging'] }))).toMatchObject({ count: 30, total: 30 });
    expect(await ready(ctx, list({ q: 'no 5' }))).toMatchObject({ count: 11 });
    const nothing = startExport(ctx, list({}, 'github'));
    await expect(nothing).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('of those chosen one by one takes all of them or none', async () => {
    const [ctx, other] = [await newSender(), await testWorkspace()];
    const [mine, theirs] = [await made(ctx, 'Orders'), await made(other, 'Orders')];
    for (const ids of [[mine, theirs], [mine, newId('crd')], [theirs]])
      await expect(startExport(ctx, these(...ids))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await listExports(ctx, null)).rows).toEqual([]);
    expect(await ready(ctx, these(mine, mine))).toMatchObject({ count: 1, total: 1 });
  });

  it('is what it was when it was chosen, whatever happens until it is fetched', async () => {
    const ctx = await newSender();
    const [first = '', second = ''] = await many(ctx, 2);
    const { id } = await ready(ctx, everything);
    const replaced = { credentialId: first, number: 2, secret: { token: 'new' }, settings: {}, audience: [] };
    const add = await prepareVersion(ctx, { ...replaced, reason: 'replaced' });
    await transact(async (tx, now) => {
      await tx.update(credentials).set({ name: 'Renamed', version: 2 }).where(eq(credentials.id, first));
      await tx.update(credentials).set({ deletedAt: now }).where(eq(credentials.id, second));
      await add(tx, now);
    });
    const items = await itemsIn(await fetched(ctx, id), passphrase);
    expect(items.map(({ name, secret }) => [name, secret])).toEqual([
      ['No 0', { token: 'token 0' }],
      ['No 1', { token: 'token 1' }],
    ]);
  });

  it('asks for the right and the password', async () => {
    const ctx = await newSender();
    const id = await made(ctx, 'Orders');
    const input = these(id);
    await expect(startExport(withRole(ctx, 'builder'), input)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const wrong = startExport(ctx, { ...input, password: 'not my password' });
    await expect(wrong).rejects.toMatchObject({ code: 'PASSWORD_WRONG' });
    const started = await ready(ctx, input);
    for (const call of [prepareExport, cancelExport])
      await expect(call(withRole(ctx, 'builder'), started)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(claimExport(withRole(ctx, 'viewer'), started.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await exportRow(started.id))?.state).toBe('ready');
  });
});

describe('what cannot be read', () => {
  it('is named, and refuses those chosen one by one before anything is written', async () => {
    const ctx = await newSender();
    const [good, bad] = [await made(ctx, 'Good'), await made(ctx, 'Carrier rates')];
    await breakSeal(bad);
    const refused = startExport(ctx, these(good, bad));
    await expect(refused).rejects.toMatchObject({ code: 'UNREADABLE', detail: { id: bad, name: 'Carrier rates' } });
    expect((await listExports(ctx, null)).rows).toEqual([]);
    expect(await auditOf(ctx, 'credential.exported')).toEqual([]);
    expect(await auditOf(ctx, 'credential.quarantined')).toMatchObject([{ targetId: bad }]);
  });

  it('stays out of a file of everything, and is told', async () => {
    const ctx = await newSender();
    const ids = await many(ctx, 120);
    const [bad = '', alsoBad = ''] = [ids[3], ids[110]];
    await breakSeal(bad);
    await breakSeal(alsoBad);
    const progress = await ready(ctx, everything);
    expect(progress).toMatchObject({ done: 120, count: 118, leftOut: 2 });
    const file = await fetched(ctx, progress.id);
    expect(await itemsIn(file, passphrase)).toHaveLength(118);
    expect(await auditOf(ctx, 'credential.exported')).toHaveLength(118);
    expect(await auditOf(ctx, 'export.created')).toMatchObject([{ detail: { count: 118, leftOut: 2 } }]);
    const { items, next } = await listExportItems(ctx, progress.id, 0);
    expect(items.filter((item) => item.leftOut !== null).map((item) => item.i)).toEqual([4]);
    expect(next).toBe(100);
    expect((await listExportItems(ctx, progress.id, 100)).items.map((item) => item.leftOut)[10]).toBe('UNREADABLE');
  });

  it('alone makes no file', async () => {
    const ctx = await newSender();
    await breakSeal(await made(ctx, 'Carrier rates'));
    await expect(startExport(ctx, everything)).rejects.toMatchObject({ code: 'UNREADABLE' });
    expect((await listExports(ctx, null)).rows).toEqual([]);
  });
});

describe('a file that is too large', () => {
  it('is refused when that shows, keeps no key and says so', async () => {
    const ctx = await newSender();
    await many(ctx, 101);
    const { id } = await startExport(ctx, everything);
    await changeExport(id, { state: 'preparing', looked: 100, cursor: '', count: 100, fileBytes: 64 * 1024 * 1024 });
    await transact(async (tx) => {
      await tx.delete(exportItems).where(eq(exportItems.exportId, id));
    });
    await expect(prepareExport(ctx, { id })).rejects.toMatchObject({ code: 'TOO_LARGE' });
    expect(await exportRow(id)).toMatchObject({ state: 'failed', sealedKey: null });
    await expect(prepareExport(ctx, { id })).rejects.toMatchObject({ code: 'EXPORT_ENDED' });
  });
});

describe('two that prepare the same export', () => {
  it('write everything once', async () => {
    const ctx = await newSender();
    await many(ctx, 350);
    const { id } = await startExport(ctx, everything);
    await changeExport(id, { state: 'preparing', looked: 0, cursor: null, count: 0, fileBytes: 0 });
    await transact(async (tx) => {
      await tx.delete(exportItems).where(eq(exportItems.exportId, id));
    });
    await Promise.all(Array.from({ length: 4 }, () => prepareExport(ctx, { id })));
    expect(await ready(ctx, everything)).toMatchObject({ count: 350 });
    const items = await read().select({ i: exportItems.i }).from(exportItems).where(eq(exportItems.exportId, id));
    expect(items).toHaveLength(350);
    expect(await itemsIn(await fetched(ctx, id), passphrase)).toHaveLength(350);
  });
});
