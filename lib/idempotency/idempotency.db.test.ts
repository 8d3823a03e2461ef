import { createHash, createHmac } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { and, eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { idempotencyKeys } from '#db/schema/api-keys.ts';
import { testDatabase } from '#db/testing.ts';
import { dayMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { keyring } from '#lib/keys/queries.ts';
import { deriveKey, lengthPrefixed } from '#lib/vault/aead.ts';
import { claimRequest, purgeIdempotency, type Claim } from './commands.ts';
import type { Asked } from './schema.ts';

beforeAll(testDatabase);

const asked = (change: Partial<Asked> = {}): Asked => ({
  idempotencyKey: 'order-7',
  method: 'POST',
  path: '/v1/keys',
  body: '{"name":"Reader"}',
  ...change,
});

const answer = { status: 201, headers: { etag: '"1"' }, body: '{"token":"khk_shown_once"}' };

function begun(claim: Claim) {
  if (claim.kind !== 'begun') throw new Error('It was answered already.');
  return claim;
}

const rowsOf = (ctx: WorkspaceCtx) =>
  read().select().from(idempotencyKeys).where(eq(idempotencyKeys.tenantId, ctx.tenantId));

const age = (ctx: WorkspaceCtx, set: Partial<typeof idempotencyKeys.$inferInsert>) =>
  transact(async (tx) => {
    await tx
      .update(idempotencyKeys)
      .set(set)
      .where(and(eq(idempotencyKeys.tenantId, ctx.tenantId), eq(idempotencyKeys.workspaceId, ctx.workspaceId)));
  });

describe('a request that is sent again', () => {
  it('gets the answer it got, which lies sealed meanwhile', async () => {
    const ctx = await testWorkspace();
    await begun(await claimRequest(ctx, asked())).keep(answer);
    expect(await claimRequest(ctx, asked())).toEqual({ kind: 'answered', answer });
    const [row] = await rowsOf(ctx);
    expect(row?.answer?.includes('khk_shown_once')).toBe(false);
  });

  it('is known again to whoever has the data key of the tenant, and its body guessed by nobody else', async () => {
    const [ctx, stranger] = [await testWorkspace(), await testWorkspace()];
    await claimRequest(ctx, asked());
    await claimRequest(stranger, asked());
    const { method, path, body } = asked();
    const bytes = lengthPrefixed([method, path, body]);
    const { bytes: dataKey } = await (await keyring()).current(ctx.tenantId);
    const [row, other] = [...(await rowsOf(ctx)), ...(await rowsOf(stranger))];
    expect(row?.requestHash).toBe(createHmac('sha256', deriveKey(dataKey, 'idempotency')).update(bytes).digest('hex'));
    expect(row?.requestHash).not.toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(row?.requestHash).not.toBe(other?.requestHash);
  });

  it('is refused while the first is under way, and when it is another', async () => {
    const ctx = await testWorkspace();
    const first = begun(await claimRequest(ctx, asked()));
    await expect(claimRequest(ctx, asked())).rejects.toMatchObject({ code: 'IDEMPOTENCY_BUSY' });
    await first.keep(answer);
    for (const change of [{ body: '{}' }, { path: '/v1/consumers' }, { method: 'PUT' }])
      await expect(claimRequest(ctx, asked(change))).rejects.toMatchObject({ code: 'IDEMPOTENCY_REUSED' });
  });

  it('is begun once, however many send it at the same time', async () => {
    const ctx = await testWorkspace();
    const all = await Promise.allSettled(Array.from({ length: 12 }, () => claimRequest(ctx, asked())));
    const codes = all.map((one) => (one.status === 'fulfilled' ? one.value.kind : String(one.reason.code)));
    expect(codes.filter((code) => code === 'begun')).toHaveLength(1);
    expect(new Set(codes)).toEqual(new Set(['begun', 'IDEMPOTENCY_BUSY']));
  });

  it('may try once more where nothing came of the first, or whoever did it was killed', async () => {
    const ctx = await testWorkspace();
    await begun(await claimRequest(ctx, asked())).release();
    const killed = begun(await claimRequest(ctx, asked()));
    await age(ctx, { leasedUntil: 0 });
    const second = begun(await claimRequest(ctx, asked()));
    await killed.keep({ ...answer, body: 'late' });
    await second.keep(answer);
    expect(await claimRequest(ctx, asked())).toEqual({ kind: 'answered', answer });
  });

  it('is another request where another key sends it, or another tenant', async () => {
    const [ctx, stranger] = [await testWorkspace(), await testWorkspace()];
    await begun(await claimRequest(ctx, asked())).keep(answer);
    const other = { ...ctx, actor: { ...ctx.actor, id: 'key_other' } };
    expect((await claimRequest(other, asked())).kind).toBe('begun');
    expect((await claimRequest(stranger, asked())).kind).toBe('begun');
  });

  it('is forgotten after a day, and its row cleared away', async () => {
    const ctx = await testWorkspace();
    await begun(await claimRequest(ctx, asked())).keep(answer);
    await age(ctx, { createdAt: Date.now() - dayMs - 60_000 });
    const again = begun(await claimRequest(ctx, asked({ body: '{}' })));
    await again.keep(answer);
    expect(await rowsOf(ctx)).toHaveLength(1);
    await age(ctx, { createdAt: Date.now() - dayMs - 60_000 });
    expect(await purgeIdempotency()).toBeGreaterThan(0);
    expect(await rowsOf(ctx)).toEqual([]);
  });
});
