import { beforeAll, describe, expect, it, vi } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { scopes } from '#lib/access.ts';
import { createKey, revokeKey } from '#lib/api-keys/commands.ts';
import { listKeys } from '#lib/api-keys/queries.ts';
import { changeKey, keyRow, makeConsumerToken, makeKey } from '#lib/api-keys/testing.ts';
import { dayMs, minuteMs } from '#lib/clock.ts';
import { listConsumers } from '#lib/consumers/queries.ts';
import { makeConsumer, makeCredential } from '#lib/consumers/testing.ts';
import { getCredential, listCredentials } from '#lib/credentials/queries.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { createWorkspace } from '#lib/workspaces/commands.ts';
import { keyCtxById, requireKey, type KeyCtx } from './key.ts';
import { asUser, testWorkspace } from './testing.ts';
import { workspaceOf } from './walk.ts';

beforeAll(testDatabase);

const facts = { requestId: 'req_x', address: '10.0.0.5' };
const enter = (token: string, address = facts.address): Promise<KeyCtx> =>
  requireKey(`Bearer ${token}`, { ...facts, address });
const refused = { code: 'KEY_REFUSED' };

async function secondWorkspace(ctx: WorkspaceCtx): Promise<WorkspaceCtx> {
  const { tenant, workspace } = await createWorkspace(ctx, { name: 'Staging', environment: 'staging' });
  const other = await workspaceOf(asUser(ctx), tenant, workspace);
  if (!other) throw new Error('no second workspace');
  return other;
}

describe('a key', () => {
  it('opens its own workspace, as the least role, for what its scopes say', async () => {
    const ctx = await testWorkspace();
    const { id, token } = await makeKey(ctx, { scopes: ['metadata', 'import'] });
    const key = await enter(token);
    const { tenantId, workspaceId, tenantSlug, workspaceSlug } = ctx;
    expect(key).toMatchObject({ tenantId, workspaceId, tenantSlug, workspaceSlug, role: 'admin', sessionId: null });
    expect(key).toMatchObject({ actor: { kind: 'key', id, label: 'Billing sync' }, address: '10.0.0.5' });
    expect(key.key).toMatchObject({ id, kind: 'key', externalId: null });
    expect([...key.limits.permissions]).toEqual(expect.arrayContaining(['credential.read', 'connection.import']));
    for (const one of [
      'credential.use',
      'credential.delete',
      'api_key.update',
      'tenant.update',
      'member.read',
    ] as const)
      expect(key.limits.permissions.has(one), one).toBe(false);
    expect(await keyCtxById(ctx, id, facts)).toMatchObject({ actor: { id } });
  });

  it('is missing where there is no header, or none of one bearer token', async () => {
    const { token } = await makeKey(await testWorkspace());
    const nothing = [null, '', ' ', 'Bearer', 'Bearer ', token, `Basic ${token}`, `Bearer ${token} ${token}`];
    const several = [`Bearer ${token}, Bearer ${token}`, `Bearer ${token},x`, `Bearer\t${token}`, ` Bearer ${token}`];
    for (const header of [...nothing, ...several, `Bearer ${token}\n`, `Bearer:${token}`, `Bearer${token}`])
      await expect(requireKey(header, facts), String(header)).rejects.toMatchObject({ code: 'KEY_REQUIRED' });
    for (const header of [`bearer ${token}`, `BEARER   ${token}  `])
      expect(await requireKey(header, facts)).toMatchObject({ role: 'admin' });
  });

  it('is refused alike when it is unknown, changed by a letter, or of no shape a key has', async () => {
    const { token } = await makeKey(await testWorkspace());
    const changed = token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A');
    const shapes = [
      changed,
      `khk_${'A'.repeat(43)}`,
      token.replace('khk_', 'khu_'),
      token.toUpperCase(),
      token.slice(0, -1),
      `${token}A`,
      `${token}=`,
      token.slice(4),
      'null',
      'undefined',
      '{}',
      '\u0000',
      'é'.repeat(43),
      `khk_${"' or 1=1 --".padEnd(43, 'x')}`.replaceAll(' ', '+'),
      'x'.repeat(100_000),
      `${'a'.repeat(36)}.${'b'.repeat(100)}.${'c'.repeat(43)}`,
      'a.b.c',
    ];
    const messages = new Set<string>();
    for (const shape of shapes) {
      const error: unknown = await enter(shape).catch((one: unknown) => one);
      expect(error, shape.slice(0, 60)).toMatchObject(refused);
      messages.add(error instanceof Error ? error.message : '');
    }
    expect(messages.size).toBe(1);
    expect(await enter(token)).toMatchObject({ role: 'admin' });
  });

  it('is refused from the moment it is over', async () => {
    const ctx = await testWorkspace();
    const { id, token } = await makeKey(ctx, { expiresAt: Date.now() + dayMs });
    expect((await enter(token)).limits.expiresAt).toBeGreaterThan(Date.now());
    await changeKey(ctx, id, { expiresAt: Date.now() });
    await expect(enter(token)).rejects.toMatchObject(refused);
    expect(await keyCtxById(ctx, id, facts)).toBeNull();
  });

  it('is refused from the moment it is revoked, with all that was made with it, down to the last', async () => {
    const ctx = await testWorkspace();
    const [parent, unrelated] = [await makeKey(ctx), await makeKey(ctx)];
    const child = await makeKey(await enter(parent.token));
    const grandchild = await makeKey(await enter(child.token), { scopes: ['metadata'] });
    const consumer = await makeConsumer(ctx, 'user-1');
    const token = await makeConsumerToken(await enter(grandchild.token), consumer.id, ['metadata']);
    const family = [parent, child, grandchild, token];
    for (const one of family) expect(await enter(one.token)).toMatchObject({ workspaceId: ctx.workspaceId });
    expect(await revokeKey(ctx, parent.id)).toMatchObject({ state: 'revoked', revokedBy: 'Mara Okafor' });
    for (const one of family) await expect(enter(one.token)).rejects.toMatchObject(refused);
    for (const one of family) expect(await keyCtxById(ctx, one.id, facts)).toBeNull();
    expect(await enter(unrelated.token)).toMatchObject({ actor: { id: unrelated.id } });
  });

  it('leaves no child behind that was made in the moment it was revoked', async () => {
    const ctx = await testWorkspace();
    for (let round = 0; round < 10; round += 1) {
      const parent = await makeKey(ctx, { name: `Round ${round}` });
      const as = await enter(parent.token);
      const wanted = { name: 'Child', scopes: [...scopes], expiresAt: null };
      const makes = () => createKey(as, wanted);
      const [first, , second] = await Promise.allSettled([makes(), revokeKey(ctx, parent.id), makes()]);
      for (const made of [first, second])
        if (made.status === 'fulfilled') await expect(enter(made.value.token)).rejects.toMatchObject(refused);
        else expect(made.reason).toMatchObject(refused);
      await expect(createKey(as, wanted)).rejects.toMatchObject(refused);
    }
    expect((await listKeys(ctx, { isLive: true })).rows).toEqual([]);
  });
});

describe('when a key was last used', () => {
  it('is written once a minute, with where from', async () => {
    const ctx = await testWorkspace();
    const [key, other] = [await makeKey(ctx), await makeKey(ctx)];
    const untilFrom = (id: string, from: string) =>
      vi.waitFor(async () => expect(await keyRow(ctx, id)).toMatchObject({ lastUsedFrom: from }));
    await enter(key.token, '10.0.0.1');
    await untilFrom(key.id, '10.0.0.1');
    const { lastUsedAt } = await keyRow(ctx, key.id);
    expect(Math.abs(Date.now() - (lastUsedAt ?? 0))).toBeLessThan(minuteMs);

    await changeKey(ctx, key.id, { lastUsedAt: Date.now() - minuteMs + 10_000 });
    const before = await keyRow(ctx, key.id);
    await enter(key.token, '10.0.0.2');
    await enter(other.token, '10.0.0.3');
    await untilFrom(other.id, '10.0.0.3');
    expect(await keyRow(ctx, key.id)).toEqual(before);

    await changeKey(ctx, key.id, { lastUsedAt: Date.now() - minuteMs });
    await enter(key.token, '10.0.0.4');
    await untilFrom(key.id, '10.0.0.4');
  });

  it('is not written by a refused one', async () => {
    const ctx = await testWorkspace();
    const [key, other] = [await makeKey(ctx), await makeKey(ctx)];
    await revokeKey(ctx, key.id);
    await expect(enter(key.token)).rejects.toMatchObject(refused);
    await enter(other.token);
    await vi.waitFor(async () => expect((await keyRow(ctx, other.id)).lastUsedAt).not.toBeNull());
    expect(await keyRow(ctx, key.id)).toMatchObject({ lastUsedAt: null, lastUsedFrom: null });
  });
});

describe('a key of another workspace', () => {
  it('sees nothing, whether the workspace is another tenant’s or the same one’s', async () => {
    const ctx = await testWorkspace();
    const id = await makeCredential(ctx, 'Orders API');
    const consumer = await makeConsumer(ctx, 'user-1');
    const { id: keyId } = await makeKey(ctx);
    for (const other of [await testWorkspace(), await secondWorkspace(ctx)]) {
      const as = await enter((await makeKey(other)).token);
      await expect(getCredential(as, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect((await listCredentials(as, null, {})).total).toBe(0);
      expect((await listCredentials(as, null, { consumerId: consumer.id })).total).toBe(0);
      expect((await listConsumers(as, {})).total).toBe(0);
      await expect(revokeKey(as, keyId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(await keyCtxById(other, keyId, facts)).toBeNull();
    }
    expect(await keyRow(ctx, keyId)).toMatchObject({ revokedAt: null });
  });
});
