import { createHash } from 'node:crypto';
import { serialize } from 'bson';
import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { read } from '#db/client.ts';
import { signers } from '#db/schema/signers.ts';
import { testDatabase } from '#db/testing.ts';
import { mintCtx, type WorkspaceCtx } from '#lib/ctx.ts';
import { createFlow } from '#lib/flows/commands.ts';
import { testWorkspace, withRole } from '#lib/gate/testing.ts';
import { newId } from '#lib/ids.ts';
import { applyImport } from '#lib/imports/commands.ts';
import { readImport } from '#lib/imports/queries.ts';
import { exported, passphrase, uploaded, withPassword } from '#lib/imports/testing.ts';
import { deleteCredentials } from '#lib/trash/commands.ts';
import { newSigningKey } from '#lib/vault/signing.ts';
import { importFlow } from './commands.ts';
import { readFlowFile } from './queries.ts';
import { apply, auditOf, file, flowsIn, made, orderSync, planOf, set } from './testing.ts';

beforeAll(async () => {
  await testDatabase();
});

const isFlow = 'Importing resource type is flow. Cannot import.';
const isCredential = 'Importing resource type is credential. Cannot import.';

describe('what was shown is what is stored', () => {
  it.each<[string, (ctx: WorkspaceCtx, orders: string) => Promise<unknown>]>([
    ['a bound credential went to the trash', (ctx, orders) => deleteCredentials(ctx, [orders])],
    ['a bound credential was renamed', (ctx, orders) => set(ctx, orders, { name: 'X', nameKey: 'x' })],
    ['one with the very identifier came', (ctx) => made(ctx, 'New', { identifier: 'rest-orders' })],
    ['a flow of that name came', (ctx) => createFlow(ctx, 'order SYNC')],
  ])('%s: nothing is stored, and the plan is another', async (_, change) => {
    const ctx = await testWorkspace();
    const orders = await made(ctx, 'Orders API');
    const id = await uploaded(ctx, await file([orderSync]));
    const plan = await planOf(ctx, id);
    await change(ctx, orders);
    await expect(apply(ctx, id, plan)).rejects.toMatchObject({ code: 'IMP-302' });
    expect(await auditOf(ctx, 'flow.imported')).toEqual([]);
    const again = await planOf(ctx, id);
    expect(again.token).not.toBe(plan.token);
    expect((await apply(ctx, id, again)).flows).toHaveLength(1);
  });

  it('a chosen credential that went to the trash is missed, and nothing is stored', async () => {
    const ctx = await testWorkspace();
    const room = await made(ctx, 'Room', { component: 'slack' });
    const id = await uploaded(ctx, await file([orderSync]));
    const plan = await planOf(ctx, id);
    await deleteCredentials(ctx, [room]);
    const chosen = { flow: 1, step: 3, credentialId: room };
    await expect(apply(ctx, id, plan, [chosen])).rejects.toMatchObject({ code: 'IMP-302' });
    expect(await flowsIn(ctx)).toEqual([]);
  });

  it('a file is stored once, also when it is asked for twice at the same moment', async () => {
    const ctx = await testWorkspace();
    const id = await uploaded(ctx, await file([orderSync]));
    const plan = await planOf(ctx, id);
    const both = await Promise.allSettled([apply(ctx, id, plan), apply(ctx, id, plan)]);
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(apply(ctx, id, plan)).rejects.toMatchObject({ code: 'IMP-303' });
    expect(await flowsIn(ctx)).toHaveLength(1);
  });
});

describe('a file is refused', () => {
  it('with the exact sentence when it is of the other kind', async () => {
    const ctx = await withPassword(await testWorkspace());
    const flowFile = await uploaded(ctx, await file([orderSync]));
    await expect(readImport(ctx, { uploadId: flowFile, passphrase })).rejects.toMatchObject({
      code: 'IMP-201',
      message: isFlow,
    });
    const input = { uploadId: flowFile, passphrase, token: 'x', acceptSigner: true, choices: [] };
    await expect(applyImport(ctx, input)).rejects.toMatchObject({ code: 'IMP-201', message: isFlow });

    const credentialFile = await uploaded(ctx, await exported(ctx, [await made(ctx, 'Orders API')]));
    const refusal = { code: 'IMP-201', message: isCredential };
    await expect(readFlowFile(ctx, { uploadId: credentialFile, passphrase: null })).rejects.toMatchObject(refusal);
    const wanted = { uploadId: credentialFile, passphrase: null, token: 'x', acceptSigner: true, bindings: [] };
    await expect(importFlow(ctx, wanted)).rejects.toMatchObject(refusal);
    for (const plain of [{ type: 'credential' }, { name: 'A', component: 'rest', token: 'x' }, { credentials: [] }])
      await expect(
        readFlowFile(ctx, { uploadId: await uploaded(ctx, serialize(plain)), passphrase: null }),
      ).rejects.toMatchObject(refusal);
  });

  it('while its passphrase is missing or wrong', async () => {
    const ctx = await testWorkspace();
    const id = await uploaded(ctx, await file([orderSync], { sealing: { kind: 'passphrase', passphrase } }));
    expect(await readFlowFile(ctx, { uploadId: id, passphrase: null })).toMatchObject({
      kind: 'passphrase',
      file: { origin: null },
    });
    const wrong = { code: 'IMP-204', message: 'That passphrase does not open this file.' };
    await expect(readFlowFile(ctx, { uploadId: id, passphrase: 'no' })).rejects.toMatchObject(wrong);
    const plan = await planOf(ctx, id);
    const input = { uploadId: id, token: plan.token, acceptSigner: false, bindings: [] };
    await expect(importFlow(ctx, { ...input, passphrase: null })).rejects.toMatchObject(wrong);
    await expect(importFlow(ctx, { ...input, passphrase: 'no' })).rejects.toMatchObject(wrong);
    expect(await flowsIn(ctx)).toEqual([]);
  });

  it('above as many flows as are stored at once', async () => {
    const ctx = await testWorkspace();
    const many = Array.from({ length: 21 }, (_, n) => ({ identifier: `f-${n}`, name: `Flow ${n}`, steps: [] }));
    const id = await uploaded(ctx, await file(many));
    await expect(readFlowFile(ctx, { uploadId: id, passphrase })).rejects.toMatchObject({ code: 'IMP-212' });
  });

  it('by the upload of somebody else', async () => {
    const ctx = await testWorkspace();
    const id = await uploaded(ctx, await file([orderSync]));
    const other = mintCtx({ ...ctx, actor: { ...ctx.actor, id: newId('usr') } });
    await expect(readFlowFile(other, { uploadId: id, passphrase })).rejects.toMatchObject({ code: 'IMP-301' });
  });
});

describe('who may', () => {
  it('a builder imports flows and no credentials; a viewer neither, and sends nothing', async () => {
    const owner = await withPassword(await testWorkspace());
    const builder = withRole(owner, 'builder');
    const viewer = withRole(owner, 'viewer');
    const bytes = await file([orderSync]);
    const id = await uploaded(builder, bytes);
    expect((await planOf(builder, id)).flows).toHaveLength(1);
    const credentialFile = await uploaded(builder, await exported(owner, [await made(owner, 'Orders API')]));
    await expect(readImport(builder, { uploadId: credentialFile, passphrase: null })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await expect(uploaded(viewer, bytes)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(readFlowFile(viewer, { uploadId: id, passphrase })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(apply(viewer, id, await planOf(builder, id))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('a signer nobody knows is confirmed first; only who may import credentials makes it known to the tenant', async () => {
    const owner = await testWorkspace();
    const builder = withRole(owner, 'builder');
    const bytes = await file([orderSync], { signer: newSigningKey() });
    const known = () => read().select().from(signers).where(eq(signers.tenantId, owner.tenantId));
    for (const [ctx, isRemembered] of [
      [builder, false],
      [owner, true],
    ] as const) {
      const id = await uploaded(ctx, bytes);
      const plan = await planOf(ctx, id);
      expect(plan.file.signer).toMatchObject({ standing: 'unknown', isRemembered });
      await expect(apply(ctx, id, plan)).rejects.toMatchObject({ code: 'IMP-211' });
      const input = { uploadId: id, passphrase, token: plan.token, acceptSigner: true, bindings: [] };
      expect((await importFlow(ctx, input)).flows).toHaveLength(1);
      expect(await known()).toHaveLength(isRemembered ? 1 : 0);
    }
    const fingerprints = (await auditOf(owner, 'flow.imported')).map((row) => row.detail['signer']);
    expect(new Set(fingerprints).size).toBe(1);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(
      (await auditOf(owner, 'flow.imported'))[0]?.detail['sha256'],
    );
  });
});
