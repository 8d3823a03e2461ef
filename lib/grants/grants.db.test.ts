import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OauthServer } from '#e2e/fakes/oauth-server.ts';
import { transact } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { testDatabase } from '#db/testing.ts';
import { checkCredential } from '#lib/checks/commands.ts';
import { hourMs, minuteMs, secondMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { openFresh, refreshDue, refreshNow, setRefreshing } from './commands.ts';
import { describeGrant } from './queries.ts';
import { addApp, connect, expire, grantOf, rowOf, setGrant, startProvider, toldOf } from './testing.ts';

let provider: OauthServer;
let ctx: WorkspaceCtx;

beforeAll(async () => {
  await testDatabase();
  provider = await startProvider();
});
afterAll(() => provider.stop());
beforeEach(async () => {
  Object.assign(provider.behaviour, {
    failWith: null,
    failTimes: null,
    retryAfter: null,
    graceSeconds: 0,
    rotates: true,
    delayMs: 0,
    answer: {},
  });
  provider.reset();
  ctx = await testWorkspace();
});

async function connected(change: Parameters<typeof addApp>[2] = {}) {
  await addApp(ctx, provider, change);
  const id = await connect(ctx, provider, await provider.newGrant());
  return id;
}

const fresh = async (id: string) => openFresh(ctx, await rowOf(ctx, id));
const me = async (token = '') =>
  (await fetch(provider.meUrl, { headers: { authorization: `Bearer ${token}` } })).status;

describe('a token that has ended', () => {
  it('is refreshed before it is handed out, in its version, and due again before it ends', async () => {
    const id = await connected();
    const before = await fresh(id);
    expect(provider.traffic.tokenRequests).toBe(0);
    await expire(ctx, id);
    const after = await fresh(id);
    expect(after.secret['accessToken']).not.toBe(before.secret['accessToken']);
    expect(after.secret['refreshToken']).not.toBe(before.secret['refreshToken']);
    expect([after.number, await me(after.secret['accessToken'])]).toEqual([1, 200]);
    const grant = await grantOf(ctx, id);
    const now = grant.refreshedAt ?? 0;
    expect(grant).toMatchObject({ state: 'live', generation: 2, sentAt: null, sentCount: 0, leasedUntil: null });
    expect(grant.accessExpiresAt).toBeLessThanOrEqual(now + hourMs);
    expect(grant.refreshDueAt).toBeGreaterThanOrEqual(now + 0.74 * hourMs);
    expect(grant.refreshDueAt).toBeLessThanOrEqual(now + 55 * minuteMs);
    expect(await rowOf(ctx, id)).toMatchObject({ revision: 1, version: 1, state: 'passed', expiresAt: null });
    expect(await toldOf(ctx, id)).toEqual(['credential.refreshed']);
  });

  it('is asked for once, however many need it', async () => {
    const id = await connected();
    await expire(ctx, id);
    const all = await Promise.all(Array.from({ length: 30 }, () => fresh(id)));
    expect(new Set(all.map((one) => one.secret['accessToken'])).size).toBe(1);
    expect(provider.traffic).toMatchObject({ tokenRequests: 1, deadGrants: [] });
  });

  it('is not refreshed twice in a minute', async () => {
    const id = await connected();
    await expire(ctx, id);
    await fresh(id);
    await refreshNow(ctx, id);
    await setGrant(ctx, id, { refreshDueAt: 1 });
    await refreshDue(ctx, id);
    expect(provider.traffic.tokenRequests).toBe(1);
  });
});

describe('a refresh that fails', () => {
  it('leaves a token that lives in use, and tries again by itself', async () => {
    const id = await connected();
    const before = await fresh(id);
    provider.behaviour.failWith = '500';
    await setGrant(ctx, id, { refreshDueAt: 1 });
    await refreshDue(ctx, id);
    const grant = await grantOf(ctx, id);
    expect(grant).toMatchObject({ state: 'retrying', failureClass: 'provider', attempts: 1, sentAt: null });
    expect((grant.refreshDueAt ?? 0) - (grant.failingSince ?? 0)).toBeGreaterThanOrEqual(10 * secondMs);
    expect((await fresh(id)).secret).toEqual(before.secret);
    provider.behaviour.failWith = null;
    await setGrant(ctx, id, { refreshDueAt: 1 });
    await refreshDue(ctx, id);
    expect(await grantOf(ctx, id)).toMatchObject({
      state: 'live',
      failingSince: null,
      failureMessage: null,
      attempts: 0,
    });
    expect(await toldOf(ctx, id)).toEqual(['credential.refresh_pending', 'credential.refresh_recovered']);
  });

  it('says when it is tried again where the token has ended, and asks nobody before', async () => {
    const id = await connected();
    await expire(ctx, id);
    Object.assign(provider.behaviour, { failWith: '429', retryAfter: '40' });
    await expect(fresh(id)).rejects.toMatchObject({ code: 'OAU-302' });
    const { refreshDueAt, failingSince } = await grantOf(ctx, id);
    expect((refreshDueAt ?? 0) - (failingSince ?? 0)).toBeGreaterThanOrEqual(40 * secondMs);
    await expect(fresh(id)).rejects.toMatchObject({ code: 'OAU-302', detail: { retryAt: refreshDueAt } });
    expect(provider.traffic.tokenRequests).toBe(1);
    const checked = await checkCredential(ctx, id);
    expect(checked.verification).toMatchObject({ outcome: 'failed', code: 'token_not_refreshed' });
  });

  it('needs a person when the provider has revoked it, is told once, and keeps its tokens', async () => {
    const id = await connected();
    const { secret } = await fresh(id);
    Object.assign(provider.behaviour, { answer: {} });
    await fetch(provider.revocationUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Basic ${Buffer.from(`${provider.clients.web}:${provider.behaviour.clientSecret}`).toString('base64')}`,
      },
      body: new URLSearchParams({ token: secret['refreshToken'] ?? '' }),
    });
    await expire(ctx, id);
    await expect(fresh(id)).rejects.toMatchObject({ code: 'OAU-301' });
    await expect(fresh(id)).rejects.toMatchObject({ code: 'OAU-301' });
    expect(await grantOf(ctx, id)).toMatchObject({ state: 'reconnect', failureClass: 'revoked', refreshDueAt: null });
    expect(await rowOf(ctx, id)).toMatchObject({ state: 'reconnect', stateCode: 'reconnect_needed' });
    expect((await openVersion(ctx, id, 1)).secret).toEqual(secret);
    await refreshNow(ctx, id);
    expect(await toldOf(ctx, id)).toEqual(['credential.refresh_failed']);
    expect(provider.traffic.tokenRequests).toBe(2);
    const checked = await checkCredential(ctx, id);
    expect(checked.verification).toMatchObject({ outcome: 'failed', code: 'reconnect_needed' });
  });
});

describe('an answer that is lost', () => {
  it('is asked for once more inside the grace of the provider', async () => {
    provider.behaviour.graceSeconds = 30;
    const id = await connected({ graceSeconds: 30 });
    await expire(ctx, id);
    Object.assign(provider.behaviour, { failWith: 'lost', failTimes: 1 });
    const { secret } = await fresh(id);
    expect(await me(secret['accessToken'])).toBe(200);
    expect(provider.traffic).toMatchObject({ tokenRequests: 2, usesMax: 2, inFlightMax: 1, deadGrants: [] });
    expect(await toldOf(ctx, id)).toEqual(['credential.refresh_pending', 'credential.refresh_recovered']);
  });

  it('is not asked for a third time', async () => {
    provider.behaviour.graceSeconds = 30;
    const id = await connected({ graceSeconds: 30 });
    await expire(ctx, id);
    provider.behaviour.failWith = 'cut';
    await expect(fresh(id)).rejects.toMatchObject({ code: 'OAU-301', detail: { failureCode: 'answer_lost' } });
    expect(provider.traffic).toMatchObject({ tokenRequests: 2, usesMax: 2 });
  });

  it('is not asked for again where the provider declares no grace', async () => {
    const id = await connected();
    await expire(ctx, id);
    provider.behaviour.failWith = 'lost';
    await expect(fresh(id)).rejects.toMatchObject({ code: 'OAU-301' });
    expect(await grantOf(ctx, id)).toMatchObject({ state: 'reconnect', failureCode: 'answer_lost' });
    expect(provider.traffic).toMatchObject({ tokenRequests: 1, deadGrants: [] });
  });
});

describe('a person', () => {
  it('stops refreshing, and resumes it', async () => {
    const id = await connected();
    expect(await setRefreshing(ctx, { id, on: false })).toMatchObject({ state: 'stopped', refreshDueAt: null });
    await expire(ctx, id);
    await expect(fresh(id)).rejects.toMatchObject({ code: 'OAU-301' });
    expect(provider.traffic.tokenRequests).toBe(0);
    const resumed = await setRefreshing(ctx, { id, on: true });
    expect(resumed.state).toBe('live');
    await fresh(id);
    expect(await toldOf(ctx, id)).toEqual([
      'credential.refreshing_stopped',
      'credential.refreshing_resumed',
      'credential.refreshed',
    ]);
  });

  it('sees how it stands, and nothing secret', async () => {
    const id = await connected();
    const { secret } = await fresh(id);
    const told = await describeGrant(ctx, id);
    expect(told).toMatchObject({ state: 'live', canRefresh: true, isRefreshing: false, appName: 'Orders, production' });
    for (const text of Object.values(secret)) if (text.length > 30) expect(JSON.stringify(told)).not.toContain(text);
  });
});

describe('the trash', () => {
  it('is not refreshed', async () => {
    const id = await connected();
    await setGrant(ctx, id, { refreshDueAt: 1 });
    await transact(async (tx, now) => {
      await tx
        .update(credentials)
        .set({ deletedAt: now })
        .where(and(eq(credentials.tenantId, ctx.tenantId), eq(credentials.id, id)));
    });
    await refreshDue(ctx, id);
    expect(await grantOf(ctx, id)).toMatchObject({ refreshDueAt: null });
    expect(provider.traffic.tokenRequests).toBe(0);
  });
});
