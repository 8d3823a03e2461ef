import { eq } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { transact } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { grants } from '#db/schema/oauth.ts';
import { hourMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { updateCredential } from '#lib/credentials/commands.ts';
import { openFresh, refreshDue } from '#lib/grants/commands.ts';
import { grantOf, rowOf } from '#lib/grants/testing.ts';
import { ofGrant, placeOf } from '#lib/leases/queries.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { onlyId, testRefreshes } from './testing.ts';

const { provider, vault } = testRefreshes();

/** A connection whose imported tokens were refreshed since, so that those that were sent are dead. */
async function refreshed() {
  const { ctx, call } = await vault();
  const { accessToken: access_token, refreshToken: refresh_token } = await provider().newGrant();
  const settings = { base_url: provider().issuer, test_path: '/me-api' };
  const send = async (change: object = {}) => {
    const body = { credentials: { access_token, refresh_token }, settings, ...change };
    const answer = await call('POST', '/crm/oauth2/import', body);
    expect(answer.status, answer.text).toBe(200);
  };
  await send();
  const id = await onlyId(ctx);
  await refreshDue(ctx, id);
  const fresh = (await openVersion(ctx, id, 1)).secret;
  expect(fresh['refreshToken']).not.toBe(refresh_token);
  const rename = async (test_path: string) => {
    expect((await call('PATCH', '/crm/oauth2', { settings: { test_path } })).status).toBe(200);
  };
  const current = async () => {
    const row = await rowOf(ctx, id);
    const { secret, settings: kept, number } = await openVersion(ctx, id, row.version);
    return { version: number, testPath: kept['testPath'], secret };
  };
  return { ctx, id, settings, send, fresh, rename, current };
}

/** As its provider ends a grant, with a token that lives until then and passes its checks. */
async function refuseRefresh(ctx: WorkspaceCtx, id: string, accessExpiresAt: number): Promise<void> {
  await transact(async (tx) => {
    await tx
      .update(grants)
      .set({ state: 'reconnect', accessExpiresAt })
      .where(ofGrant(placeOf(ctx, id)));
    await tx.update(credentials).set({ state: 'passed' }).where(eq(credentials.id, id));
  });
}

it('tokens that are sent again after a change of settings stay the newest ones, and the settings are as sent', async () => {
  const { ctx, id, send, fresh, rename, current } = await refreshed();
  await rename('/userinfo');
  expect(await current()).toEqual({ version: 2, testPath: '/userinfo', secret: fresh });
  for (let n = 0; n < 2; n += 1) {
    await send();
    expect(await current()).toEqual({ version: 3, testPath: '/me-api', secret: fresh });
  }
  expect(await grantOf(ctx, id)).toMatchObject({ version: 3, state: 'live', isRefreshable: true });
  expect((await openFresh(ctx, await rowOf(ctx, id))).secret).toEqual(fresh);
  expect(provider().traffic).toMatchObject({ tokenRequests: 1, deadGrants: [] });
});

it('without settings they change nothing, however often those were changed', async () => {
  const { send, fresh, rename, current } = await refreshed();
  for (const path of ['/a', '/b', '/userinfo']) await rename(path);
  await send({ settings: undefined });
  expect(await current()).toEqual({ version: 4, testPath: '/userinfo', secret: fresh });
});

it('they change nothing while a token outlives its grant, and begin it anew after that', async () => {
  const { ctx, id, send, fresh, current } = await refreshed();
  await refuseRefresh(ctx, id, Date.now() + hourMs);
  await send();
  expect(await current()).toMatchObject({ version: 1, secret: fresh });
  await refuseRefresh(ctx, id, Date.now() - hourMs);
  await send();
  expect(await current()).toMatchObject({ version: 2 });
});

it('with other settings than before they stay the newest ones, too', async () => {
  const { settings, send, fresh, current } = await refreshed();
  await send({ settings: { ...settings, test_path: '/userinfo' } });
  expect(await current()).toEqual({ version: 2, testPath: '/userinfo', secret: fresh });
});

it('after a change in the dashboard they stay the newest ones, too', async () => {
  const { ctx, id, send, fresh, current } = await refreshed();
  const { settings, ...row } = await rowOf(ctx, id);
  const change = { secret: {}, acceptUntested: true };
  await updateCredential(ctx, { ...row, ...change, settings: { ...settings, testPath: '/me' } });
  expect(await current()).toEqual({ version: 2, testPath: '/me', secret: fresh });
  await send();
  expect(await current()).toEqual({ version: 3, testPath: '/me-api', secret: fresh });
});

it('other tokens are news after a change of settings', async () => {
  const { send, rename, current } = await refreshed();
  await rename('/userinfo');
  const { accessToken, refreshToken } = await provider().newGrant();
  await send({ credentials: { access_token: accessToken, refresh_token: refreshToken } });
  expect(await current()).toMatchObject({ version: 3, testPath: '/me-api', secret: { accessToken, refreshToken } });
});

it('the newest ones go to no other address than that they were meant for', async () => {
  const { settings, send, fresh, current } = await refreshed();
  await send({ settings: { ...settings, base_url: 'https://other.example.net' } });
  const { secret } = await current();
  for (const name of ['accessToken', 'refreshToken']) expect(secret[name]).not.toBe(fresh[name]);
});

it('they are news again once others were put in their place', async () => {
  const { ctx, id, send, rename, current } = await refreshed();
  const { settings, ...row } = await rowOf(ctx, id);
  const { accessToken, refreshToken } = await provider().newGrant();
  await updateCredential(ctx, { ...row, settings, secret: { accessToken, refreshToken }, acceptUntested: true });
  await rename('/userinfo');
  expect((await current()).secret).toMatchObject({ accessToken, refreshToken });
  await send();
  expect((await current()).secret['accessToken']).not.toBe(accessToken);
});
