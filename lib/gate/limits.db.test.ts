import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { transact } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { testDatabase } from '#db/testing.ts';
import { createKey } from '#lib/api-keys/commands.ts';
import { listKeys } from '#lib/api-keys/queries.ts';
import { makeConsumerToken, makeKey } from '#lib/api-keys/testing.ts';
import { listAbout } from '#lib/audit/queries.ts';
import { setEnvironment } from '#lib/batches/commands.ts';
import { checkCredential, requestChecks } from '#lib/checks/commands.ts';
import { listStandings } from '#lib/checks/queries.ts';
import { hourMs } from '#lib/clock.ts';
import { startReconnect } from '#lib/connects/commands.ts';
import { deleteConsumer, updateConsumer } from '#lib/consumers/commands.ts';
import { findConsumer, getConsumer, listConsumers } from '#lib/consumers/queries.ts';
import { asConsumer, makeConsumer, makeCredential } from '#lib/consumers/testing.ts';
import { updateCredential } from '#lib/credentials/commands.ts';
import { freeName, getCredential, listCredentials, searchCredentials } from '#lib/credentials/queries.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { getBoard } from '#lib/dashboard/queries.ts';
import { duplicateCredential } from '#lib/duplicates/commands.ts';
import { getFreshness, listFresh } from '#lib/freshness/queries.ts';
import { refreshNow, setRefreshing } from '#lib/grants/commands.ts';
import { describeGrant } from '#lib/grants/queries.ts';
import { connect } from '#lib/grants/testing.ts';
import { restoreVersion } from '#lib/restores/commands.ts';
import { disconnectCredential } from '#lib/revocations/commands.ts';
import { renewTokens } from '#lib/tokens/commands.ts';
import { deleteCredentials } from '#lib/trash/commands.ts';
import { listTrash } from '#lib/trash/queries.ts';
import { listUses } from '#lib/uses/queries.ts';
import { plantUse } from '#lib/uses/testing.ts';
import { listVerifications } from '#lib/verifications/queries.ts';
import { listVersions } from '#lib/versions/queries.ts';
import { forConsumer, requireKey, type KeyCtx } from './key.ts';
import { testWorkspace } from './testing.ts';

beforeAll(testDatabase);

const facts = { requestId: 'req_x', address: '10.0.0.5' };
const enter = (token: string): Promise<KeyCtx> => requireKey(`Bearer ${token}`, facts);

const planted = 'Somebody else’s orders';

interface Scene {
  /** The tenant's own person. */
  readonly ctx: WorkspaceCtx;
  /** The token of one consumer, with every scope. */
  readonly mine: KeyCtx;
  readonly own: string;
  /** Of another consumer, and the tenant's own. */
  readonly others: readonly string[];
  readonly otherConsumer: string;
}

async function scene(): Promise<Scene> {
  const ctx = await testWorkspace();
  const [me, other] = [await makeConsumer(ctx, 'user-1'), await makeConsumer(ctx, 'user-2')];
  const mine = await enter((await makeConsumerToken(ctx, me.id)).token);
  const own = await makeCredential(mine, 'My orders');
  const theirs = await makeCredential(asConsumer(ctx, other.id), planted);
  const tokens = { accessToken: 'access', refreshToken: 'refresh' };
  const place = { issuer: 'https://id.example.com', clients: { web: 'web', public: 'public' } };
  const connected = await connect(ctx, place, tokens);
  await transact(async (tx) => {
    await tx.update(credentials).set({ consumerId: other.id, name: planted }).where(eq(credentials.id, connected));
  });
  const tenants = await makeCredential(ctx, `${planted}, too`);
  return { ctx, mine, own, others: [theirs, connected, tenants], otherConsumer: other.id };
}

const one = { environment: 'production', settings: {}, secret: {}, expiresAt: null, acceptUntested: true } as const;

/** Everything that is done to one credential by its id, and is within what a consumer's token may do. */
const deeds: Record<string, (as: WorkspaceCtx, id: string) => Promise<unknown>> = {
  read: getCredential,
  check: checkCredential,
  'ask for a check': (as, id) => requestChecks(as, [id]),
  change: (as, id) => updateCredential(as, { id, revision: 1, name: 'Mine now', ...one }),
  restore: (as, id) => restoreVersion(as, { id, revision: 1, number: 1 }),
  label: (as, id) => setEnvironment(as, [id], 'staging'),
  copy: duplicateCredential,
  delete: (as, id) => deleteCredentials(as, [id]),
  disconnect: (as, id) => disconnectCredential(as, { id, version: 1 }),
  reconnect: (as, id) => startReconnect(as, { id }),
  'new tokens': (as, id) => renewTokens(as, { id }),
  refresh: refreshNow,
  'stop refreshing': (as, id) => setRefreshing(as, { id, on: false }),
};

/** Everything that tells of credentials, and what it tells of others. */
const lists: Record<string, (as: WorkspaceCtx, id: string, consumer: string) => Promise<unknown>> = {
  list: (as) => listCredentials(as, null, {}),
  'list of another consumer': (as, _id, consumerId) => listCredentials(as, null, { consumerId }),
  search: (as) => searchCredentials(as, 'orders'),
  standings: (as, id) => listStandings(as, [id]),
  board: (as) => getBoard(as, {}),
  trash: (as) => listTrash(as, null),
  freshness: getFreshness,
  grants: (as) => listFresh(as, {}),
  grant: async (as, id) => (await describeGrant(as, id)) && planted,
};

/** What lies beside one credential. */
const beside: Record<string, (as: WorkspaceCtx, id: string) => Promise<unknown>> = {
  versions: listVersions,
  checks: (as, id) => listVerifications(as, id),
  uses: listUses,
  activity: (as, id) => listAbout(as, id),
};

describe('a consumer’s own token', () => {
  it.each(Object.keys(deeds))('cannot %s what is another’s: it is not there', async (name) => {
    const { ctx, mine, others } = await scene();
    const before = await Promise.all(others.map((id) => getCredential(ctx, id)));
    for (const id of others) await expect(deeds[name]?.(mine, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await Promise.all(others.map((id) => getCredential(ctx, id)))).toEqual(before);
  });

  it.each(Object.keys(lists))('is told nothing of others by: %s', async (name) => {
    const { mine, others, otherConsumer } = await scene();
    for (const id of others)
      expect(JSON.stringify((await lists[name]?.(mine, id, otherConsumer)) ?? null)).not.toContain(planted);
  });

  it.each(Object.keys(beside))('finds no %s beside what is another’s', async (name) => {
    const { ctx, mine, own, others } = await scene();
    for (const id of others) await expect(beside[name]?.(mine, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await beside[name]?.(mine, own)).toEqual(await beside[name]?.(ctx, own));
  });

  it('learns nothing of flows: not whether another’s is in use, and not which ones use its own', async () => {
    const { ctx, mine, own, others } = await scene();
    for (const id of [...others, own]) await plantUse(ctx, id, { flowName: `${planted} ${id}` });
    for (const id of others) await expect(deleteCredentials(mine, [id])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const refusal: unknown = await deleteCredentials(mine, [own]).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'IN_USE' });
    expect(JSON.stringify(refusal) + String(refusal)).not.toContain(planted);
    const flows = [`${planted} ${own}`];
    await expect(deleteCredentials(ctx, [own])).rejects.toMatchObject({ code: 'IN_USE', detail: { flows } });
  });

  it('sees its own, and what it makes is its consumer’s', async () => {
    const { ctx, mine, own } = await scene();
    expect(await getCredential(mine, own)).toMatchObject({ name: 'My orders', consumer: { externalId: 'user-1' } });
    expect((await listCredentials(mine, null, {})).rows.map((row) => row.id)).toEqual([own]);
    expect(await listConsumers(ctx, { q: 'user-1' })).toMatchObject({ rows: [{ credentials: 1 }] });
    await deleteCredentials(mine, [own]);
    expect(await listCredentials(mine, null, {})).toMatchObject({ total: 0 });
  });

  it('is given a name that is free among all, though it sees none of the others', async () => {
    const { ctx, mine, others } = await scene();
    const wanted = `${planted}, too`;
    expect(await freeName(mine, 'rest', wanted)).toBe(`${wanted} 2`);
    await expect(makeCredential(mine, wanted)).rejects.toMatchObject({ code: 'NAME_TAKEN' });
    expect(await getCredential(ctx, others[2] ?? '')).toMatchObject({ name: wanted, consumer: null });
  });

  it('keeps nothing for a consumer who is gone meanwhile', async () => {
    const { ctx, mine } = await scene();
    await deleteConsumer(ctx, mine.limits.consumerId ?? '');
    await expect(makeCredential(mine, 'Late')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await listCredentials(ctx, null, { q: 'Late' })).total).toBe(0);
  });

  it('has no say over consumers, keys, and what is not a credential', async () => {
    const { mine, otherConsumer } = await scene();
    const forbidden = { code: 'FORBIDDEN' };
    for (const door of [
      () => listConsumers(mine, {}),
      () => getConsumer(mine, otherConsumer),
      () => updateConsumer(mine, { id: otherConsumer, name: 'Mine' }),
      () => deleteConsumer(mine, otherConsumer),
      () => listKeys(mine),
      () => createKey(mine, { name: 'Wider', scopes: ['metadata'], expiresAt: Date.now() + hourMs }),
    ])
      await expect(door()).rejects.toMatchObject(forbidden);
    expect(await findConsumer(mine, 'user-2')).toBeNull();
    expect(await findConsumer(mine, 'user-1')).toMatchObject({ externalId: 'user-1' });
    expect(() => forConsumer(mine, { id: otherConsumer })).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });

  it('has none of what its scopes leave out', async () => {
    const { ctx, others } = await scene();
    const me = await findConsumer(ctx, 'user-1');
    const reader = await enter((await makeConsumerToken(ctx, me?.id ?? '', ['metadata'])).token);
    await expect(deleteCredentials(reader, others)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(makeCredential(reader, 'New')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(reader.limits.permissions).toEqual(new Set(['credential.read']));
  });
});

describe('a key that acts for one consumer', () => {
  it('sees and makes what is theirs alone', async () => {
    const { ctx, own, others, otherConsumer } = await scene();
    const key = await enter((await makeKey(ctx)).token);
    expect((await listCredentials(key, null, {})).total).toBe(4);
    const other = forConsumer(key, { id: otherConsumer });
    expect((await listCredentials(other, null, {})).total).toBe(2);
    await expect(getCredential(other, own)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await getCredential(other, others[0] ?? '')).toMatchObject({ consumer: { id: otherConsumer } });
    expect(() => forConsumer(other, { id: 'con_somebody' })).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });
});

describe('what a key makes', () => {
  it('may do no more than the key, and ends no later', async () => {
    const ctx = await testWorkspace();
    const end = Date.now() + hourMs;
    const key = await enter((await makeKey(ctx, { scopes: ['metadata', 'manage'], expiresAt: end })).token);
    const make = (given: readonly ('metadata' | 'secrets' | 'import' | 'manage')[], expiresAt: number | null) =>
      createKey(key, { name: 'Child', scopes: [...given], expiresAt });
    expect(await make(['metadata', 'manage'], end)).toMatchObject({ key: { parentId: key.key.id, expiresAt: end } });
    for (const wider of [['secrets'], ['import', 'metadata']] as const)
      await expect(make(wider, end)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    for (const later of [end + 1, null])
      await expect(make(['metadata'], later)).rejects.toMatchObject({
        code: 'INPUT_INVALID',
        detail: { field: 'expiresAt' },
      });
    await expect(make(['metadata'], Date.now() - 1)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    const reader = await enter((await makeKey(ctx, { scopes: ['metadata'] })).token);
    await expect(createKey(reader, { name: 'Child', scopes: ['metadata'], expiresAt: null })).rejects.toMatchObject({
      code: 'FORBIDDEN',
      detail: { scope: 'manage' },
    });
  });
});
