import { and, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { members } from '#db/schema/tenants.ts';
import { startsWith } from '#db/starts-with.ts';
import { testDatabase } from '#db/testing.ts';
import type { Role } from '#lib/access.ts';
import { recorder } from '#lib/audit/commands.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace, withRole } from '#lib/gate/testing.ts';
import { rotateKey } from '#lib/identities/commands.ts';
import { signingKeyOf } from '#lib/identities/queries.ts';
import { password, withPassword } from '#lib/imports/testing.ts';
import { signingKey } from '#lib/installation/queries.ts';
import { fingerprint, newSigningKey } from '#lib/vault/signing.ts';
import { forgetSigner, nameSigner, pinSigner } from './commands.ts';
import { listSigners, standingOf } from './queries.ts';
import { signerPageSize } from './schema.ts';

beforeAll(testDatabase);

const signerOf = ({ publicKey }: { publicKey: Buffer }) => ({ publicKey, fingerprint: fingerprint(publicKey) });
const ownOf = async (ctx: WorkspaceCtx) => signerOf(await signingKeyOf(ctx.tenantId));

async function pinned(ctx: WorkspaceCtx, signer = signerOf(newSigningKey())) {
  const record = await recorder(ctx);
  await transact((tx, now) => pinSigner(tx, ctx, now, signer, record));
  return signer;
}

const join = (ctx: WorkspaceCtx, to: WorkspaceCtx, role: Role, disabledAt: number | null = null) =>
  transact(async (tx, now) => {
    const member = { tenantId: to.tenantId, userId: ctx.actor.id, role, disabledAt, createdAt: now };
    await tx.insert(members).values(member);
  });

describe('a signer', () => {
  it('is this tenant, with the key of today or one before', async () => {
    const ctx = await withPassword(await testWorkspace());
    const own = await ownOf(ctx);
    expect(await standingOf(ctx, own)).toEqual({ standing: 'own', label: null, isHere: true });
    await rotateKey(ctx, { kind: 'signing', fingerprint: own.fingerprint, password });
    expect(await standingOf(ctx, own)).toEqual({ standing: 'former', label: null, isHere: true });
    expect(await standingOf(ctx, await ownOf(ctx))).toEqual({ standing: 'own', label: null, isHere: true });
  });

  it('that is another tenant here is confirmed like anybody else', async () => {
    const [ctx, other] = [await testWorkspace(), await testWorkspace()];
    const theirs = await ownOf(other);
    expect(await standingOf(ctx, theirs)).toEqual({ standing: 'unknown', label: null, isHere: true });
    await pinned(ctx, theirs);
    expect(await standingOf(ctx, theirs)).toEqual({ standing: 'known', label: null, isHere: true });
    expect(await standingOf(await testWorkspace(), theirs)).toEqual({ standing: 'unknown', label: null, isHere: true });
  });

  it('is not confirmed by somebody who may export from that tenant', async () => {
    for (const [role, disabledAt, standing] of [
      ['owner', null, 'yours'],
      ['admin', null, 'yours'],
      ['builder', null, 'unknown'],
      ['viewer', null, 'unknown'],
      ['owner', 1, 'unknown'],
    ] as const) {
      const [ctx, other] = [await testWorkspace(), await testWorkspace()];
      await join(ctx, other, role, disabledAt);
      expect(await standingOf(ctx, await ownOf(other)), `${role} ${disabledAt}`).toEqual({
        standing,
        label: null,
        isHere: true,
      });
    }
  });

  it('may be this installation, which signed before its tenants had keys', async () => {
    const ctx = await testWorkspace();
    const signer = signerOf(await signingKey());
    expect(await standingOf(ctx, signer)).toEqual({ standing: 'installation', label: null, isHere: false });
  });

  it('from elsewhere is unknown until somebody has confirmed it, in each tenant', async () => {
    const [ctx, other] = [await testWorkspace(), await testWorkspace()];
    const signer = await pinned(ctx);
    expect(await standingOf(ctx, signer)).toEqual({ standing: 'known', label: null, isHere: false });
    expect(await standingOf(other, signer)).toEqual({ standing: 'unknown', label: null, isHere: false });
  });

  it('is another one with the same fingerprint', async () => {
    const ctx = await testWorkspace();
    const { fingerprint: print } = await pinned(ctx);
    const forged = { publicKey: newSigningKey().publicKey, fingerprint: print };
    expect(await standingOf(ctx, forged)).toMatchObject({ standing: 'unknown' });
    const { fingerprint: own } = await ownOf(ctx);
    expect(await standingOf(ctx, { ...forged, fingerprint: own })).toEqual({
      standing: 'unknown',
      label: null,
      isHere: false,
    });
  });
});

describe('known signers', () => {
  it('are listed a page at a time, with who confirmed them', async () => {
    const ctx = await testWorkspace();
    const all = [];
    for (let n = 0; n < signerPageSize + 2; n += 1) all.push((await pinned(ctx)).fingerprint);
    const first = await listSigners(ctx, null);
    const second = await listSigners(ctx, first.next);
    expect(first).toMatchObject({ total: signerPageSize + 2 });
    expect(first.rows[0]).toMatchObject({ label: null, pinnedBy: 'Mara Okafor' });
    expect([first.rows.length, second.rows.length, second.next]).toEqual([signerPageSize, 2, null]);
    expect([...first.rows, ...second.rows].map((row) => row.fingerprint)).toEqual(all.toSorted());
  });

  it('are named and forgotten, which is written down', async () => {
    const [ctx, other] = [await testWorkspace(), await testWorkspace()];
    const { fingerprint: print, publicKey } = await pinned(ctx);
    await nameSigner(ctx, { fingerprint: print, label: 'Contoso' });
    expect((await listSigners(ctx, null)).rows).toMatchObject([{ label: 'Contoso' }]);
    expect(await standingOf(ctx, { publicKey, fingerprint: print })).toMatchObject({ label: 'Contoso' });
    await pinned(other, { publicKey, fingerprint: print });
    expect(await standingOf(other, { publicKey, fingerprint: print })).toMatchObject({ label: null });
    await forgetSigner(other, print);
    await expect(nameSigner(other, { fingerprint: print, label: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(forgetSigner(other, print)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await forgetSigner(ctx, print);
    expect(await standingOf(ctx, { publicKey, fingerprint: print })).toMatchObject({ standing: 'unknown' });
    await expect(forgetSigner(ctx, print)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const rows = await read()
      .select({ action: audit.action, label: audit.targetLabel })
      .from(audit)
      .where(and(eq(audit.tenantId, ctx.tenantId), startsWith(audit.action, 'key.')))
      .orderBy(audit.id);
    expect(rows).toEqual([
      { action: 'key.signer_named', label: 'Contoso' },
      { action: 'key.signer_forgotten', label: 'Contoso' },
    ]);
  });

  it('are the business of admins', async () => {
    const ctx = await testWorkspace();
    const { fingerprint: print } = await pinned(ctx);
    for (const role of ['builder', 'viewer'] as const) {
      const lesser = withRole(ctx, role);
      for (const run of [
        () => listSigners(lesser, null),
        () => nameSigner(lesser, { fingerprint: print, label: 'x' }),
        () => forgetSigner(lesser, print),
      ])
        await expect(run()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    await forgetSigner(withRole(ctx, 'admin'), print);
  });
});
