import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { createKey, revokeKey } from '#lib/api-keys/commands.ts';
import { userTokenMs } from '#lib/api-keys/model.ts';
import type { Scope } from '#lib/access.ts';
import { hourMs } from '#lib/clock.ts';
import { createConsumer, deleteConsumer } from '#lib/consumers/commands.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { forConsumer, requireKey } from '#lib/gate/key.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { createUserToken } from './commands.ts';

beforeAll(testDatabase);

let ctx: WorkspaceCtx;
beforeEach(async () => void (ctx = await testWorkspace()));

const facts = { requestId: 'req_test', address: '127.0.0.1' };
const held = (token: string) => requireKey(`Bearer ${token}`, facts);
const everything: readonly Scope[] = ['metadata', 'secrets', 'import', 'manage'];

async function keyOf(scopes = everything, expiresAt: number | null = null) {
  const { key, token } = await createKey(ctx, { name: 'Portal', scopes: [...scopes], expiresAt });
  return { id: key.id, ctx: await held(token) };
}

const consumerOf = (externalId = 'user-1') =>
  createConsumer(ctx, { externalId, name: 'Ann', metadata: {}, isTest: false });

describe('a user token', () => {
  it('sees one consumer alone, for two days, with the scopes of its key', async () => {
    const { ctx: key } = await keyOf(['metadata', 'manage']);
    const consumer = await consumerOf();
    const before = Date.now();
    const made = await createUserToken(key, consumer.id);
    expect(made.token).toMatch(/^khu_/);
    expect(made.key).toMatchObject({ kind: 'user', consumer: 'user-1', parentId: key.key.id });
    expect(made.key.scopes).toEqual(['metadata', 'manage']);
    expect(made.key.expiresAt).toBeGreaterThanOrEqual(before + userTokenMs);
    expect(made.key.expiresAt).toBeLessThanOrEqual(Date.now() + userTokenMs);
    const token = await held(made.token);
    expect(token.limits.consumerId).toBe(consumer.id);
    expect(token.limits.permissions.has('consumer.read')).toBe(false);
    expect(token.limits.permissions.has('credential.use')).toBe(false);
  });

  it('is narrower where that is asked for, and never wider', async () => {
    const { ctx: key } = await keyOf(['metadata', 'manage']);
    const { id } = await consumerOf();
    expect((await createUserToken(key, id, { scopes: ['metadata'] })).key.scopes).toEqual(['metadata']);
    await expect(createUserToken(key, id, { scopes: ['secrets'] })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('ends no later than its key, and no later than in two days', async () => {
    const end = Date.now() + hourMs;
    const { ctx: key } = await keyOf(everything, end);
    const { id } = await consumerOf();
    expect((await createUserToken(key, id)).key.expiresAt).toBe(end);
    await expect(createUserToken(key, id, { expiresAt: end + 1 })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    const { ctx: lasting } = await keyOf();
    const late = Date.now() + userTokenMs + hourMs;
    await expect(createUserToken(lasting, id, { expiresAt: late })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('ends with its key, and with its consumer', async () => {
    const { id: keyId, ctx: key } = await keyOf();
    const { id } = await consumerOf();
    const { token } = await createUserToken(key, id);
    await revokeKey(ctx, keyId);
    await expect(held(token)).rejects.toMatchObject({ code: 'KEY_REFUSED' });
    const { ctx: other } = await keyOf();
    const { token: second } = await createUserToken(other, id);
    await deleteConsumer(ctx, id);
    await expect(held(second)).rejects.toMatchObject({ code: 'KEY_REFUSED' });
  });

  it('is made by a key that may, and by nobody else', async () => {
    const { id } = await consumerOf();
    const { ctx: narrow } = await keyOf(['metadata', 'secrets', 'import']);
    await expect(createUserToken(narrow, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(createUserToken(ctx, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const { ctx: key } = await keyOf();
    const user = await held((await createUserToken(key, id)).token);
    await expect(createUserToken(user, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is of a consumer of its own workspace', async () => {
    const { ctx: key } = await keyOf();
    const own = await consumerOf();
    const other = await consumerOf('user-2');
    await expect(createUserToken(forConsumer(key, own), other.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    ctx = await testWorkspace();
    const { ctx: stranger } = await keyOf();
    await expect(createUserToken(stranger, own.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
