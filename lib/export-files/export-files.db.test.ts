import { and, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { credentialVersions } from '#db/schema/credentials.ts';
import { exports } from '#db/schema/exports.ts';
import { testDatabase } from '#db/testing.ts';
import { inspect } from '#lib/bson/read.ts';
import { mintCtx, type WorkspaceCtx } from '#lib/ctx.ts';
import { cancelExport, prepareExport, purgeExports } from '#lib/exports/commands.ts';
import { getExport, listExportItems, listExports } from '#lib/exports/queries.ts';
import type { ExportInput } from '#lib/exports/schema.ts';
import { bytesOf, changeExport, exportedFile, exportRow, fetched, itemsIn, many, ready } from '#lib/exports/testing.ts';
import { exportFlow } from '#lib/flow-files/commands.ts';
import { made } from '#lib/flow-files/testing.ts';
import { createFlow } from '#lib/flows/commands.ts';
import { testWorkspace, withRole } from '#lib/gate/testing.ts';
import { rotateKey } from '#lib/identities/commands.ts';
import { getIdentity } from '#lib/identities/queries.ts';
import { newId } from '#lib/ids.ts';
import { passphrase, password, withPassword } from '#lib/imports/testing.ts';
import { claimExport } from './commands.ts';

beforeAll(testDatabase);

const newSender = async () => withPassword(await testWorkspace());

const asked = { sealing: { kind: 'passphrase', passphrase }, reason: ' Move to production ', password } as const;
const everything: ExportInput = { scope: 'all', ...asked };

const auditOf = (ctx: WorkspaceCtx, action: string) =>
  read()
    .select({ targetId: audit.targetId, targetLabel: audit.targetLabel, detail: audit.detail })
    .from(audit)
    .where(and(eq(audit.tenantId, ctx.tenantId), eq(audit.action, action)));

const prepareById = (ctx: WorkspaceCtx, id: string) => prepareExport(ctx, { id });
const cancelById = (ctx: WorkspaceCtx, id: string) => cancelExport(ctx, { id });

describe('the file', () => {
  const exporting = async () => {
    const ctx = await newSender();
    await many(ctx, 5);
    return { ctx, id: (await ready(ctx, everything)).id };
  };

  it('is fetched once; its key is gone with the first byte', async () => {
    const { ctx, id } = await exporting();
    expect((await exportRow(id))?.sealedKey).not.toBeNull();
    const { bytes } = await claimExport(ctx, id);
    expect(await exportRow(id)).toMatchObject({ state: 'sending', sealedKey: null });
    await expect(claimExport(ctx, id)).rejects.toMatchObject({ code: 'EXPORT_ENDED' });
    for await (const piece of bytes) expect(piece.length).toBeGreaterThan(0);
    expect(await exportRow(id)).toMatchObject({ state: 'sent', expiresAt: null });
    await expect(claimExport(ctx, id)).rejects.toMatchObject({ code: 'EXPORT_ENDED', detail: { state: 'sent' } });
    expect(await auditOf(ctx, 'export.fetched')).toHaveLength(1);
  });

  it('goes to one of many who ask at once', async () => {
    const { ctx, id } = await exporting();
    const all = await Promise.allSettled(Array.from({ length: 8 }, () => fetched(ctx, id)));
    const files = all.filter((one) => one.status === 'fulfilled');
    expect(files).toHaveLength(1);
    for (const one of all) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'EXPORT_ENDED' });
    expect(await auditOf(ctx, 'export.fetched')).toHaveLength(1);
  });

  it('is not there for anybody else: another tenant, another person, another session, another workspace', async () => {
    const { ctx, id } = await exporting();
    const colleague = { ...ctx, actor: { kind: 'user', id: newId('usr'), label: 'Jonas Lind' } as const };
    const strangers = [
      await testWorkspace(),
      mintCtx(colleague),
      mintCtx({ ...ctx, sessionId: 'ses_another' }),
      mintCtx({ ...ctx, workspaceId: newId('wsp') }),
    ];
    for (const stranger of strangers)
      for (const call of [claimExport, prepareById, cancelById])
        await expect(call(stranger, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    for (const odd of ['\u0000', 'exp_none', ''])
      await expect(claimExport(ctx, odd)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await itemsIn(await fetched(ctx, id), passphrase)).toHaveLength(5);
  });

  it('is not there before all of it is written down, nor after it was cancelled', async () => {
    const { ctx, id } = await exporting();
    await changeExport(id, { state: 'preparing' });
    await expect(claimExport(ctx, id)).rejects.toMatchObject({ code: 'STATE_INVALID' });
    await cancelExport(ctx, { id });
    expect(await exportRow(id)).toMatchObject({ state: 'cancelled', sealedKey: null });
    await expect(claimExport(ctx, id)).rejects.toMatchObject({ code: 'EXPORT_ENDED' });
    await expect(prepareExport(ctx, { id })).rejects.toMatchObject({ code: 'EXPORT_ENDED' });
  });

  it('waits ten minutes, then the job takes its key', async () => {
    const { ctx, id } = await exporting();
    const { createdAt = 0, expiresAt } = (await exportRow(id)) ?? {};
    expect(expiresAt).toBeGreaterThanOrEqual(createdAt + 10 * 60_000);
    await changeExport(id, { expiresAt: 1 });
    await expect(claimExport(ctx, id)).rejects.toMatchObject({ code: 'EXPORT_ENDED' });
    expect(await getExport(ctx, id)).toMatchObject({ state: 'expired' });
    const [waiting, leaving] = [await ready(ctx, everything), await ready(ctx, everything)];
    await claimExport(ctx, leaving.id);
    await changeExport(leaving.id, { expiresAt: 1 });
    await purgeExports();
    expect(await exportRow(id)).toMatchObject({ state: 'expired', sealedKey: null, expiresAt: null });
    expect(await exportRow(leaving.id)).toMatchObject({ state: 'broken' });
    expect(await exportRow(waiting.id)).toMatchObject({ state: 'ready' });
  });

  it('that nobody goes on preparing ends as well', async () => {
    const { ctx, id } = await exporting();
    await changeExport(id, { state: 'preparing', expiresAt: 1 });
    await expect(prepareExport(ctx, { id })).rejects.toMatchObject({
      code: 'EXPORT_ENDED',
      detail: { state: 'expired' },
    });
  });

  it('that breaks off has no end, and says so', async () => {
    const { ctx, id } = await exporting();
    const [first = ''] = (await listExportItems(ctx, id, 0)).items.map((item) => item.standing?.id);
    await transact(async (tx) => {
      await tx.delete(credentialVersions).where(eq(credentialVersions.credentialId, first));
    });
    await expect(fetched(ctx, id)).rejects.toMatchObject({ code: 'UNREADABLE' });
    expect(await exportRow(id)).toMatchObject({ state: 'broken', sha256: null });
  });

  it('that nobody takes to its end broke off', async () => {
    const ctx = await newSender();
    await many(ctx, 250);
    const { id } = await ready(ctx, everything);
    const { bytes } = await claimExport(ctx, id);
    const { value: begun } = await bytes.next();
    await bytes.return(undefined);
    expect(await exportRow(id)).toMatchObject({ state: 'broken' });
    await expect(inspect(bytesOf(begun ?? Buffer.alloc(0)))).rejects.toMatchObject({ code: 'IMP-102' });
    await expect(claimExport(ctx, id)).rejects.toMatchObject({ code: 'EXPORT_ENDED', detail: { state: 'broken' } });
  });

  it('keeps no passphrase, and its key only under the key of the tenant', async () => {
    const { id } = await exporting();
    const stored = JSON.stringify(await exportRow(id));
    expect(stored).not.toContain(passphrase);
    expect(stored).not.toContain(Buffer.from(passphrase).toString('base64'));
    expect((await exportRow(id))?.sealedKey?.subarray(0, 3).toString('latin1')).toBe('KHV');
  });
});

describe('the history', () => {
  it('names what, who, for whom, why, and the digest of the file that left', async () => {
    const ctx = await newSender();
    const id = await made(ctx, 'Orders API');
    const file = await exportedFile(ctx, { scope: 'selected', ids: [id], ...asked });
    const [row] = (await listExports(ctx, null)).rows;
    expect(row).toMatchObject({ resourceType: 'credential', state: 'sent', count: 1, by: 'Mara Okafor' });
    const detail = await getExport(ctx, row?.id ?? '');
    const inspection = await inspect(bytesOf(file));
    expect(detail).toMatchObject({
      sha256: inspection.sha256,
      signerFingerprint: inspection.kind === 'keyhaven' ? inspection.signer.fingerprint : null,
      fileBytes: file.length,
      reason: 'Move to production',
      sealing: 'passphrase',
    });
    const { items } = await listExportItems(ctx, detail.id, 0);
    expect(items).toMatchObject([{ name: 'Orders API', version: 1, leftOut: null, standing: { id } }]);
  });

  it('is for those who may export, of their own workspace, page by page', async () => {
    const ctx = await newSender();
    await many(ctx, 1);
    const { id } = await ready(ctx, everything);
    const template = await exportRow(id);
    if (!template) throw new Error('an export was expected');
    await transact(async (tx, now) => {
      await tx
        .insert(exports)
        .values(Array.from({ length: 70 }, (_, n) => ({ ...template, id: newId('exp'), createdAt: now - n * 1_000 })));
    });
    const first = await listExports(ctx, null);
    const second = await listExports(ctx, first.next);
    expect([first.rows.length, second.rows.length, second.next]).toEqual([50, 21, null]);
    expect(new Set([...first.rows, ...second.rows].map((row) => row.id)).size).toBe(71);
    const other = await testWorkspace();
    expect((await listExports(other, first.next)).rows).toEqual([]);
    await expect(getExport(other, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(listExportItems(other, id, 0)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    for (const call of [listExports, getExport])
      await expect(call(withRole(ctx, 'builder'), id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    for (const odd of ['x', '', Buffer.from('["\\u0000","x"]').toString('base64url')])
      expect((await listExports(ctx, odd)).rows).toHaveLength(50);
  });

  it('tells the key that signs at the moment the file leaves', async () => {
    const ctx = await newSender();
    await many(ctx, 1);
    const { id } = await ready(ctx, everything);
    expect((await getExport(ctx, id)).signerFingerprint).toBeNull();
    const { signing } = await getIdentity(ctx);
    await rotateKey(ctx, { kind: 'signing', fingerprint: signing.current.fingerprint, password });
    const file = await fetched(ctx, id);
    const inspection = await inspect(bytesOf(file));
    const signer = inspection.kind === 'keyhaven' ? inspection.signer.fingerprint : '';
    expect(signer).not.toBe(signing.current.fingerprint);
    expect((await getExport(ctx, id)).signerFingerprint).toBe(signer);
  });

  it('has the files of flows too', async () => {
    const ctx = await newSender();
    const flow = await createFlow(ctx, 'Order sync');
    const { fileName, bytes } = await exportFlow(ctx, { flowId: flow.id, sealing: asked.sealing });
    const [row] = (await listExports(ctx, null)).rows;
    expect(row).toMatchObject({ resourceType: 'flow', state: 'sent', fileName, count: 1, leftOut: 0 });
    const inspection = await inspect(bytesOf(Buffer.from(bytes)), 1, 'flow');
    expect(await getExport(ctx, row?.id ?? '')).toMatchObject({ sha256: inspection.sha256, fileBytes: bytes.length });
    expect((await listExportItems(ctx, row?.id ?? '', 0)).items).toMatchObject([
      { name: 'Order sync', app: null, standing: null, flowId: flow.id, version: null },
    ]);
    await expect(claimExport(ctx, row?.id ?? '')).rejects.toMatchObject({ code: 'EXPORT_ENDED' });
  });
});
