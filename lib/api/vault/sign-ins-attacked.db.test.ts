import { describe, expect, it, vi } from 'vitest';
import { and, eq } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { apiKeys } from '#db/schema/api-keys.ts';
import { revokeKey } from '#lib/api-keys/commands.ts';
import { deleteConsumer } from '#lib/consumers/commands.ts';
import { createSession } from '#lib/vault-sessions/commands.ts';
import { newSession } from '#lib/vault-sessions/schema.ts';
import { authorizeUrlOf, revokeUrlOf } from '#lib/vault-sign-ins/queries.ts';
import { vaultPage } from '#lib/vault-sign-ins/schema.ts';
import {
  age,
  agree,
  back,
  begin,
  comeBack,
  confirm,
  connectionKey,
  consumerCtx,
  keyCtx,
  linkTo,
  nonce,
  type Place,
  portal,
  post,
  rowsOf,
  signInsOf,
  testSignIns,
  stateOf,
  toldBy,
  upToConfirm,
} from '#lib/vault-sign-ins/testing.ts';
import { ask, testKey } from '../testing.ts';

const { server, place } = testSignIns();

describe('an attacker', () => {
  it('with another browser gets nothing of what comes back, and spoils nothing', async () => {
    const of = await place();
    const begun = await begin(of);
    const other = await begin(of);
    const address = await agree(begun);
    const [name = ''] = begun.cookie.split('=');
    const [, foreign = ''] = other.cookie.split('=');
    for (const cookie of [null, other.cookie, `${name}=${foreign}`, `${name}=`, `${name}=${'A'.repeat(43)}`]) {
      const answer = await comeBack(address, cookie);
      expect(answer.status, String(cookie)).toBe(403);
      expect(answer.headers.get('location')).toBeNull();
    }
    expect(server().traffic.tokenRequests).toBe(0);
    expect(toldBy(await comeBack(address, begun.cookie))).toHaveProperty('confirm_token');
  });

  it('whose provider has a code of another tenant sent to it is not told the code', async () => {
    const [of, others] = [await place(), await place()];
    const [begun, theirs] = [await begin(of), await begin(others)];
    const answered = new URLSearchParams((await agree(begun)).split('?')[1]);
    answered.set('state', new URL(theirs.url).searchParams.get('state') ?? '');
    const answer = await comeBack(`/vault/callback/${of.ctx.tenantId}?${answered}`, theirs.cookie);
    expect([answer.status, answer.headers.get('location')]).toEqual([403, null]);
    expect(server().traffic.tokenRequests).toBe(0);
  });

  it('that brings an answer a second time, or two at once, is too late', async () => {
    const of = await place();
    const begun = await begin(of);
    const address = await agree(begun);
    const both = await Promise.all([1, 2].map(() => comeBack(address, begun.cookie)));
    expect(both.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([302, 410]);
    expect((await comeBack(address, begun.cookie)).status).toBe(410);
    expect(server().traffic.tokenRequests).toBe(1);
  });

  it('cannot lead the browser to a page of their own', async () => {
    const of = await place();
    const state = await stateOf(of);
    for (const redirect of ['https://evil.example.com/', `${back}/`, `${back}&x=1`, back.toUpperCase(), '']) {
      const answer = await ask('GET', linkTo(of, { state, nonce, redirect_uri: redirect }));
      expect(answer.status, redirect).toBe(403);
      expect(answer.text).not.toContain('evil');
    }
    const twice = await ask(
      'GET',
      `${linkTo(of, { state, nonce, redirect_uri: back })}&redirect_uri=https://evil.test`,
    );
    expect(twice.status).toBe(400);
    for (const redirect of [
      'javascript:alert(1)',
      'data:text/html,x',
      '//evil.test',
      'https://a:b@evil.test',
      `${back}#x`,
    ])
      expect((await post(of, 'callback-state', { redirect_uri: redirect })).status, redirect).toBe(400);
  });

  it('cannot use a state that is changed, of another use, service, application or tenant', async () => {
    const of = await place();
    const other = await place();
    const state = await stateOf(of);
    const [head = '', body = '', signature = ''] = state.split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
    const bent = (change: object) =>
      [head, Buffer.from(JSON.stringify({ ...claims, ...change })).toString('base64url'), signature].join('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const forged = [
      bent({ redirect: 'https://evil.test/' }),
      bent({ tenant: other.ctx.tenantId, workspace: other.ctx.workspaceId }),
      bent({ consumer: 'con_other' }),
      `${none}.${body}.`,
      `${head}.${body}.`,
      'x.y.z',
      '',
      'A'.repeat(4_000),
    ];
    for (const text of forged)
      expect((await ask('GET', linkTo(of, { state: text, nonce }))).status, text.slice(0, 80)).toBe(403);
    expect((await ask('GET', linkTo(other, { state, nonce }))).status).toBe(403);
    expect((await ask('GET', linkTo(of, { state, nonce }, 'oauth2'))).status).toBe(403);
    const revoking = new URL((await revokeUrlOf(await consumerCtx(of), connectionKey, back)) ?? '');
    const revokeState = revoking.searchParams.get('state') ?? '';
    expect((await ask('GET', linkTo(of, { state: revokeState, nonce }))).status).toBe(403);
    expect((await ask('GET', `${revoking.pathname}?state=${state}`)).status).toBe(403);
    expect(await signInsOf(of)).toEqual([]);
    expect(await signInsOf(other)).toEqual([]);
  });

  it('cannot begin without a nonce, nor a page of ours be made to say what was sent', async () => {
    const of = await place();
    const state = await stateOf(of);
    const unfit: Record<string, string>[] = [{}, { nonce: 'short' }, { nonce: '<script>alert(1)</script> ' }];
    for (const sent of unfit) {
      const answer = await ask('GET', linkTo(of, { state, ...sent }));
      expect(answer.status).toBe(400);
      expect(answer.headers.get('content-type')).toContain('text/html');
      expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
      expect(answer.text).not.toContain('<script');
    }
    expect((await ask('HEAD', linkTo(of, { state, nonce }))).status).toBe(405);
    const unasked: Record<string, string>[] = [
      { 'sec-purpose': 'prefetch;prerender' },
      { purpose: 'prefetch' },
      { 'x-purpose': 'preview' },
      { 'x-moz': 'prefetch' },
      { 'sec-fetch-dest': 'image' },
      { 'sec-fetch-dest': 'iframe' },
      { 'sec-fetch-dest': 'empty' },
    ];
    for (const headers of unasked)
      expect((await ask('GET', linkTo(of, { state, nonce }), { headers })).status, JSON.stringify(headers)).toBe(503);
    expect(await signInsOf(of)).toEqual([]);
  });

  it('who is another consumer cannot confirm it, nor can another connection, key or tenant', async () => {
    const of = await place();
    const other = await place();
    const token = await upToConfirm(of);
    expect((await confirm(of, token, 'grace-shop')).status).toBe(401);
    expect((await confirm(of, token, 'ada-shop', `/vault/connections/ecommerce/${portal}`)).status).toBe(401);
    expect((await confirm(of, token, 'ada-shop', '/vault/connections/crm/oauth2')).status).toBe(401);
    expect((await confirm(other, token)).status).toBe(404);
    expect((await confirm(of, 'A'.repeat(43))).status).toBe(404);
    expect((await post(of, 'confirm', {})).status).toBe(400);
    const reading = { ...of, key: await testKey(of.ctx, ['metadata']) };
    expect((await confirm(reading, token)).status).toBe(403);
    expect(await rowsOf(of)).toEqual([]);
    expect(await rowsOf(other)).toEqual([]);
    expect((await confirm(of, token)).status).toBe(200);
  });

  it('cannot confirm twice, nor two at once', async () => {
    const of = await place();
    const token = await upToConfirm(of);
    const all = await Promise.all([1, 2, 3].map(() => confirm(of, token)));
    expect(all.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([200, 410, 410]);
    expect((await confirm(of, token)).status).toBe(410);
    expect(await rowsOf(of)).toMatchObject([{ version: 1 }]);
  });

  it('is too late an hour after the state, ten minutes after the link and thirty after the answer', async () => {
    const of = await place();
    const state = await stateOf(of);
    const begun = await begin(of);
    const address = await agree(begun);
    await age(of);
    expect((await comeBack(address, begun.cookie)).status).toBe(410);
    const token = await upToConfirm(of);
    await age(of);
    expect((await confirm(of, token)).status).toBe(410);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61 * 60_000 });
    try {
      expect((await ask('GET', linkTo(of, { state, nonce }))).status).toBe(410);
    } finally {
      vi.useRealTimers();
    }
    expect(await rowsOf(of)).toEqual([]);
  });

  it('has no link any more once its key is revoked or its consumer gone', async () => {
    const of = await place();
    const state = await stateOf(of);
    const consumerId = (await consumerCtx(of)).limits.consumerId ?? '';
    await deleteConsumer(of.ctx, consumerId);
    expect((await ask('GET', linkTo(of, { state, nonce }))).status).toBe(404);
    const later = await stateOf(of);
    const [key] = await read()
      .select({ id: apiKeys.id })
      .from(apiKeys)
      .where(and(eq(apiKeys.tenantId, of.ctx.tenantId), eq(apiKeys.kind, 'key')));
    await revokeKey(of.ctx, key?.id ?? '');
    expect((await ask('GET', linkTo(of, { state: later, nonce }))).status).toBe(410);
    expect(await signInsOf(of)).toEqual([]);
  });
});

describe('a session of a consumer', () => {
  const session = async (of: Place, asked: object = {}): Promise<Place> => {
    const made = await createSession(await keyCtx(of), 'ada-shop', newSession.parse(asked));
    return { ...of, key: made.sessionToken };
  };

  it('signs in and confirms by itself, and ends where it does itself or on our own page', async () => {
    const of = await session(await place(), { redirect_uri: back });
    expect((await confirm(of, await upToConfirm(of))).status).toBe(200);
    expect(await rowsOf(of)).toMatchObject([{ connectionKey, state: 'passed' }]);
    expect(await stateOf(of, 'ada-shop', vaultPage())).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    const elsewhere = await post(of, 'callback-state', { redirect_uri: 'https://evil.example.com/' });
    expect(elsewhere.status).toBe(403);
  });

  it('is for its consumer alone', async () => {
    const of = await session(await place(), { redirect_uri: back });
    expect((await post(of, 'callback-state', { redirect_uri: back }, 'grace-shop')).status).toBe(404);
  });

  it('confirms nothing over what is connected, nor of another unified API, where it may not', async () => {
    const owner = await place();
    const few = await session(owner, { redirect_uri: back, settings: { allow_actions: ['delete'] } });
    const [first, second] = [await upToConfirm(few), await upToConfirm(few, 'grace')];
    expect((await confirm(few, first)).status).toBe(200);
    expect(await confirm(few, second)).toMatchObject({ status: 403, body: { code: 'SESSION_REFUSED' } });
    const others = await session(owner, { redirect_uri: back, settings: { unified_apis: ['ats'] } });
    expect((await confirm(others, second)).status).toBe(403);
    expect((await post(others, 'callback-state', { redirect_uri: back })).status).toBe(403);
    expect(await rowsOf(owner)).toMatchObject([{ version: 1 }]);
  });

  it('confirms one of two at once where it may not sign in again to what is connected', async () => {
    const owner = await place();
    const few = await session(owner, { redirect_uri: back, settings: { allow_actions: ['delete'] } });
    const tokens = [await upToConfirm(few), await upToConfirm(few, 'grace')];
    const both = await Promise.all(tokens.map((token) => confirm(few, token)));
    expect(both.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([200, 403]);
    expect(both.find((one) => one.status === 403)).toMatchObject({ body: { code: 'SESSION_REFUSED' } });
    expect(await rowsOf(owner)).toMatchObject([{ version: 1 }]);
  });

  it('does only what it was made for', async () => {
    const owner = await place();
    const first = await session(owner, { redirect_uri: back, settings: { allow_actions: ['delete'] } });
    expect((await confirm(first, await upToConfirm(first))).status).toBe(200);
    const again = await ask('GET', linkTo(first, { state: await stateOf(first), nonce }));
    expect(again.status).toBe(403);
    const other = await session(owner, { redirect_uri: back, settings: { unified_apis: ['ats'] } });
    const signed = await authorizeUrlOf(await consumerCtx(other), connectionKey, back);
    const state = new URL(signed ?? '').searchParams.get('state') ?? '';
    expect((await ask('GET', linkTo(other, { state, nonce }))).status).toBe(403);
    const ctx = await consumerCtx(first);
    const { pathname, search } = new URL((await revokeUrlOf(ctx, connectionKey, back)) ?? '');
    expect((await ask('GET', pathname + search)).status).toBe(403);
    expect(await rowsOf(owner)).toMatchObject([{ state: 'passed' }]);
  });
});
