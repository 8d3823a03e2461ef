import { and, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { apiKeys } from '#db/schema/api-keys.ts';
import { audit } from '#db/schema/audit.ts';
import { credentials, credentialVersions, verifications } from '#db/schema/credentials.ts';
import { consumers } from '#db/schema/consumers.ts';
import { uses } from '#db/schema/flows.ts';
import { grants } from '#db/schema/oauth.ts';
import { testDatabase } from '#db/testing.ts';
import { makeConsumerToken } from '#lib/api-keys/testing.ts';
import { getCredential, listCredentials } from '#lib/credentials/queries.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { pauseFlow } from '#lib/flows/commands.ts';
import { requireKey } from '#lib/gate/key.ts';
import { testWorkspace, withRole } from '#lib/gate/testing.ts';
import { connect } from '#lib/grants/testing.ts';
import { deleteCredentials } from '#lib/trash/commands.ts';
import { plantUse } from '#lib/uses/testing.ts';
import { createConsumer, deleteConsumer, deleteTypedConsumer, ensureConsumer, updateConsumer } from './commands.ts';
import { findConsumer, getConsumer, knownConsumers, listConsumers } from './queries.ts';
import { consumerPageSize, consumerSearch, newConsumer } from './schema.ts';
import { asConsumer, makeConsumer, makeCredential, plantLike } from './testing.ts';

beforeAll(testDatabase);

const notFound = { code: 'NOT_FOUND' };

const toldOf = async (ctx: WorkspaceCtx, targetId: string) =>
  (
    await read()
      .select({ action: audit.action, detail: audit.detail })
      .from(audit)
      .where(and(eq(audit.tenantId, ctx.tenantId), eq(audit.targetId, targetId)))
      .orderBy(audit.id)
  ).map(({ action, detail }) => ({ action, ...detail }));

describe('a consumer', () => {
  it('is called by the id of the tenant’s product, exact and once', async () => {
    const ctx = await testWorkspace();
    const { id } = await makeConsumer(ctx, 'User-1', 'SpaceX');
    expect(await getConsumer(ctx, id)).toMatchObject({ externalId: 'User-1', name: 'SpaceX', credentials: 0 });
    expect(await makeConsumer(ctx, 'user-1')).toMatchObject({ externalId: 'user-1' });
    await expect(makeConsumer(ctx, 'User-1')).rejects.toMatchObject({
      code: 'NAME_TAKEN',
      detail: { field: 'externalId' },
    });
    expect(await findConsumer(ctx, 'User-1')).toMatchObject({ id });
    expect(await findConsumer(ctx, 'USER-1')).toBeNull();
    expect(await findConsumer(ctx, 'User-1\u0000')).toBeNull();
    const fits = (externalId: string) => newConsumer.safeParse({ externalId }).success;
    for (const odd of ['a/b%2Fc', '42', 'ü 水 🚀', "'; --", 'x'.repeat(255)]) expect(fits(odd), odd).toBe(true);
    for (const bad of ['', ' a', 'a\n', 'a\u0000b', '\ud800', 'x'.repeat(256)]) expect(fits(bad), bad).toBe(false);
  });

  it('that is ensured by several at once is one, and is written down once', async () => {
    const ctx = await testWorkspace();
    const rows = await Promise.all(Array.from({ length: 8 }, () => ensureConsumer(ctx, 'user-1')));
    const ids = new Set(rows.map((row) => row.id));
    expect(ids.size).toBe(1);
    expect(await toldOf(ctx, rows[0]?.id ?? '')).toEqual([{ action: 'consumer.created' }]);
    expect(await listConsumers(ctx, {})).toMatchObject({ total: 1 });
  });

  it('changes in what is given, and is found by the new words', async () => {
    const ctx = await testWorkspace();
    const input = newConsumer.parse({ externalId: 'user-1', metadata: { email: 'a@example.com', user_name: 'Ann' } });
    const { id } = await createConsumer(ctx, input);
    await updateConsumer(ctx, { id, metadata: { email: 'ann@example.org' } });
    expect(await getConsumer(ctx, id)).toMatchObject({
      name: '',
      metadata: { email: 'ann@example.org', user_name: 'Ann' },
    });
    await updateConsumer(ctx, { id, name: 'Ann & Co' });
    for (const q of ['ANN & co', 'example.ORG', 'user-1']) expect((await listConsumers(ctx, { q })).total, q).toBe(1);
    expect((await listConsumers(ctx, { q: 'a@example.com' })).total).toBe(0);
    expect(await toldOf(ctx, id)).toMatchObject([
      { action: 'consumer.created' },
      { action: 'consumer.updated' },
      { action: 'consumer.updated' },
    ]);
  });

  it('of another tenant is not there; a builder may look, a viewer may not', async () => {
    const [ctx, other] = [await testWorkspace(), await testWorkspace()];
    const { id } = await makeConsumer(ctx, 'user-1');
    await makeConsumer(other, 'user-1');
    for (const door of [
      () => getConsumer(other, id),
      () => updateConsumer(other, { id, name: 'Mine' }),
      () => deleteConsumer(other, id),
      () => deleteTypedConsumer(other, { id, externalId: 'user-1' }),
      () => getConsumer(ctx, 'con_none'),
      () => getConsumer(ctx, 'con_\u0000'),
    ])
      await expect(door()).rejects.toMatchObject(notFound);
    expect(await knownConsumers(other, [id])).toEqual(new Set());
    expect(await knownConsumers(ctx, [id, 'con_none'])).toEqual(new Set([id]));
    const builder = withRole(ctx, 'builder');
    expect(await getConsumer(builder, id)).toMatchObject({ externalId: 'user-1' });
    for (const door of [
      () => makeConsumer(builder, 'user-2'),
      () => ensureConsumer(builder, 'user-2'),
      () => updateConsumer(builder, { id, name: 'x' }),
      () => deleteConsumer(builder, id),
      () => deleteTypedConsumer(builder, { id, externalId: 'user-1' }),
      () => listConsumers(withRole(ctx, 'viewer'), {}),
      () => getConsumer(withRole(ctx, 'viewer'), id),
    ])
      await expect(door()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await getConsumer(ctx, id)).toMatchObject({ name: '' });
  });
});

describe('the list of consumers', () => {
  it('finds words anywhere, takes signs of a pattern as they are, and beginnings exactly', async () => {
    const ctx = await testWorkspace();
    for (const [id, name] of [
      ['org_1-a', 'Straße 100%'],
      ['org_1-b', 'Other'],
      ['orgX1-c', 'Third'],
    ] as const)
      await makeConsumer(ctx, id, name);
    const found = async (filter: { q?: string; prefix?: string }) =>
      (await listConsumers(ctx, filter)).rows.map((row) => row.externalId);
    expect(await found({ q: 'STRASSE' })).toEqual(['org_1-a']);
    expect(await found({ q: '0%' })).toEqual(['org_1-a']);
    expect(await found({ q: '%' })).toEqual(['org_1-a']);
    expect(await found({ q: 'org_1' })).toEqual(['org_1-a', 'org_1-b']);
    expect(await found({ prefix: 'org_1' })).toEqual(['org_1-a', 'org_1-b']);
    expect(await found({ prefix: 'ORG' })).toEqual([]);
    expect(await found({ q: '  ' })).toHaveLength(3);
    expect(await listConsumers(ctx, { q: 'nobody' })).toEqual({ rows: [], next: null, total: 0 });
  });

  it('goes page by page in the order in which they came, each once, while others come and go', async () => {
    const ctx = await testWorkspace();
    const made: string[] = [];
    for (let n = 0; n < 12; n += 1) made.push((await makeConsumer(ctx, `user-${n}`)).id);
    const seen: string[] = [];
    let after: string | null = null;
    for (let page = 0; page < 4; page += 1) {
      const answer: Awaited<ReturnType<typeof listConsumers>> = await listConsumers(ctx, { after, limit: 4 });
      seen.push(...answer.rows.map((row) => row.id));
      after = answer.next;
      if (page === 0) {
        await makeConsumer(ctx, 'meanwhile');
        await deleteConsumer(ctx, made[1] ?? '');
      }
    }
    expect(after).toBeNull();
    expect(seen.slice(0, 12)).toEqual(made);
    expect(seen).toHaveLength(13);
    expect(new Set(seen).size).toBe(13);
  });

  it('keeps those apart that came in the same moment', async () => {
    const ctx = await testWorkspace();
    const ids = await Promise.all(Array.from({ length: 6 }, async (_, n) => (await makeConsumer(ctx, `user-${n}`)).id));
    await transact(async (tx) => {
      await tx.update(consumers).set({ createdAt: 1_700_000_000_000 }).where(eq(consumers.tenantId, ctx.tenantId));
    });
    const first = await listConsumers(ctx, { limit: 3 });
    const second = await listConsumers(ctx, { limit: 3, after: first.next });
    expect([...first.rows, ...second.rows].map((row) => row.id)).toEqual(ids.toSorted());
    expect(second.next).toBeNull();
  });

  it('refuses a cursor that is none; an address with one shows the list', async () => {
    const ctx = await testWorkspace();
    for (const after of ['x', '1.con_', "1.con_a' or 1=1", '9999999999999999.con_a', '99999999999999999.con_a'])
      await expect(listConsumers(ctx, { after }), after).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    expect(consumerSearch.safeParse({ q: 'a', after: 'x' }).success).toBe(false);
    expect(consumerSearch.safeParse({ q: 'a', after: '1.con_a' }).success).toBe(true);
    expect((await listConsumers(ctx, {})).rows.length).toBeLessThanOrEqual(consumerPageSize);
  });
});

describe('deleting a consumer', () => {
  it('takes everything of theirs out for good, and nothing of anybody else', async () => {
    const ctx = await testWorkspace();
    const [gone, stays] = [await makeConsumer(ctx, 'user-1'), await makeConsumer(ctx, 'user-2')];
    const [first, trashed] = [
      await makeCredential(asConsumer(ctx, gone.id), 'A'),
      await makeCredential(asConsumer(ctx, gone.id), 'B'),
    ];
    const kept = await makeCredential(asConsumer(ctx, stays.id), 'C');
    const own = await makeCredential(ctx, 'D');
    await deleteCredentials(ctx, [trashed]);
    await plantUse(ctx, first, { flowName: 'Draft', flowState: 'draft' });
    const clients = { web: 'web', public: 'public' };
    const signedIn = await connect(
      ctx,
      { issuer: 'https://id.example.com', clients },
      { accessToken: 'a', refreshToken: 'r' },
    );
    await transact(async (tx) => {
      await tx.update(credentials).set({ consumerId: gone.id }).where(eq(credentials.id, signedIn));
    });
    const { token } = await makeConsumerToken(ctx, gone.id);
    expect(await deleteConsumer(ctx, gone.id)).toEqual({ externalId: 'user-1', credentials: 2, tokens: 1 });

    await expect(getConsumer(ctx, gone.id)).rejects.toMatchObject(notFound);
    for (const id of [first, trashed, signedIn]) await expect(getCredential(ctx, id)).rejects.toMatchObject(notFound);
    for (const id of [kept, own]) expect(await getCredential(ctx, id)).toMatchObject({ id });
    expect((await listCredentials(ctx, null, {})).total).toBe(2);
    await expect(requireKey(`Bearer ${token}`, { requestId: 'req_x', address: '' })).rejects.toMatchObject({
      code: 'KEY_REFUSED',
    });
    for (const table of [credentialVersions, verifications, uses, grants]) {
      const rows = await read().select({ id: table.credentialId }).from(table).where(eq(table.tenantId, ctx.tenantId));
      expect(rows.filter((row) => [first, trashed, signedIn].includes(row.id))).toEqual([]);
    }
    expect(await read().$count(apiKeys, eq(apiKeys.consumerId, gone.id))).toBe(0);
    expect(await toldOf(ctx, gone.id)).toEqual([
      { action: 'consumer.created' },
      { action: 'consumer.deleted', credentials: 2, tokens: 1 },
    ]);
    expect(await toldOf(ctx, first)).toMatchObject([
      { action: 'credential.created' },
      { action: 'credential.deleted' },
    ]);
  });

  it('is refused while an active flow signs in with one of theirs, by name, and takes nothing', async () => {
    const ctx = await testWorkspace();
    const { id } = await makeConsumer(ctx, 'user-1');
    const [used, idle] = [
      await makeCredential(asConsumer(ctx, id), 'A'),
      await makeCredential(asConsumer(ctx, id), 'B'),
    ];
    const flow = await plantUse(ctx, used, { flowName: 'Nightly' });
    await plantUse(ctx, used, { flowName: 'Draft only', flowState: 'draft' });
    await expect(deleteConsumer(ctx, id)).rejects.toMatchObject({
      code: 'IN_USE',
      message: '1 active flow signs in with credentials of this consumer. Delete or update it first.',
      detail: { flows: ['Nightly'] },
    });
    for (const one of [used, idle]) expect(await getCredential(ctx, one)).toMatchObject({ id: one });
    expect(await toldOf(ctx, id)).toEqual([{ action: 'consumer.created' }]);
    await pauseFlow(ctx, { flowId: flow, revision: 1 });
    expect(await deleteConsumer(ctx, id)).toMatchObject({ credentials: 2 });
  });

  it('works with more credentials than a statement has room for, and each that was live is written down', async () => {
    const ctx = await testWorkspace();
    const [gone, stays] = [await makeConsumer(ctx, 'user-1'), await makeConsumer(ctx, 'user-2')];
    const kept = await makeCredential(asConsumer(ctx, stays.id), 'B');
    await plantLike(ctx, await makeCredential(asConsumer(ctx, gone.id), 'A'), 33_000);
    expect(await deleteConsumer(ctx, gone.id)).toEqual({ externalId: 'user-1', credentials: 16_501, tokens: 0 });
    const left = await read()
      .select({ id: credentials.id })
      .from(credentials)
      .where(eq(credentials.tenantId, ctx.tenantId));
    expect(left).toEqual([{ id: kept }]);
    const deleted = and(eq(audit.tenantId, ctx.tenantId), eq(audit.action, 'credential.deleted'));
    expect(await read().$count(audit, deleted)).toBe(16_501);
    expect((await toldOf(ctx, gone.id)).at(-1)).toEqual({ action: 'consumer.deleted', credentials: 16_501, tokens: 0 });
  }, 120_000);

  it('by a person needs the id once more', async () => {
    const ctx = await testWorkspace();
    const { id } = await makeConsumer(ctx, 'user-1');
    for (const externalId of ['user-2', 'USER-1', 'user-1 '])
      await expect(deleteTypedConsumer(ctx, { id, externalId })).rejects.toMatchObject({
        code: 'INPUT_INVALID',
        detail: { field: 'externalId' },
      });
    expect(await deleteTypedConsumer(ctx, { id, externalId: 'user-1' })).toMatchObject({ externalId: 'user-1' });
  });

  it('happens once when it is asked for twice at once', async () => {
    const ctx = await testWorkspace();
    const { id } = await makeConsumer(ctx, 'user-1');
    const answers = await Promise.allSettled([deleteConsumer(ctx, id), deleteConsumer(ctx, id)]);
    expect(answers.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect(answers.find((one) => one.status === 'rejected')).toMatchObject({ reason: notFound });
  });
});
