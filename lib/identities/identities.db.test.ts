import { and, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { identityKeys } from '#db/schema/identities.ts';
import { testDatabase } from '#db/testing.ts';
import { roles } from '#lib/access.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { asUser, testWorkspace, withRole } from '#lib/gate/testing.ts';
import { workspaceOf } from '#lib/gate/walk.ts';
import { password, withPassword } from '#lib/imports/testing.ts';
import { createTenant } from '#lib/tenants/commands.ts';
import { fingerprint, sign, verifySignature } from '#lib/vault/signing.ts';
import { parseReceivingKey, publicKeyOf } from '#lib/vault/x25519.ts';
import { rotateKey } from './commands.ts';
import { getIdentity, isOwnReceivingKey, ownerOf, receivingKeyOf, signingKeyOf } from './queries.ts';
import type { KeyKind } from './schema.ts';

beforeAll(testDatabase);

const newOwner = async () => withPassword(await testWorkspace());
const printOf = async (ctx: WorkspaceCtx, kind: KeyKind) => (await getIdentity(ctx))[kind].current.fingerprint;

async function rotate(ctx: WorkspaceCtx, kind: KeyKind) {
  return rotateKey(ctx, { kind, fingerprint: await printOf(ctx, kind), password });
}

const tampered = (ctx: WorkspaceCtx, kind: KeyKind, set: Partial<typeof identityKeys.$inferInsert>) =>
  transact(async (tx) => {
    await tx
      .update(identityKeys)
      .set(set)
      .where(and(eq(identityKeys.tenantId, ctx.tenantId), eq(identityKeys.kind, kind)));
  });

describe('a tenant', () => {
  it('has a key to sign with and one to receive by from its first day', async () => {
    const founder = await testWorkspace();
    const place = await createTenant(asUser(founder), { name: 'Contoso', workspaceName: 'Operations' });
    const ctx = await workspaceOf(asUser(founder), place.tenant, place.workspace);
    if (!ctx) throw new Error('The founder is in the tenant.');
    const { signing, receiving, receivingText } = await getIdentity(ctx);
    expect([signing.former, receiving.former]).toEqual([[], []]);
    const publicKey = parseReceivingKey(receivingText);
    if (!publicKey) throw new Error('The text is of a key.');
    expect(fingerprint(publicKey)).toBe(receiving.current.fingerprint);
    const { publicKey: signer, privateKey } = await signingKeyOf(ctx.tenantId);
    expect(fingerprint(signer)).toBe(signing.current.fingerprint);
    expect(verifySignature(signer, Buffer.from('a'), sign(privateKey, Buffer.from('a')))).toBe(true);
    expect(publicKeyOf((await receivingKeyOf(ctx.tenantId, fingerprint(publicKey))) ?? Buffer.alloc(0))).toEqual(
      publicKey,
    );
  });

  it('has keys that are nobody else’s', async () => {
    const [one, other] = [await testWorkspace(), await testWorkspace()];
    const [mine, theirs] = [await getIdentity(one), await getIdentity(other)];
    const prints = [mine, theirs].flatMap((of) => [of.signing.current.fingerprint, of.receiving.current.fingerprint]);
    expect(new Set(prints).size).toBe(4);
    expect(await receivingKeyOf(other.tenantId, mine.receiving.current.fingerprint)).toBeNull();
    expect(await isOwnReceivingKey(other.tenantId, mine.receiving.current.fingerprint)).toBe(false);
    expect(await receivingKeyOf(one.tenantId, mine.signing.current.fingerprint)).toBeNull();
  });

  it('shows no private key, and the row holds none in clear', async () => {
    const ctx = await testWorkspace();
    const { privateKey } = await signingKeyOf(ctx.tenantId);
    const raw = privateKey.subarray(-32);
    const rows = await read().select().from(identityKeys).where(eq(identityKeys.tenantId, ctx.tenantId));
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(row.sealedPrivateKey.includes(raw)).toBe(false);
    const shown = JSON.stringify(await getIdentity(ctx));
    for (const text of [raw.toString('hex'), raw.toString('base64'), raw.toString('base64url')])
      expect(shown).not.toContain(text);
  });

  it('does not open a private key that was moved to another tenant, kind or version', async () => {
    const [one, other] = [await testWorkspace(), await testWorkspace()];
    const [stolen] = await read()
      .select()
      .from(identityKeys)
      .where(and(eq(identityKeys.tenantId, other.tenantId), eq(identityKeys.kind, 'signing')));
    await tampered(one, 'signing', { sealedPrivateKey: stolen?.sealedPrivateKey ?? Buffer.alloc(0) });
    await expect(signingKeyOf(one.tenantId)).rejects.toMatchObject({ code: 'UNREADABLE' });
    const third = await testWorkspace();
    await tampered(third, 'signing', { version: 2 });
    await expect(signingKeyOf(third.tenantId)).rejects.toMatchObject({ code: 'UNREADABLE' });
  });
});

describe('a rotation', () => {
  it('makes another key and keeps the former', async () => {
    const ctx = await newOwner();
    const before = await getIdentity(ctx);
    const signed = await signingKeyOf(ctx.tenantId);
    const made = await rotate(ctx, 'receiving');
    await rotate(ctx, 'signing');
    await rotate(ctx, 'signing');
    const after = await getIdentity(ctx);
    expect(after.receiving.current).toEqual(made);
    expect(after.receiving.former).toEqual([before.receiving.current]);
    expect(after.receivingText).not.toBe(before.receivingText);
    expect(after.signing.former.map(({ version }) => version)).toEqual([2, 1]);
    expect(await receivingKeyOf(ctx.tenantId, before.receiving.current.fingerprint)).not.toBeNull();
    expect((await signingKeyOf(ctx.tenantId)).publicKey).not.toEqual(signed.publicKey);
    const { tenantId } = ctx;
    expect(await ownerOf(signed.publicKey, fingerprint(signed.publicKey))).toEqual({ tenantId, isCurrent: false });
    const now = await signingKeyOf(tenantId);
    expect(await ownerOf(now.publicKey, fingerprint(now.publicKey))).toEqual({ tenantId, isCurrent: true });
  });

  it('is written down with both fingerprints', async () => {
    const ctx = await newOwner();
    const from = await printOf(ctx, 'signing');
    const { fingerprint: to } = await rotate(ctx, 'signing');
    const rows = await read()
      .select()
      .from(audit)
      .where(and(eq(audit.tenantId, ctx.tenantId), eq(audit.action, 'key.rotated')));
    expect(rows).toMatchObject([{ targetLabel: 'signing key', targetId: to, workspaceId: null, detail: { from, to } }]);
  });

  it('of one key by many at once happens once', async () => {
    const ctx = await newOwner();
    const seen = await printOf(ctx, 'receiving');
    const input = { kind: 'receiving', fingerprint: seen, password } as const;
    const all = await Promise.allSettled([1, 2, 3].map(() => rotateKey(ctx, input)));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of all)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'CHANGED_MEANWHILE' });
    expect((await getIdentity(ctx)).receiving.former).toHaveLength(1);
    await expect(rotateKey(ctx, input)).rejects.toMatchObject({ code: 'CHANGED_MEANWHILE' });
  });

  it('needs an owner and their password', async () => {
    const ctx = await newOwner();
    const input = { kind: 'signing', fingerprint: await printOf(ctx, 'signing'), password } as const;
    for (const role of roles.filter((one) => one !== 'owner'))
      await expect(rotateKey(withRole(ctx, role), input)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(rotateKey(ctx, { ...input, password: 'wrong' })).rejects.toMatchObject({ code: 'PASSWORD_WRONG' });
    expect(await printOf(ctx, 'signing')).toBe(input.fingerprint);
  });
});

it('is shown to admins alone', async () => {
  const ctx = await testWorkspace();
  for (const role of ['builder', 'viewer'] as const)
    await expect(getIdentity(withRole(ctx, role))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(await getIdentity(withRole(ctx, 'admin'))).toEqual(await getIdentity(ctx));
});
