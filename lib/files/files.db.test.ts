import { and, eq, isNull } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { read } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { credentials } from '#db/schema/credentials.ts';
import { testDatabase } from '#db/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { exportCredentials } from '#lib/exports/commands.ts';
import { exportFlow } from '#lib/flow-files/commands.ts';
import { readFlowFile } from '#lib/flow-files/queries.ts';
import { made } from '#lib/flow-files/testing.ts';
import { createFlow } from '#lib/flows/commands.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { rotateKey } from '#lib/identities/commands.ts';
import { getIdentity } from '#lib/identities/queries.ts';
import { applyImport } from '#lib/imports/commands.ts';
import { readImport } from '#lib/imports/queries.ts';
import { password, uploaded, withPassword } from '#lib/imports/testing.ts';
import { addRecipient } from '#lib/recipients/commands.ts';
import { listSigners } from '#lib/signers/queries.ts';

beforeAll(testDatabase);

const keyOf = async (ctx: WorkspaceCtx): Promise<string> => (await getIdentity(ctx)).receivingText;
const newSender = async () => withPassword(await testWorkspace());

async function exportedTo(from: WorkspaceCtx, key: string): Promise<Uint8Array> {
  const ids = [await made(from, 'Orders API'), await made(from, 'Carrier rates')];
  const sealing = { kind: 'recipient', key } as const;
  return (await exportCredentials(from, { ids, sealing, reason: 'Move', password })).bytes;
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
