import { eq, isNotNull } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OauthServer } from '#e2e/fakes/oauth-server.ts';
import { read, transact } from '#db/client.ts';
import { grants, refreshHosts } from '#db/schema/oauth.ts';
import { testDatabase } from '#db/testing.ts';
import { hostOf, shownHost } from '#lib/app-grants/model.ts';
import { minuteMs, secondMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { refreshDue, refreshNow } from '#lib/grants/commands.ts';
import { addApp, connect, grantOf, rowOf, setGrant, startProvider, toldOf } from '#lib/grants/testing.ts';
import { failuresMax } from '#lib/refresh-hosts/model.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { eraseDead, runRefreshes, settleLeft } from './refreshes.ts';

const providers: OauthServer[] = [];
let stop: AbortController;
let running: Promise<void>;
const start = () => void (running = runRefreshes(stop.signal));

beforeEach(async () => {
  await testDatabase();
  stop = new AbortController();
  running = Promise.resolve();
});
afterEach(async () => {
  stop.abort();
  await running;
  for (const provider of providers.splice(0)) await provider.stop();
});

async function opened(options: Parameters<typeof startProvider>[0] = {}): Promise<OauthServer> {
  const provider = await startProvider(options);
  providers.push(provider);
  return provider;
}

/** So many credentials of one tenant whose refresh is due. */
async function due(ctx: WorkspaceCtx, provider: OauthServer, n: number): Promise<string[]> {
  await addApp(ctx, provider, { name: provider.issuer });
  const ids: string[] = [];
  for (let made = 0; made < n; made += 1) {
    const id = await connect(ctx, provider, await provider.newGrant());
    await setGrant(ctx, id, { refreshDueAt: 1_000 + made });
    ids.push(id);
  }
  return ids;
}

const soon = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 45_000, interval: 20 });
const refreshed = async (ctx: WorkspaceCtx) =>
  (await read().select().from(grants).where(eq(grants.tenantId, ctx.tenantId))).filter((one) => one.generation > 1);

describe('refreshes that are due', { timeout: 90_000 }, () => {
  it('are made, eight at once at one provider, and each once', async () => {
    const ctx = await testWorkspace();
    const provider = await opened({ delayMs: 1_000 });
    const ids = await due(ctx, provider, 40);
    start();
    await soon(() => expect(provider.traffic.inFlightAllMax).toBe(8));
    provider.behaviour.delayMs = 20;
    await soon(async () => expect(await refreshed(ctx)).toHaveLength(ids.length));
    const traffic = { tokenRequests: 40, inFlightMax: 1, inFlightAllMax: 8, usesMax: 1, deadGrants: [] };
    expect(provider.traffic).toMatchObject(traffic);
  });

  it('of one tenant do not keep another waiting, nor one provider another', async () => {
    const [big, small] = [await testWorkspace(), await testWorkspace()];
    const [slow, quick] = [await opened({ delayMs: 60_000 }), await opened()];
    await due(big, slow, 20);
    const many = await due(big, quick, 30);
    await due(small, quick, 1);
    start();
    await soon(async () => expect(await refreshed(small)).toHaveLength(1));
    expect((await refreshed(big)).length).toBeLessThan(many.length);
    await soon(async () => expect(await refreshed(big)).toHaveLength(many.length));
    expect(slow.traffic.inFlightAllMax).toBe(8);
    slow.behaviour.delayMs = 0;
    // What waits there ends with its provider.
    await slow.stop();
    providers.splice(providers.indexOf(slow), 1);
  });
});

describe('a provider that fails for everybody', { timeout: 90_000 }, () => {
  it('is left alone after five failures, then asked once, and by all when that succeeds', async () => {
    const ctx = await testWorkspace();
    const provider = await opened({ failWith: '500', delayMs: 5 });
    await due(ctx, provider, 20);
    start();
    const host = async () => (await read().select().from(refreshHosts))[0];
    const leased = () => read().select().from(grants).where(isNotNull(grants.leasedUntil));
    // Those that were on their way when the pause began have come back; nobody else asks.
    await soon(async () => expect((await host())?.pausedUntil ?? 0).toBeGreaterThan(0));
    await soon(async () => expect(await leased()).toEqual([]));
    const paused = await host();
    const lengthMs = (paused?.pausedUntil ?? 0) - (paused?.failingSince ?? 0);
    expect(lengthMs).toBeGreaterThanOrEqual(30 * secondMs);
    expect(lengthMs).toBeLessThan(minuteMs);
    expect(provider.traffic.tokenRequests).toBeGreaterThanOrEqual(5);
    expect(provider.traffic.tokenRequests).toBeLessThanOrEqual(13);
    Object.assign(provider.behaviour, { failWith: null, delayMs: 100 });
    provider.reset();
    await transact(async (tx, now) => {
      await tx.update(refreshHosts).set({ pausedUntil: now });
      await tx.update(grants).set({ refreshDueAt: now });
    });
    await soon(() => expect(provider.traffic.tokenRequests).toBe(1));
    await soon(async () => expect(await refreshed(ctx)).toHaveLength(20));
    expect(await host()).toMatchObject({ failures: 0, pausedUntil: null });
  });
});

describe('an endpoint a tenant has typed', () => {
  it('fails for nobody else at the same host', async () => {
    const [ours, theirs] = [await testWorkspace(), await testWorkspace()];
    const provider = await opened({ failWith: '500' });
    const [failing = ''] = await due(theirs, provider, 1);
    for (let asked = 0; asked < failuresMax; asked += 1) await refreshNow(theirs, failing);
    expect((await read().select().from(refreshHosts)).map((one) => one.pausedUntil)).toEqual([expect.any(Number)]);
    provider.behaviour.failWith = null;
    const [id = ''] = await due(ours, provider, 1);
    await refreshDue(ours, id);
    expect((await grantOf(ours, id)).refreshedAt).not.toBeNull();
  });

  it.each([
    ['oauth2', 'login.example.com:443 ten_1'],
    ['google', 'login.example.com:443'],
  ])('is told from one that is always the same: %s', (component, host) => {
    expect(hostOf({ tenantId: 'ten_1', component, tokenOrigin: 'https://login.example.com:443' })).toBe(host);
    expect(shownHost(host)).toBe('login.example.com:443');
  });
});

describe('what a program left behind', () => {
  it('needs a person where its answer may have been the last one', async () => {
    const ctx = await testWorkspace();
    const strict = await opened();
    const [id = ''] = await due(ctx, strict, 1);
    const gone = { leaseOwner: 'somewhere else', leasedUntil: 1_000, sentAt: 900, sentCount: 1 };
    await setGrant(ctx, id, gone);
    await settleLeft();
    expect(await grantOf(ctx, id)).toMatchObject({ state: 'reconnect', failureCode: 'answer_lost', leasedUntil: null });
    expect(await rowOf(ctx, id)).toMatchObject({ state: 'reconnect' });
    expect(await toldOf(ctx, id)).toEqual(['credential.refresh_failed']);
    expect(strict.traffic.tokenRequests).toBe(0);
  });

  it('is not touched while the program may live', async () => {
    const ctx = await testWorkspace();
    const provider = await opened();
    const [id = ''] = await due(ctx, provider, 1);
    const { refreshDueAt } = await grantOf(ctx, id);
    const leased = {
      leaseOwner: 'somewhere else',
      leasedUntil: Date.now() + minuteMs,
      sentAt: Date.now(),
      sentCount: 1,
    };
    await setGrant(ctx, id, leased);
    await settleLeft();
    expect(await grantOf(ctx, id)).toMatchObject({ ...leased, refreshDueAt, state: 'live' });
  });
});

describe('dead tokens', () => {
  it('are kept for 48 hours and then taken out of their version, which stays', async () => {
    const ctx = await testWorkspace();
    const provider = await opened();
    const [id = ''] = await due(ctx, provider, 1);
    Object.assign(provider.behaviour, { failWith: 'lost' });
    await refreshNow(ctx, id);
    const { eraseDueAt, failingSince } = await grantOf(ctx, id);
    expect((eraseDueAt ?? 0) - (failingSince ?? 0)).toBe(48 * 60 * minuteMs);
    await eraseDead();
    expect(Object.keys((await openVersion(ctx, id, 1)).secret)).toContain('refreshToken');
    await setGrant(ctx, id, { eraseDueAt: 1, accessExpiresAt: 1 });
    await eraseDead();
    expect((await openVersion(ctx, id, 1)).secret).toEqual({ expiresAt: expect.any(String) });
    expect(await grantOf(ctx, id)).toMatchObject({ state: 'reconnect', isRefreshable: false, eraseDueAt: null });
  });
});
