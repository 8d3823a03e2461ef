import { serialize } from 'bson';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OauthServer } from '#e2e/fakes/oauth-server.ts';
import { read } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { testDatabase } from '#db/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { applyImport } from '#lib/imports/commands.ts';
import { readImport } from '#lib/imports/queries.ts';
import { exported, uploaded, withPassword } from '#lib/imports/testing.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { openFresh } from './commands.ts';
import { addApp, connect, expire, grantOf, rowOf, startProvider } from './testing.ts';

let provider: OauthServer;

beforeAll(async () => {
  await testDatabase();
  provider = await startProvider();
});
afterAll(() => provider.stop());

async function imported(ctx: WorkspaceCtx, file: Uint8Array): Promise<string> {
  const uploadId = await uploaded(ctx, file);
  const plan = await readImport(ctx, { uploadId, passphrase: null });
  if (plan.kind !== 'plan') throw new Error('A plan was expected.');
  expect(plan.items.map((item) => item.reason)).toEqual([null]);
  await applyImport(ctx, {
    uploadId,
    passphrase: null,
    token: plan.token,
    acceptSigner: true,
    choices: [{ i: 1, do: 'create' }],
  });
  const [row] = await read().select().from(credentials).where(eq(credentials.tenantId, ctx.tenantId));
  return row?.id ?? '';
}

const isAccepted = async (token = '') =>
  (await fetch(provider.meUrl, { headers: { authorization: `Bearer ${token}` } })).status === 200;

it('takes the tokens that are kept now to another tenant, whose own app goes on refreshing them', async () => {
  const [from, to] = [await withPassword(await testWorkspace()), await testWorkspace()];
  await addApp(from, provider);
  await addApp(to, provider);
  const id = await connect(from, provider, await provider.newGrant());
  await expire(from, id);
  const { secret } = await openFresh(from, await rowOf(from, id));
  const there = await imported(to, await exported(from, [id]));
  expect((await openVersion(to, there, 1)).secret).toEqual(secret);
  expect(await grantOf(to, there)).toMatchObject({ state: 'live', generation: 1, isRefreshable: true });
  await expire(to, there);
  const fresh = await openFresh(to, await rowOf(to, there));
  expect(await isAccepted(fresh.secret['accessToken'])).toBe(true);
  expect(provider.traffic).toMatchObject({ refreshRequests: 2, usesMax: 1, deadGrants: [] });
});

it('keeps what comes from another tool alive where an app here is its client', async () => {
  const ctx = await testWorkspace();
  await addApp(ctx, provider);
  const { accessToken, refreshToken } = await provider.newGrant();
  const file = serialize({
    resourceType: 'credential',
    name: 'Orders',
    component: 'oauth2',
    authType: 'oauth2',
    settings: { baseUrl: provider.issuer.replace('127.0.0.1', '127.0.0.9'), clientId: provider.clients.web },
    secret: { accessToken, refreshToken },
  });
  const id = await imported(ctx, file);
  const row = await rowOf(ctx, id);
  expect(row.audience).toEqual(expect.arrayContaining([provider.issuer]));
  const grant = await grantOf(ctx, id);
  expect(grant.appId).not.toBeNull();
  expect(grant.refreshDueAt).not.toBeNull();
  await expire(ctx, id);
  expect(await isAccepted((await openFresh(ctx, row)).secret['accessToken'])).toBe(true);
});

it.each([false, true])(
  'gives no token of the client itself to the address in a file nobody answers for: %s',
  async (isNamed) => {
    const ctx = await testWorkspace();
    await addApp(ctx, provider);
    const elsewhere = provider.issuer.replace('127.0.0.1', '127.0.0.9');
    const file = serialize({
      resourceType: 'credential',
      name: 'Orders',
      component: 'oauth2',
      authType: 'oauth2',
      settings: { baseUrl: elsewhere, clientId: provider.clients.web, grantType: 'client_credentials' },
      secret: { accessToken: 'of-whoever-wrote-the-file' },
      ...(isNamed && { audience: [elsewhere, provider.issuer] }),
    });
    const id = await imported(ctx, file);
    expect((await rowOf(ctx, id)).audience).toEqual([elsewhere]);
    expect(await grantOf(ctx, id)).toMatchObject({ appId: null, refreshDueAt: null });
  },
);
