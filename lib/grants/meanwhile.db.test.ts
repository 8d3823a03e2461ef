import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OauthServer } from '#e2e/fakes/oauth-server.ts';
import { read, transact } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { oauthApps } from '#db/schema/oauth.ts';
import { testDatabase } from '#db/testing.ts';
import { hourMs, minuteMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { settleLeft } from '#lib/jobs/refreshes.ts';
import { whileItIsRefreshed } from '#lib/refreshes/testing.ts';
import { restoreVersion } from '#lib/restores/commands.ts';
import { prepareVersion } from '#lib/versions/commands.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { keepsGeneration, openFresh, prepareEnd, refreshDue, refreshNow } from './commands.ts';
import { findGeneration } from './queries.ts';
import { addApp, connect, expire, grantOf, rowOf, setGrant, startProvider, toldOf } from './testing.ts';

vi.mock('#lib/oauth/tokens.ts', { spy: true });

let provider: OauthServer;
let ctx: WorkspaceCtx;

beforeAll(async () => {
  await testDatabase();
  provider = await startProvider();
});
afterAll(() => provider.stop());
beforeEach(async () => {
  Object.assign(provider.behaviour, { failWith: null, failTimes: null, graceSeconds: 0 });
  Object.assign(provider.behaviour, { clientSecret: 'keyhaven-test-client-secret' });
  provider.reset();
  ctx = await testWorkspace();
});

const fresh = async (id: string) => openFresh(ctx, await rowOf(ctx, id));
const isAccepted = async (token = '') =>
  (await fetch(provider.meUrl, { headers: { authorization: `Bearer ${token}` } })).status === 200;

/** What is opened for whoever asks, while somebody else does `act` before the answer of the provider is saved. */
async function openedWhile<T>(id: string, act: () => Promise<T>) {
  const acted = Promise.withResolvers<T>();
  whileItIsRefreshed(() => act().then(acted.resolve, acted.reject));
  const opening = fresh(id).catch((error: unknown) => error);
  const [opened, done] = await Promise.all([opening, acted.promise]);
  return { opened, done };
}

/** A credential whose token has ended. */
async function ended(): Promise<string> {
  await addApp(ctx, provider);
  const id = await connect(ctx, provider, await provider.newGrant());
  await expire(ctx, id);
  return id;
}

/** As an import, a sign-in or an undo puts a version over the current one. */
async function putOver(id: string, tokens: Readonly<Record<string, string>>): Promise<void> {
  const row = await rowOf(ctx, id);
  const { settings, audience } = await openVersion(ctx, id, row.version);
  const number = row.version + 1;
  const secret = { expiresAt: new Date(Date.now() + hourMs).toISOString(), ...tokens };
  const add = await prepareVersion(ctx, { credentialId: id, number, settings, secret, audience, reason: 'override' });
  await transact(async (tx, now) => {
    await tx
      .update(credentials)
      .set({ version: number })
      .where(and(eq(credentials.tenantId, ctx.tenantId), eq(credentials.id, id)));
    await add(tx, now);
  });
}

const setCredential = (id: string, set: Partial<typeof credentials.$inferInsert>) =>
  transact(async (tx) => {
    await tx.update(credentials).set(set).where(eq(credentials.id, id));
  });

describe('while a provider is asked', () => {
  it('another version may be put over the credential: the answer goes into its own, never over the newer one', async () => {
    const id = await ended();
    const { accessToken, refreshToken } = await provider.newGrant();
    const { opened } = await openedWhile(id, () => putOver(id, { accessToken, refreshToken }));
    expect(opened).toMatchObject({ number: 2, secret: { accessToken } });
    const own = (await openVersion(ctx, id, 1)).secret;
    expect(await isAccepted(own['accessToken'])).toBe(true);
    expect((await openVersion(ctx, id, 2)).secret).toMatchObject({ refreshToken });
    expect(await grantOf(ctx, id)).toMatchObject({ version: 2, state: 'live', leasedUntil: null, sentAt: null });
    await putOver(id, own);
    await expire(ctx, id);
    expect(await isAccepted((await fresh(id)).secret['accessToken'])).toBe(true);
    expect(provider.traffic).toMatchObject({ usesMax: 1, deadGrants: [] });
  });

  it('an undo may bring its tokens back: it has the new ones as well', async () => {
    const id = await ended();
    const { accessToken = '', refreshToken = '' } = (await openVersion(ctx, id, 1)).secret;
    const { opened } = await openedWhile(id, () => putOver(id, { accessToken, refreshToken }));
    const [first, second] = [await openVersion(ctx, id, 1), await openVersion(ctx, id, 2)];
    expect(await isAccepted(second.secret['accessToken'])).toBe(true);
    expect(second.secret).toEqual(first.secret);
    expect(opened).toMatchObject({ number: 2, secret: second.secret });
    expect(await grantOf(ctx, id)).toMatchObject({ version: 2, state: 'live', generation: 3 });
  });

  it('an older version may hold the same tokens: restored, it has the new ones', async () => {
    await addApp(ctx, provider);
    const id = await connect(ctx, provider, await provider.newGrant());
    const { accessToken = '', refreshToken = '' } = (await openVersion(ctx, id, 1)).secret;
    await putOver(id, { accessToken, refreshToken });
    await expire(ctx, id);
    const { secret } = await fresh(id);
    expect(secret['refreshToken']).not.toBe(refreshToken);
    expect((await openVersion(ctx, id, 1)).secret).toEqual(secret);
    const { revision } = await rowOf(ctx, id);
    await restoreVersion(ctx, { id, revision, number: 1 });
    await expire(ctx, id);
    expect(await isAccepted((await fresh(id)).secret['accessToken'])).toBe(true);
    expect(provider.traffic).toMatchObject({ usesMax: 1, deadGrants: [] });
  });

  it('the credential may be deleted: its tokens are there when it is restored', async () => {
    const id = await ended();
    await openedWhile(id, () => setCredential(id, { deletedAt: Date.now() }));
    await setCredential(id, { deletedAt: null });
    expect(await isAccepted((await fresh(id)).secret['accessToken'])).toBe(true);
    expect(provider.traffic).toMatchObject({ tokenRequests: 1, deadGrants: [] });
  });

  it('the credential may be purged', async () => {
    const id = await ended();
    const purge = () =>
      transact(async (tx) => {
        await tx.delete(credentials).where(eq(credentials.id, id));
      });
    expect((await openedWhile(id, purge)).opened).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('saved tokens are not carried on into another save', async () => {
    const id = await ended();
    const before = await findGeneration(ctx, id);
    const keeps = (generation: number | null) => transact((tx) => keepsGeneration(tx, ctx, id, generation));
    expect(await keeps(before)).toBe(true);
    expect((await openedWhile(id, () => keeps(before))).done).toBe(false);
    expect(await keeps(before)).toBe(false);
    expect(await keeps(await findGeneration(ctx, id))).toBe(true);
  });

  it('saved tokens are given no other end once they are others', async () => {
    const id = await ended();
    const { done: save } = await openedWhile(id, async () => {
      const generation = (await findGeneration(ctx, id)) ?? 0;
      const version = await openVersion(ctx, id, 1);
      return prepareEnd(ctx, id, { version, generation, expiresAt: new Date(0).toISOString() });
    });
    const [grant, { secret }] = [await grantOf(ctx, id), await openVersion(ctx, id, 1)];
    expect(await transact(save)).toBeNull();
    expect(await grantOf(ctx, id)).toEqual(grant);
    expect((await openVersion(ctx, id, 1)).secret).toEqual(secret);
  });

  it('it may say that the grant has ended: that counts only for the tokens that are stored', async () => {
    await addApp(ctx, provider);
    const id = await connect(ctx, provider, {
      accessToken: 'ended',
      refreshToken: 'used up by somebody who was faster',
    });
    await expire(ctx, id);
    const { opened } = await openedWhile(id, () =>
      setGrant(ctx, id, { generation: 2, accessExpiresAt: Date.now() + hourMs, tokensAt: Date.now() }),
    );
    expect(opened).toMatchObject({ number: 1 });
    expect(provider.traffic.tokenRequests).toBe(1);
    expect(await grantOf(ctx, id)).toMatchObject({ state: 'live', failingSince: null });
    expect(await rowOf(ctx, id)).toMatchObject({ state: 'passed' });
  });

  it('a program may sleep past its lease: what it hears late mends what was given up', async () => {
    const id = await ended();
    const { opened, done } = await openedWhile(id, async () => {
      await setGrant(ctx, id, { leaseOwner: 'somewhere else', leasedUntil: 1_000 });
      await settleLeft();
      return grantOf(ctx, id);
    });
    expect(done).toMatchObject({ state: 'reconnect', failureCode: 'answer_lost' });
    const { secret } = await openVersion(ctx, id, 1);
    expect(opened).toMatchObject({ secret });
    expect(await isAccepted(secret['accessToken'])).toBe(true);
    expect(await grantOf(ctx, id)).toMatchObject({ state: 'live', generation: 2 });
    expect(await rowOf(ctx, id)).toMatchObject({ state: 'unverified', verifyDueAt: expect.any(Number) });
    expect(await toldOf(ctx, id)).toEqual(['credential.refresh_failed', 'credential.refresh_recovered']);
  });
});

describe('an OAuth app', () => {
  const dueNow = async () => {
    await addApp(ctx, provider);
    const id = await connect(ctx, provider, await provider.newGrant());
    await setGrant(ctx, id, { refreshDueAt: 1 });
    return id;
  };

  it('with the wrong secret is tried again after minutes, and given up after 48 hours', async () => {
    const id = await dueNow();
    provider.behaviour.clientSecret = 'another secret than before';
    await refreshDue(ctx, id);
    const grant = await grantOf(ctx, id);
    expect(grant).toMatchObject({ state: 'retrying', failureClass: 'client' });
    expect((grant.refreshDueAt ?? 0) - (grant.failingSince ?? 0)).toBe(5 * minuteMs);
    await setGrant(ctx, id, { refreshDueAt: 1, failingSince: Date.now() - 49 * hourMs });
    await refreshDue(ctx, id);
    expect(await grantOf(ctx, id)).toMatchObject({ state: 'reconnect', failureClass: 'client' });
    expect(await toldOf(ctx, id)).toEqual(['credential.refresh_pending', 'credential.refresh_failed']);
    provider.behaviour.clientSecret = 'keyhaven-test-client-secret';
    expect(await refreshNow(ctx, id)).toMatchObject({ state: 'live', failingSince: null });
    expect(provider.traffic.deadGrants).toEqual([]);
  });

  it('whose token endpoint went elsewhere gets nothing: the tokens do not follow', async () => {
    const id = await dueNow();
    const elsewhere = await startProvider();
    const [app] = await read().select().from(oauthApps).where(eq(oauthApps.tenantId, ctx.tenantId));
    const settings = { ...app?.settings, tokenUrl: elsewhere.tokenUrl };
    await transact(async (tx) => {
      await tx.update(oauthApps).set({ settings }).where(eq(oauthApps.tenantId, ctx.tenantId));
    });
    await refreshDue(ctx, id);
    expect(await grantOf(ctx, id)).toMatchObject({ state: 'reconnect', failureCode: 'OUT-104' });
    expect([provider.traffic.tokenRequests, elsewhere.traffic.tokenRequests]).toEqual([0, 0]);
    await elsewhere.stop();
  });

  it('whose secret cannot be read sends nothing', async () => {
    const id = await dueNow();
    await transact(async (tx) => {
      await tx.update(oauthApps).set({ secretVersion: 9 }).where(eq(oauthApps.tenantId, ctx.tenantId));
    });
    await refreshDue(ctx, id);
    expect(await grantOf(ctx, id)).toMatchObject({ state: 'retrying', failureCode: 'UNREADABLE', sentCount: 0 });
    expect(provider.traffic.tokenRequests).toBe(0);
  });
});

describe('client credentials', () => {
  it('are asked for again whatever became of the answer', async () => {
    await addApp(ctx, provider);
    const id = await connect(ctx, provider, { accessToken: 'ended' }, 'client_credentials');
    await expire(ctx, id);
    provider.behaviour.failWith = 'lost';
    await expect(fresh(id)).rejects.toMatchObject({ code: 'OAU-302' });
    expect(await grantOf(ctx, id)).toMatchObject({ state: 'retrying', sentAt: null });
    provider.behaviour.failWith = null;
    await setGrant(ctx, id, { refreshDueAt: 1 });
    expect(await isAccepted((await fresh(id)).secret['accessToken'])).toBe(true);
  });
});
