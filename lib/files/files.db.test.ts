import { and, eq, isNull } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { credentials } from '#db/schema/credentials.ts';
import { testDatabase } from '#db/testing.ts';
import { recorder } from '#lib/audit/commands.ts';
import type { Origin } from '#lib/bson/container.ts';
import { containerDocuments, sampleItems } from '#lib/bson/fixtures.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { exportedFile } from '#lib/exports/testing.ts';
import { exportFlow } from '#lib/flow-files/commands.ts';
import { readFlowFile } from '#lib/flow-files/queries.ts';
import { made } from '#lib/flow-files/testing.ts';
import { createFlow } from '#lib/flows/commands.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { rotateKey } from '#lib/identities/commands.ts';
import { getIdentity, signingKeyOf } from '#lib/identities/queries.ts';
import { applyImport } from '#lib/imports/commands.ts';
import { readImport } from '#lib/imports/queries.ts';
import { password, uploaded, withPassword } from '#lib/imports/testing.ts';
import { addRecipient } from '#lib/recipients/commands.ts';
import { forgetSigner, nameSigner } from '#lib/signers/commands.ts';
import { listSigners } from '#lib/signers/queries.ts';
import { fingerprint, newSigningKey } from '#lib/vault/signing.ts';
import { parseReceivingKey } from '#lib/vault/x25519.ts';
import { pinOf } from './commands.ts';

beforeAll(testDatabase);

const keyOf = async (ctx: WorkspaceCtx): Promise<string> => (await getIdentity(ctx)).receivingText;
const newSender = async () => withPassword(await testWorkspace());

async function exportedTo(from: WorkspaceCtx, key: string): Promise<Uint8Array> {
  const ids = [await made(from, 'Orders API'), await made(from, 'Carrier rates')];
  const sealing = { kind: 'recipient', key } as const;
  return exportedFile(from, { scope: 'selected', ids, sealing, reason: 'Move', password });
}

async function planIn(ctx: WorkspaceCtx, bytes: Uint8Array) {
  const uploadId = await uploaded(ctx, bytes);
  const plan = await readImport(ctx, { uploadId, passphrase: null });
  if (plan.kind !== 'plan') throw new Error('a plan was expected, without a passphrase');
  return { uploadId, plan };
}

async function importedInto(ctx: WorkspaceCtx, bytes: Uint8Array): Promise<void> {
  const { uploadId, plan } = await planIn(ctx, bytes);
  const choices = plan.items.map(({ i }) => ({ i, do: 'create' as const }));
  await applyImport(ctx, { uploadId, passphrase: null, token: plan.token, acceptSigner: true, choices });
}

const namesIn = async (ctx: WorkspaceCtx) =>
  (
    await read()
      .select({ name: credentials.name })
      .from(credentials)
      .where(and(eq(credentials.tenantId, ctx.tenantId), isNull(credentials.deletedAt)))
      .orderBy(credentials.nameKey)
  ).map(({ name }) => name);

const auditOf = (ctx: WorkspaceCtx, action: string) =>
  read()
    .select()
    .from(audit)
    .where(and(eq(audit.tenantId, ctx.tenantId), eq(audit.action, action)));

describe('a file sealed to a tenant', () => {
  it('opens there without a passphrase, and its signer is remembered', async () => {
    const [from, to] = [await newSender(), await testWorkspace()];
    const bytes = await exportedTo(from, await keyOf(to));
    const { plan } = await planIn(to, bytes);
    expect(plan.file).toMatchObject({
      sealing: 'recipient',
      origin: { workspaceName: 'Operations' },
      signer: { standing: 'unknown', isHere: true },
    });
    await importedInto(to, bytes);
    expect(await namesIn(to)).toEqual(['Carrier rates', 'Orders API']);
    const { signing } = await getIdentity(from);
    expect((await listSigners(to, null)).rows.map((row) => row.fingerprint)).toEqual([signing.current.fingerprint]);
    expect((await planIn(to, bytes)).plan.file.signer).toMatchObject({ standing: 'known' });
  });

  it('opens for no other tenant, not even the one that made it, and names the key', async () => {
    const [from, to, third] = [await newSender(), await testWorkspace(), await testWorkspace()];
    const bytes = await exportedTo(from, await keyOf(to));
    const { fingerprint } = (await getIdentity(to)).receiving.current;
    for (const ctx of [from, third]) {
      const uploadId = await uploaded(ctx, bytes);
      const opening = readImport(ctx, { uploadId, passphrase: null });
      await expect(opening).rejects.toMatchObject({ code: 'IMP-205', detail: { recipient: fingerprint } });
      await expect(opening).rejects.toThrow(fingerprint);
      const choices = [{ i: 1, do: 'create' as const }];
      const input = { uploadId, passphrase: 'any', token: 'x', acceptSigner: true, choices };
      await expect(applyImport(ctx, input)).rejects.toMatchObject({ code: 'IMP-205' });
    }
    expect(await namesIn(third)).toEqual([]);
  });

  it('still opens after both keys were rotated, whoever rotated', async () => {
    const [from, to] = [await newSender(), await newSender()];
    const bytes = await exportedTo(from, await keyOf(to));
    for (const ctx of [from, to])
      for (const kind of ['signing', 'receiving'] as const) {
        const { fingerprint } = (await getIdentity(ctx))[kind].current;
        await rotateKey(ctx, { kind, fingerprint, password });
      }
    await importedInto(to, bytes);
    expect(await namesIn(to)).toHaveLength(2);
  });

  it('leaves with the name of the recipient in the activity', async () => {
    const [from, to] = [await newSender(), await testWorkspace()];
    const key = await keyOf(to);
    await addRecipient(from, { name: 'Contoso', key });
    await exportedTo(from, key);
    const { fingerprint } = (await getIdentity(to)).receiving.current;
    expect(await auditOf(from, 'export.created')).toMatchObject([
      { detail: { count: 2, sealing: 'receiving key', recipient: 'Contoso', fingerprint, reason: 'Move' } },
    ]);
  });

  it('is not made for a key that was changed on its way', async () => {
    const [from, to] = [await newSender(), await testWorkspace()];
    const key = await keyOf(to);
    const changed = `${key.slice(0, 30)}${key[30] === 'A' ? 'B' : 'A'}${key.slice(31)}`;
    await expect(exportedTo(from, changed)).rejects.toMatchObject({ code: 'INPUT_INVALID', detail: { field: 'key' } });
    expect(await auditOf(from, 'export.created')).toEqual([]);
  });

  it('may be one’s own, and is then signed by oneself', async () => {
    const ctx = await newSender();
    const { plan } = await planIn(ctx, await exportedTo(ctx, await keyOf(ctx)));
    expect(plan.file.signer).toMatchObject({ standing: 'own', isHere: true });
  });

  it('holds flows as well', async () => {
    const [from, to] = [await testWorkspace(), await testWorkspace()];
    const flow = await createFlow(from, 'Order sync');
    const sealing = { kind: 'recipient', key: await keyOf(to) } as const;
    const { bytes } = await exportFlow(from, { flowId: flow.id, sealing });
    const plan = await readFlowFile(to, { uploadId: await uploaded(to, bytes), passphrase: null });
    expect(plan).toMatchObject({ kind: 'plan', file: { sealing: 'recipient', resourceType: 'flow' } });
    const opening = readFlowFile(from, { uploadId: await uploaded(from, bytes), passphrase: null });
    await expect(opening).rejects.toMatchObject({ code: 'IMP-205' });
    expect(await auditOf(from, 'flow.exported')).toMatchObject([{ detail: { sealing: 'receiving key' } }]);
  });
});

describe('a signer', () => {
  const signerIn = async (from: WorkspaceCtx) => {
    const { publicKey } = await signingKeyOf(from.tenantId);
    return { publicKey, fingerprint: fingerprint(publicKey) };
  };

  it('that was forgotten since the preview stores nothing', async () => {
    const [from, to] = [await newSender(), await testWorkspace()];
    await importedInto(to, await exportedTo(from, await keyOf(to)));
    const signer = await signerIn(from);
    const record = await recorder(to);
    const pin = await pinOf(to, signer, false);
    await transact((tx, now) => pin(tx, now, record));
    await forgetSigner(to, signer.fingerprint);
    await expect(transact((tx, now) => pin(tx, now, record))).rejects.toMatchObject({ code: 'IMP-302' });
    await expect(pinOf(to, signer, false)).rejects.toMatchObject({ code: 'IMP-211' });
  });

  it('is shown by the name it has here', async () => {
    const [from, to] = [await newSender(), await testWorkspace()];
    const bytes = await exportedTo(from, await keyOf(to));
    await importedInto(to, bytes);
    await nameSigner(to, { fingerprint: (await signerIn(from)).fingerprint, label: 'Contoso' });
    expect((await planIn(to, bytes)).plan.file.signer).toMatchObject({ standing: 'known', label: 'Contoso' });
  });
});

describe('a file that anybody can make', () => {
  /** With the export id, the origin and the key of a file that was really sent. */
  async function forged(to: WorkspaceCtx, origin: Origin): Promise<Buffer> {
    const publicKey = parseReceivingKey(await keyOf(to));
    if (!publicKey) throw new Error('The text is of a key.');
    const sealing = { kind: 'recipient', publicKey } as const;
    return Buffer.concat(await containerDocuments(sampleItems(1), { sealing, origin, signer: newSigningKey() }));
  }

  it('is of somebody unknown, whatever it says of itself, and nothing of it comes in unasked', async () => {
    const [from, to] = [await newSender(), await testWorkspace()];
    const bytes = await exportedTo(from, await keyOf(to));
    await importedInto(to, bytes);
    const { origin } = (await planIn(to, bytes)).plan.file;
    if (!origin) throw new Error('It says where it comes from.');
    const { uploadId, plan } = await planIn(to, await forged(to, origin));
    expect(plan.file.signer).toMatchObject({ standing: 'unknown', label: null, isHere: false });
    const choices = [{ i: 1, do: 'create' as const }];
    const input = { uploadId, passphrase: null, token: plan.token, acceptSigner: false, choices };
    await expect(applyImport(to, input)).rejects.toMatchObject({ code: 'IMP-211' });
    expect(await namesIn(to)).toHaveLength(2);
  });

  it('says where it comes from in words that stay in their place', async () => {
    const to = await testWorkspace();
    const bytes = await forged(to, { tenantName: 'a\u202eb\nc', workspaceName: 'w'.repeat(400) });
    const { origin } = (await planIn(to, bytes)).plan.file;
    expect(origin).toEqual({ tenantName: 'a\ufffdb\ufffdc', workspaceName: `${'w'.repeat(199)}…` });
  });
});
