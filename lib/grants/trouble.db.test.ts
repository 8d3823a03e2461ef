import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OauthServer } from '#e2e/fakes/oauth-server.ts';
import { transact } from '#db/client.ts';
import { refreshHosts } from '#db/schema/oauth.ts';
import { testDatabase } from '#db/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { allowOutbound } from '#lib/testing.ts';
import { jumpClocks } from '../../scripts/assurance/refresh-clocks.ts';
import { openFresh, refreshDue } from './commands.ts';
import { addApp, connect, grantOf, rowOf, setGrant, startProvider } from './testing.ts';

let provider: OauthServer;
let ctx: WorkspaceCtx;

beforeAll(async () => {
  await testDatabase();
  provider = await startProvider();
});
afterAll(() => provider.stop());
beforeEach(async () => {
  Object.assign(provider.behaviour, { failWith: null, failTimes: null, retryAfter: null, answer: {} });
  provider.reset();
  ctx = await testWorkspace();
  await transact(async (tx) => {
    await tx.delete(refreshHosts);
  });
});

async function due(): Promise<string> {
  await addApp(ctx, provider);
  const id = await connect(ctx, provider, await provider.newGrant());
  await setGrant(ctx, id, { refreshDueAt: 1 });
  return id;
}

const fresh = async (id: string) => (await openFresh(ctx, await rowOf(ctx, id))).secret;

/** R7: whatever a provider says in its trouble, what is stored stays valid, and is refreshed when it is well again. */
describe('trouble of a provider', () => {
  it.each(['500', '429', 'html', 'error200'] as const)(
    '%s leaves the tokens as they are, and is over when it is',
    async (failWith) => {
      const id = await due();
      const before = await fresh(id);
      provider.behaviour.failWith = failWith;
      await refreshDue(ctx, id);
      expect(await grantOf(ctx, id)).toMatchObject({ state: 'retrying', failureClass: 'provider', sentAt: null });
      expect(await fresh(id)).toEqual(before);
      provider.behaviour.failWith = null;
      await setGrant(ctx, id, { refreshDueAt: 1 });
      await refreshDue(ctx, id);
      expect(await grantOf(ctx, id)).toMatchObject({ state: 'live', failingSince: null });
      expect((await fresh(id))['refreshToken']).not.toBe(before['refreshToken']);
      expect(provider.traffic.deadGrants).toEqual([]);
    },
  );

  it.each([
    ['TLS that fails', 'OUT-107', true],
    ['nobody at its address', 'OUT-105', false],
  ])('%s uses nothing up', async (_words, code, isThere) => {
    const { server, port } = await listening();
    if (!isThere) server.close();
    const issuer = `https://127.0.0.1:${port}`;
    const place = { ...provider, issuer, tokenUrl: `${issuer}/token` };
    await addApp(ctx, place);
    const id = await connect(ctx, place, await provider.newGrant());
    await setGrant(ctx, id, { refreshDueAt: 1 });
    await refreshDue(ctx, id);
    const failed = { state: 'retrying', failureClass: 'provider', failureCode: code, sentAt: null };
    expect(await grantOf(ctx, id)).toMatchObject(failed);
    server.close();
  });
});

/** Speaks no TLS, and nothing else either. */
async function listening(): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => socket.once('data', () => socket.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const place = server.address();
  const port = typeof place === 'object' && place ? place.port : 0;
  allowOutbound(`127.0.0.1:${port}`);
  return { server, port };
}

describe('odd answers', () => {
  it.each([
    ['expires_in as a string', { expires_in: '1800' }, 1_800, null],
    ['no expires_in', { expires_in: null }, 3_600, null],
    ['expires_in in milliseconds', { expires_in: 3_600_000 }, 3_600, 'milliseconds'],
  ] as const)('%s', async (_words, answer, seconds, warning) => {
    const id = await due();
    Object.assign(provider.behaviour, { answer });
    await refreshDue(ctx, id);
    const grant = await grantOf(ctx, id);
    const lifeMs = (grant.accessExpiresAt ?? 0) - (grant.refreshedAt ?? 0);
    expect(lifeMs).toBeLessThanOrEqual(seconds * 1_000);
    expect(lifeMs).toBeGreaterThan(seconds * 1_000 - 10_000);
    if (warning) expect(grant.warning).toContain(warning);
    else expect(grant.warning).toBeNull();
  });

  it('no new refresh token: the one that is there stays', async () => {
    const id = await due();
    const before = await fresh(id);
    Object.assign(provider.behaviour, { answer: { refresh_token: null } });
    await refreshDue(ctx, id);
    const after = await fresh(id);
    expect(after['refreshToken']).toBe(before['refreshToken']);
    expect(after['accessToken']).not.toBe(before['accessToken']);
  });

  it('fewer scopes than before are told', async () => {
    const id = await due();
    Object.assign(provider.behaviour, { answer: { scope: 'openid' } });
    await refreshDue(ctx, id);
    expect(await grantOf(ctx, id)).toMatchObject({ scopesAsked: ['openid', 'read'], scopesGranted: ['openid'] });
  });
});

/** `npm run assurance -- R6` jumps two hundred times. */
it('keeps every token within its life when the clock of the database jumps by an hour or a day', async () => {
  expect((await jumpClocks({ jumps: 6, seed: Date.now() % 1_000_000 })).tokenRequests).toBeLessThanOrEqual(60);
}, 60_000);
