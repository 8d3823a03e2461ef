import { and, eq, isNull } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { apiKeys } from '#db/schema/api-keys.ts';
import { audit } from '#db/schema/audit.ts';
import { users } from '#db/schema/users.ts';
import { testDatabase } from '#db/testing.ts';
import { dayMs, hourMs } from '#lib/clock.ts';
import { makeConsumer } from '#lib/consumers/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { requireKey } from '#lib/gate/key.ts';
import { testPassword, testWorkspace, withRole } from '#lib/gate/testing.ts';
import { newId } from '#lib/ids.ts';
import { hashPassword } from '#lib/passwords/model.ts';
import { createKey, endOrphans, issueKey, purgeKeys, revokeKey } from './commands.ts';
import { describeDoor, getKey, listKeys, listLiveMade } from './queries.ts';
import { keyPageSize, keyRequest, keysMax, newKey } from './schema.ts';
import { changeKey, keyRow, makeConsumerToken, makeKey, plantChildren } from './testing.ts';

beforeAll(testDatabase);

const wanted = { name: 'Billing sync', scopes: ['metadata', 'import'] as const, expiresAt: null };
const asked = { ...wanted, scopes: [...wanted.scopes] };

const told = (ctx: WorkspaceCtx, targetId: string) =>
  read()
    .select({ action: audit.action, label: audit.targetLabel, detail: audit.detail })
    .from(audit)
    .where(and(eq(audit.tenantId, ctx.tenantId), eq(audit.targetId, targetId)))
    .orderBy(audit.id);

describe('a key', () => {
  it('is shown once, and nothing that is kept holds it', async () => {
    const ctx = await testWorkspace();
    const { key, token } = await createKey(ctx, { ...asked, expiresAt: Date.now() + hourMs });
    expect(token).toMatch(/^khk_[\w-]{43}$/);
    expect(key).toMatchObject({ kind: 'key', name: 'Billing sync', scopes: ['metadata', 'import'], state: 'active' });
    expect(key).toMatchObject({ hint: token.slice(-4), createdBy: 'Mara Okafor', parentId: null, lastUsedAt: null });
    const kept = JSON.stringify([await keyRow(ctx, key.id), await told(ctx, key.id)]);
    const shown = JSON.stringify([await listKeys(ctx), await getKey(ctx, key.id)]);
    for (const text of [kept, shown]) expect(text).not.toContain(token.slice(4, -4));
    expect(shown).not.toContain((await keyRow(ctx, key.id)).tokenHash);
    expect(await told(ctx, key.id)).toMatchObject([
      { action: 'api_key.created', label: 'Billing sync', detail: { kind: 'key', scopes: 'metadata import' } },
    ]);
  });

  it('is made of what makes sense: a name, a scope, an end that is to come', async () => {
    const ctx = await testWorkspace();
    const fits = (change: object) => newKey.safeParse({ ...asked, ...change }).success;
    expect(fits({})).toBe(true);
    for (const change of [{ name: ' ' }, { scopes: [] }, { scopes: ['everything'] }, { expiresAt: 1.5 }, { more: 1 }])
      expect(fits(change), JSON.stringify(change)).toBe(false);
    await expect(createKey(ctx, { ...asked, expiresAt: Date.now() })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      detail: { field: 'expiresAt' },
    });
    const twice = await createKey(ctx, { ...asked, scopes: ['metadata', 'metadata'] });
    expect(twice.key.scopes).toEqual(['metadata']);
  });

  it('is for admins to make, to see and to revoke, within their own workspace', async () => {
    const [ctx, other] = [await testWorkspace(), await testWorkspace()];
    const { id } = await makeKey(ctx);
    for (const role of ['builder', 'viewer'] as const) {
      const as = withRole(ctx, role);
      for (const door of [
        () => createKey(as, asked),
        () => issueKey(as, { ...asked, password: '' }),
        () => revokeKey(as, id),
        () => listKeys(as),
        () => getKey(as, id),
      ])
        await expect(door()).rejects.toMatchObject({ code: 'FORBIDDEN' });
      expect(() => describeDoor(as)).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
    }
    for (const door of [() => revokeKey(other, id), () => getKey(other, id), () => getKey(ctx, 'key_none')])
      await expect(door()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await listKeys(other)).rows).toEqual([]);
    expect(describeDoor(withRole(ctx, 'admin'))).toMatchObject({ workspaceId: ctx.workspaceId });
  });

  it('asks for the password where it reaches secrets or makes further keys', async () => {
    const ctx = await testWorkspace();
    const passwordHash = await hashPassword(testPassword);
    await transact(async (tx) => {
      await tx.update(users).set({ passwordHash }).where(eq(users.id, ctx.actor.id));
    });
    expect(await issueKey(ctx, keyRequest.parse({ ...asked, password: '' }))).toMatchObject({
      key: { state: 'active' },
    });
    for (const scope of ['secrets', 'manage'] as const) {
      const request = { ...asked, scopes: [scope] };
      for (const password of ['', 'not the password'])
        await expect(issueKey(ctx, { ...request, password })).rejects.toMatchObject({ code: 'PASSWORD_WRONG' });
      expect(await issueKey(ctx, { ...request, password: testPassword })).toMatchObject({ key: { scopes: [scope] } });
    }
    expect((await listKeys(ctx)).rows).toHaveLength(3);
    const asKey = await requireKey(`Bearer ${(await makeKey(ctx)).token}`, { requestId: 'req_x', address: '' });
    const byProgram = issueKey(asKey, { ...asked, scopes: ['secrets'], password: testPassword });
    await expect(byProgram).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is revoked once, with what it made, and that is written down once', async () => {
    const ctx = await testWorkspace();
    const { id, token } = await makeKey(ctx);
    const consumer = await makeConsumer(ctx, 'user-1');
    const as = await requireKey(`Bearer ${token}`, { requestId: 'req_x', address: '' });
    const child = await makeConsumerToken(as, consumer.id);
    const [first, second] = await Promise.all([revokeKey(ctx, id), revokeKey(ctx, id)]);
    for (const one of [first, second])
      expect(one).toMatchObject({ state: 'revoked', revokedBy: 'Mara Okafor', revokedAt: first.revokedAt });
    expect(await getKey(ctx, child.id)).toMatchObject({ state: 'revoked', parentId: id, consumer: 'user-1' });
    expect(await told(ctx, id)).toMatchObject([
      { action: 'api_key.created' },
      { action: 'api_key.revoked', detail: { ended: 2 } },
    ]);
  });

  it('is revoked with more than a statement has room for, children and grandchildren, and with nothing of another', async () => {
    const ctx = await testWorkspace();
    const [{ id }, other] = [await makeKey(ctx), await makeKey(ctx)];
    const children = await plantChildren(ctx, Array<string>(33_000).fill(id));
    const grandchildren = await plantChildren(ctx, children.slice(0, 1_000));
    const [last = ''] = await plantChildren(ctx, grandchildren.slice(-1));
    const [kept = ''] = await plantChildren(ctx, [other.id]);
    expect(await revokeKey(ctx, id)).toMatchObject({ state: 'revoked' });
    expect(await getKey(ctx, last)).toMatchObject({ state: 'revoked', revokedBy: 'Mara Okafor' });
    const live = and(eq(apiKeys.tenantId, ctx.tenantId), isNull(apiKeys.revokedAt));
    const rows = await read().select({ id: apiKeys.id }).from(apiKeys).where(live);
    expect(rows.map((row) => row.id).toSorted()).toEqual([other.id, kept].toSorted());
    expect((await told(ctx, id)).at(-1)).toMatchObject({ action: 'api_key.revoked', detail: { ended: 34_002 } });
  }, 60_000);

  it('is revoked while what it made goes on asking, and nothing of that is left', async () => {
    const ctx = await testWorkspace();
    const { id } = await makeKey(ctx);
    const children = await plantChildren(ctx, Array<string>(3_000).fill(id));
    const over = new AbortController();
    const askers = children.slice(-4).map(async (child) => {
      while (!over.signal.aborted) await changeKey(ctx, child, { lastUsedAt: Date.now() }).catch(() => undefined);
    });
    const revoked = await revokeKey(ctx, id).finally(() => over.abort());
    await Promise.all(askers);
    expect(revoked).toMatchObject({ state: 'revoked' });
    expect(await listLiveMade(ctx, id)).toEqual([]);
  });

  it('is revoked while what it made makes more, and nothing of that is left', async () => {
    const ctx = await testWorkspace();
    const consumer = await makeConsumer(ctx, 'user-1');
    const { id, token } = await makeKey(ctx);
    const facts = { requestId: 'req_x', address: '' };
    const child = await makeConsumerToken(await requireKey(`Bearer ${token}`, facts), consumer.id);
    const asChild = await requireKey(`Bearer ${child.token}`, facts);
    const making = (async () => {
      for (;;) await makeConsumerToken(asChild, consumer.id);
    })();
    await Promise.all([revokeKey(ctx, id), expect(making).rejects.toMatchObject({ code: 'KEY_REFUSED' })]);
    await endOrphans();
    expect(await listLiveMade(ctx, id)).toEqual([]);
  });

  it('that has ended takes what is left of it along when it is revoked once more', async () => {
    const ctx = await testWorkspace();
    const { id } = await makeKey(ctx);
    const children = await plantChildren(ctx, [id, id]);
    const [grandchild = ''] = await plantChildren(ctx, children.slice(0, 1));
    for (const ended of [id, children[0] ?? '']) await changeKey(ctx, ended, { revokedAt: Date.now() });
    await revokeKey(ctx, id);
    for (const one of [...children, grandchild]) expect(await getKey(ctx, one)).toMatchObject({ state: 'revoked' });
  });

  it('that was revoked by somebody who was stopped in the middle takes along what is left of it all the same', async () => {
    await endOrphans();
    const [ctx, elsewhere] = [await testWorkspace(), await testWorkspace()];
    const [{ id }, other, theirs] = [await makeKey(ctx), await makeKey(ctx), await makeKey(elsewhere)];
    const children = await plantChildren(ctx, [id, id]);
    const [grandchild = ''] = await plantChildren(ctx, children.slice(0, 1));
    const [kept = ''] = await plantChildren(ctx, [other.id]);
    const [left = ''] = await plantChildren(elsewhere, [theirs.id]);
    await changeKey(ctx, id, { revokedAt: Date.now() });
    await changeKey(elsewhere, theirs.id, { revokedAt: Date.now() - 31 * dayMs });
    await purgeKeys();
    expect(await endOrphans()).toBe(4);
    const ended = { state: 'revoked', revokedBy: 'Keyhaven' };
    for (const one of [...children, grandchild]) expect(await getKey(ctx, one)).toMatchObject(ended);
    expect(await getKey(elsewhere, left)).toMatchObject(ended);
    expect(await getKey(ctx, kept)).toMatchObject({ state: 'active' });
    expect(await endOrphans()).toBe(0);
  });

  it('is one of so many; tokens of consumers do not count', async () => {
    const ctx = await testWorkspace();
    const consumer = await makeConsumer(ctx, 'user-1');
    const { id } = await makeKey(ctx);
    const row = await keyRow(ctx, id);
    const copies = Array.from({ length: keysMax - 1 }, () => ({ ...row, id: newId('key'), tokenHash: newId('key') }));
    await transact(async (tx) => {
      for (let at = 0; at < copies.length; at += 50) await tx.insert(apiKeys).values(copies.slice(at, at + 50));
    });
    await expect(createKey(ctx, asked)).rejects.toMatchObject({ code: 'STATE_INVALID' });
    await makeConsumerToken(ctx, consumer.id);
    await revokeKey(ctx, id);
    await expect(createKey(ctx, asked)).resolves.toMatchObject({ key: { state: 'active' } });
  });
});

describe('the list of keys', () => {
  it('goes page by page, newest first, while others are made', async () => {
    const ctx = await testWorkspace();
    const ids: string[] = [];
    for (let n = 0; n < keyPageSize + 5; n += 1) ids.unshift((await makeKey(ctx, { name: `Key ${n}` })).id);
    const first = await listKeys(ctx);
    expect(first.rows.map((row) => row.id)).toEqual(ids.slice(0, keyPageSize));
    await makeKey(ctx, { name: 'Meanwhile' });
    const second = await listKeys(ctx, { after: first.next });
    expect(second).toMatchObject({ next: null });
    expect(second.rows.map((row) => row.id)).toEqual(ids.slice(keyPageSize));
  });

  it('tells what programs hold from what consumers were given, and what still works', async () => {
    const ctx = await testWorkspace();
    const consumer = await makeConsumer(ctx, 'user-1');
    const [kept, over, gone] = [await makeKey(ctx), await makeKey(ctx), await makeKey(ctx)];
    const token = await makeConsumerToken(ctx, consumer.id, ['metadata']);
    await changeKey(ctx, over.id, { expiresAt: Date.now() - 1 });
    await revokeKey(ctx, gone.id);
    const ids = async (filter: Parameters<typeof listKeys>[1]) =>
      (await listKeys(ctx, filter)).rows.map((row) => row.id).toSorted();
    expect(await ids({ holder: 'program' })).toEqual([kept.id, over.id, gone.id].toSorted());
    expect(await ids({ holder: 'consumer' })).toEqual([token.id]);
    expect(await ids({ consumerId: consumer.id, isLive: true })).toEqual([token.id]);
    expect(await ids({ isLive: true })).toEqual([kept.id, token.id].toSorted());
    const states = (await listKeys(ctx, { holder: 'program' })).rows.map((row) => [row.id, row.state]);
    expect(new Map(states.map(([id, state]) => [id, state]))).toEqual(
      new Map([
        [kept.id, 'active'],
        [over.id, 'expired'],
        [gone.id, 'revoked'],
      ]),
    );
    expect(await getKey(ctx, token.id)).toMatchObject({ consumerId: consumer.id, consumer: 'user-1', kind: 'user' });
  });

  it('loses what is over: tokens of consumers after a day, keys after thirty', async () => {
    const ctx = await testWorkspace();
    const consumer = await makeConsumer(ctx, 'user-1');
    const ago = async (make: Promise<{ id: string }>, change: 'expiresAt' | 'revokedAt', days: number) => {
      const { id } = await make;
      await changeKey(ctx, id, { [change]: Date.now() - days * dayMs });
      return id;
    };
    const tokens = () => makeConsumerToken(ctx, consumer.id);
    const kept = [
      await ago(makeKey(ctx), 'expiresAt', 29),
      await ago(makeKey(ctx), 'revokedAt', 29),
      await ago(tokens(), 'expiresAt', 0.9),
      (await makeKey(ctx)).id,
      (await tokens()).id,
    ];
    await ago(makeKey(ctx), 'expiresAt', 31);
    await ago(makeKey(ctx), 'revokedAt', 31);
    await ago(tokens(), 'expiresAt', 1.1);
    await ago(tokens(), 'revokedAt', 1.1);
    expect(await purgeKeys()).toBeGreaterThanOrEqual(4);
    expect((await listKeys(ctx)).rows.map((row) => row.id).toSorted()).toEqual(kept.toSorted());
  });
});
