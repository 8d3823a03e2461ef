import { describe, expect, it } from 'vitest';
import { createConsumer } from '#lib/consumers/commands.ts';
import { listConsumers } from '#lib/consumers/queries.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { createOauthApp } from '#lib/oauth-apps/commands.ts';
import { appInput } from '#lib/oauth-apps/testing.ts';
import { purgeVaultSignIns } from '#lib/vault-sign-ins/commands.ts';
import { listPending } from '#lib/vault-sign-ins/queries.ts';
import { signInMinutes, signInsMax } from '#lib/vault-sign-ins/schema.ts';
import {
  age,
  back,
  connectionKey,
  consumerCtx,
  door,
  linkTo,
  nonce,
  portal,
  portalApp,
  post,
  signInsOf,
  testSignIns,
  stateOf,
  upToConfirm,
} from '#lib/vault-sign-ins/testing.ts';
import { ask, testKey } from '../testing.ts';

const { server, place } = testSignIns();

describe('limits and leftovers', () => {
  it('lets thirty of a consumer be under way, and all go when their time is over', async () => {
    const of = await place();
    const state = await stateOf(of);
    const open = () => ask('GET', linkTo(of, { state, nonce }));
    const all = await Promise.all(Array.from({ length: signInsMax + 5 }, open));
    expect(all.filter((one) => one.status === 302)).toHaveLength(signInsMax);
    const refused = await open();
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe(String(signInMinutes * 60));
    await createConsumer(of.ctx, { externalId: 'grace-shop', name: '', metadata: {}, isTest: false });
    expect((await ask('GET', linkTo(of, { state: await stateOf(of, 'grace-shop'), nonce }))).status).toBe(302);
    await age(of);
    await purgeVaultSignIns();
    expect(await signInsOf(of)).toEqual([]);
    expect((await open()).status).toBe(302);
  });

  it('gives back what nobody confirmed in time', async () => {
    const of = await place();
    await upToConfirm(of);
    const ctx = await consumerCtx(of);
    expect(await listPending(ctx)).toEqual(new Set([connectionKey]));
    await age(of);
    expect(await listPending(ctx)).toEqual(new Set());
    await purgeVaultSignIns();
    expect(server().traffic.revokedGrants).toHaveLength(1);
    expect(await signInsOf(of)).toEqual([]);
  });

  it('says who can help where no OAuth app, or none of several, is meant', async () => {
    const ctx = await testWorkspace();
    const of = { ctx, key: await testKey(ctx) };
    const open = async () => ask('GET', linkTo(of, { state: await stateOf(of), nonce }));
    expect((await open()).text).toContain('Nobody has set up how consumers sign in to Carrier portal');
    await portalApp(ctx, server(), { environment: 'staging' });
    expect((await open()).status).toBe(302);
    await portalApp(ctx, server(), { name: 'Another', clientId: 'another', environment: 'development' });
    expect((await open()).status).toBe(409);
    await portalApp(ctx, server(), { name: 'Ours', clientId: 'ours', environment: 'production' });
    expect(new URL((await open()).headers.get('location') ?? '').searchParams.get('client_id')).toBe('ours');
  });

  it('has no sign-in for what is not signed in to in a browser, or is not in the catalogue', async () => {
    const of = await place();
    const statusAt = async (path: string) =>
      (await post(of, 'callback-state', { redirect_uri: back }, 'ada-shop', path)).status;
    expect(await statusAt('/vault/connections/ecommerce/stripe')).toBe(400);
    expect(await statusAt('/vault/connections/crm/unheard-of')).toBe(404);
    expect(await statusAt(`/vault/connections/unheard-of/${portal}`)).toBe(400);
    expect(await statusAt(`/vault/connections/CRM/${portal.toUpperCase()}`)).toBe(200);
  });

  it('is told beforehand what an app has to know before anybody signs in, and nothing else', async () => {
    const of = await place();
    await createOauthApp(of.ctx, appInput({ scopes: ['openid'] }));
    const path = '/vault/connections/script/oauth2';
    const asked = (settings: unknown) => post(of, 'callback-state', { redirect_uri: back, settings }, 'ada-shop', path);
    for (const wrong of [
      {},
      { base_url: { a: 1 } },
      { base_url: 'ftp://x' },
      { client_id: 'x' },
      { access_token: 'x' },
    ])
      expect((await asked(wrong)).status, JSON.stringify(wrong)).toBe(400);
    for (const path of ['x'.repeat(4_000), '世'.repeat(200)])
      expect((await asked({ base_url: `https://api.example.com/${path}` })).status).toBe(400);
    const answer = await asked({ base_url: server().issuer, test_path: '/me-api' });
    const { state } = (answer.body as { data: { state: string } }).data;
    expect((await ask('GET', linkTo(of, { state, nonce }, 'oauth2'))).status).toBe(302);
    expect(await signInsOf(of)).toMatchObject([{ settings: { baseUrl: server().issuer, testPath: '/me-api' } }]);
  });

  /** What takes most of a link: the signs of the path have three bytes each. */
  const long = (signs: number) => ({
    redirect_uri: `${back}&${'x'.repeat(1_950)}`,
    settings: { base_url: `${server().issuer}/${'x'.repeat(470)}`, test_path: `/${'世'.repeat(signs)}` },
  });
  const oauth2 = '/vault/connections/script/oauth2';

  it('is told no more than its link has room for, and as much as that', async () => {
    const of = await place();
    await createOauthApp(of.ctx, appInput({ scopes: ['openid'] }));
    const stateFor = (signs: number) => post(of, 'callback-state', long(signs), 'ada-shop', oauth2);
    expect((await stateFor(499)).body).toMatchObject({ detail: 'These settings are too long to be kept in a link.' });
    const { state } = ((await stateFor(440)).body as { data: { state: string } }).data;
    expect(state.length).toBeGreaterThan(5_500);
    expect((await ask('GET', linkTo(of, { state, nonce }, 'oauth2'))).status).toBe(302);
  });

  it('makes no consumer where nothing begins and nothing is confirmed', async () => {
    const of = await place();
    const statusOf = async (path: string, body: object, what = 'callback-state') =>
      (await post(of, what, body, 'nobody-yet', path)).status;
    expect(await statusOf('/vault/connections/crm/unheard-of', { redirect_uri: back })).toBe(404);
    expect(await statusOf('/vault/connections/ecommerce/stripe', { redirect_uri: back })).toBe(400);
    expect(await statusOf(oauth2, { redirect_uri: back, settings: { client_id: 'x' } })).toBe(400);
    expect(await statusOf(oauth2, long(499))).toBe(400);
    expect(await statusOf(door, { confirm_token: 'A'.repeat(43) }, 'confirm')).toBe(404);
    expect((await listConsumers(of.ctx, {})).rows).toEqual([]);
    expect(await statusOf(door, { redirect_uri: back })).toBe(200);
    expect((await listConsumers(of.ctx, {})).rows).toMatchObject([{ externalId: 'nobody-yet' }]);
  });
});
