import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { and, eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { apiKeys } from '#db/schema/api-keys.ts';
import { audit } from '#db/schema/audit.ts';
import { vaultSignIns } from '#db/schema/connections.ts';
import { credentials } from '#db/schema/credentials.ts';
import { grants } from '#db/schema/oauth.ts';
import { testDatabase } from '#db/testing.ts';
import { signIn } from '#e2e/fakes/oauth/browser.ts';
import type { OauthServer } from '#e2e/fakes/oauth-server.ts';
import { revokeKey } from '#lib/api-keys/commands.ts';
import { createConsumer, deleteConsumer } from '#lib/consumers/commands.ts';
import { findConsumer } from '#lib/consumers/queries.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { forConsumer, requireKey } from '#lib/gate/key.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { createOauthApp } from '#lib/oauth-apps/commands.ts';
import { appInput } from '#lib/oauth-apps/testing.ts';
import { plantUse } from '#lib/uses/testing.ts';
import { createSession } from '#lib/vault-sessions/commands.ts';
import { newSession } from '#lib/vault-sessions/schema.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { purgeVaultSignIns } from '#lib/vault-sign-ins/commands.ts';
import { authorizeUrlOf, listPending, revokeUrlOf } from '#lib/vault-sign-ins/queries.ts';
import { signInsMax, vaultPage } from '#lib/vault-sign-ins/schema.ts';
import { portal, portalApp, startPortal } from '#lib/vault-sign-ins/testing.ts';
import { ask, testKey, type Answer } from '../testing.ts';

let server: OauthServer;

beforeAll(async () => {
  server = await startPortal();
  await testDatabase();
});
beforeEach(() => server.reset());
afterAll(() => server.stop());

const back = 'https://shop.example.com/connected?tab=apps';
const nonce = 'nonce-of-the-page';
const connectionKey = `crm+${portal}`;
const door = `/vault/connections/crm/${portal}`;

interface Place {
  readonly ctx: WorkspaceCtx;
  readonly key: string;
}

async function place(): Promise<Place> {
  const ctx = await testWorkspace();
  await portalApp(ctx, server);
  return { ctx, key: await testKey(ctx) };
}

const headersOf = ({ ctx }: Place, consumer: string) => ({
  'x-apideck-app-id': ctx.workspaceId,
  'x-apideck-consumer-id': consumer,
});

const post = (of: Place, what: string, body: unknown, consumer = 'ada-shop', path = door): Promise<Answer> =>
  ask('POST', `${path}/${what}`, { key: of.key, headers: headersOf(of, consumer), body });

async function stateOf(of: Place, consumer = 'ada-shop', redirect = back): Promise<string> {
  const answer = await post(of, 'callback-state', { redirect_uri: redirect }, consumer);
  expect(answer.status, answer.text).toBe(200);
  return (answer.body as { data: { state: string } }).data.state;
}

const linkTo = (of: Place, facts: Record<string, string>, service = portal): string =>
  `/vault/authorize/${service}/${of.ctx.workspaceId}?${new URLSearchParams(facts)}`;

/** A browser: what it was sent to, with the cookie it keeps. */
interface Begun {
  readonly url: string;
  readonly cookie: string;
}

async function begin(of: Place, more: Record<string, string> = {}, consumer = 'ada-shop'): Promise<Begun> {
  const link = linkTo(of, { state: await stateOf(of, consumer), redirect_uri: back, nonce, ...more });
  const answer = await ask('GET', link);
  expect(answer.status, answer.text).toBe(302);
  const [line = ''] = answer.headers.getSetCookie();
  expect(line).toMatch(/^sign-in-keyhaven-[0-9a-f]{16}=[\w-]{43}; .*Path=\/vault\/callback; HttpOnly; SameSite=Lax$/);
  return { url: answer.headers.get('location') ?? '', cookie: line.split(';')[0] ?? '' };
}

const comeBack = (query: string, cookie: string | null): Promise<Answer> =>
  ask('GET', `/vault/callback${query}`, { headers: cookie === null ? {} : { cookie } });

const agree = async ({ url }: Begun, person: Parameters<typeof signIn>[1] = { login: 'ada' }): Promise<string> =>
  (await signIn(url, person)).search;

/** What the page the browser is led back to reads behind the #. */
function toldBy(answer: Answer, to = back): Record<string, string> {
  expect(answer.status, answer.text).toBe(302);
  const location = answer.headers.get('location') ?? '';
  expect(location.split('#')[0]).toBe(to);
  return Object.fromEntries(new URLSearchParams(location.split('#')[1]));
}

async function upToConfirm(of: Place, login = 'ada', consumer = 'ada-shop'): Promise<string> {
  const begun = await begin(of, {}, consumer);
  const told = toldBy(await comeBack(await agree(begun, { login }), begun.cookie));
  return told['confirm_token'] ?? '';
}

const confirm = (of: Place, token: string, consumer = 'ada-shop', path = door): Promise<Answer> =>
  post(of, 'confirm', { confirm_token: token }, consumer, path);

const rowsOf = ({ ctx }: Place) => read().select().from(credentials).where(eq(credentials.tenantId, ctx.tenantId));
const signInsOf = ({ ctx }: Place) => read().select().from(vaultSignIns).where(eq(vaultSignIns.tenantId, ctx.tenantId));
const age = ({ ctx }: Place) =>
  transact(async (tx) => {
    await tx.update(vaultSignIns).set({ expiresAt: 1 }).where(eq(vaultSignIns.tenantId, ctx.tenantId));
  });

const keyCtx = ({ key }: Place) => requireKey(`Bearer ${key}`, { requestId: 'req_test', address: '127.0.0.1' });

/** The key of a place, for one consumer, as the listener makes it. */
async function consumerCtx(of: Place, externalId = 'ada-shop') {
  const ctx = await keyCtx(of);
  const consumer = await findConsumer(ctx, externalId);
  if (!consumer) throw new Error('There is no such consumer.');
  return forConsumer(ctx, consumer);
}

describe('a sign-in of a consumer', () => {
  it('ends in a connection of theirs once the software that asked has confirmed it', async () => {
    const of = await place();
    const begun = await begin(of);
    const sent = new URL(begun.url);
    expect(sent.searchParams.get('redirect_uri')).toBe('http://localhost:3001/vault/callback');
    expect(sent.searchParams.get('scope')).toBe('openid read write');
    expect(sent.searchParams.get('code_challenge_method')).toBe('S256');
    const answer = await comeBack(await agree(begun), begun.cookie);
    expect(toldBy(answer)).toEqual({ nonce, service_id: portal, confirm_token: expect.stringMatching(/^[\w-]{43}$/) });
    expect(answer.headers.getSetCookie()[0]).toMatch(/Max-Age=0/);
    expect(await rowsOf(of)).toEqual([]);
    const ctx = await consumerCtx(of);
    expect([...(await listPending(ctx))]).toEqual([connectionKey]);

    const confirmed = await confirm(of, toldBy(answer)['confirm_token'] ?? '');
    expect(confirmed.body).toMatchObject({ status_code: 200, data: { confirmed: true } });
    const [row, ...others] = await rowsOf(of);
    expect(others).toEqual([]);
    const consumerId = ctx.limits.consumerId;
    expect(row).toMatchObject({ consumerId, connectionKey, name: 'ada-shop', environment: 'production' });
    expect(row).toMatchObject({ state: 'passed', account: 'ada', authType: 'oauth2' });
    const { secret } = await openVersion(ctx, row?.id ?? '', 1);
    expect(Object.keys(secret)).toEqual(expect.arrayContaining(['accessToken', 'refreshToken']));
    const [grant] = await read()
      .select()
      .from(grants)
      .where(eq(grants.credentialId, row?.id ?? ''));
    expect(grant).toMatchObject({ state: 'live', scopesAsked: ['openid', 'read', 'write'] });
    expect([...(await listPending(ctx))]).toEqual([]);
    const trail = await read()
      .select()
      .from(audit)
      .where(eq(audit.targetId, row?.id ?? ''));
    expect(trail).toMatchObject([{ action: 'credential.connected', actorLabel: 'Test' }]);
  });

  it('asks for no more than the OAuth app has, and for less where that is said', async () => {
    const of = await place();
    const { url } = await begin(of, { scope: 'openid read' });
    expect(new URL(url).searchParams.get('scope')).toBe('openid read');
    const more = await ask('GET', linkTo(of, { state: await stateOf(of), nonce, scope: 'openid admin' }));
    expect(more.status).toBe(400);
    expect(more.text).not.toContain('admin');
  });

  it('begins from the link of a connection as well, and several do not disturb each other', async () => {
    const of = await place();
    await stateOf(of);
    const link = await authorizeUrlOf(await consumerCtx(of), connectionKey, back);
    const { pathname, search } = new URL(link ?? '');
    expect(pathname).toBe(`/vault/authorize/${portal}/${of.ctx.workspaceId}`);
    const answers = await Promise.all([1, 2].map(() => ask('GET', `${pathname}${search}&nonce=${nonce}`)));
    const all = answers.map((one) => one.headers.getSetCookie()[0]?.split(';')[0] ?? '');
    for (const answer of answers) {
      const query = (await signIn(answer.headers.get('location') ?? '', { login: 'ada' })).search;
      expect(toldBy(await comeBack(query, all.join('; ')))).toHaveProperty('confirm_token');
    }
  });

  it('keeps neither state, verifier, cookie, tokens nor confirm token in clear', async () => {
    const of = await place();
    const begun = await begin(of);
    const query = await agree(begun);
    const confirmToken = toldBy(await comeBack(query, begun.cookie))['confirm_token'] ?? '';
    const [row] = await signInsOf(of);
    const text = JSON.stringify({ ...row, sealed: row?.sealed.toString('latin1') });
    const secrets = [new URLSearchParams(query).get('state'), begun.cookie.split('=')[1], confirmToken];
    for (const secret of secrets) expect(text).not.toContain(secret);
    await confirm(of, confirmToken);
    const [saved] = await rowsOf(of);
    const { secret } = await openVersion(of.ctx, saved?.id ?? '', 1);
    expect(row?.sealed.includes(secret['refreshToken'] ?? 'none')).toBe(false);
    expect((await signInsOf(of))[0]).toMatchObject({ state: 'done', sealed: Buffer.alloc(0) });
  });

  it('connects again with the same id, another version, and without its failure', async () => {
    const of = await place();
    await confirm(of, await upToConfirm(of));
    const [first] = await rowsOf(of);
    const id = first?.id ?? '';
    await transact(async (tx) => {
      await tx.update(credentials).set({ state: 'reconnect' }).where(eq(credentials.id, id));
      await tx.update(grants).set({ state: 'reconnect', refreshDueAt: null }).where(eq(grants.credentialId, id));
    });
    expect((await confirm(of, await upToConfirm(of))).status).toBe(200);
    expect(await rowsOf(of)).toMatchObject([{ id, version: 2, state: 'passed', connectionKey }]);
    const [grant] = await read().select().from(grants).where(eq(grants.credentialId, id));
    expect(grant).toMatchObject({ state: 'live', version: 2 });
  });

  it('gives each of a consumer‘s connections and each consumer a name that is free', async () => {
    const of = await place();
    await confirm(of, await upToConfirm(of));
    const other = `/vault/connections/ecommerce/${portal}`;
    const answer = await post(of, 'callback-state', { redirect_uri: back }, 'ada-shop', other);
    const { state } = (answer.body as { data: { state: string } }).data;
    const started = await ask('GET', linkTo(of, { state, nonce }));
    const cookie = started.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const query = (await signIn(started.headers.get('location') ?? '', { login: 'ada' })).search;
    const token = toldBy(await comeBack(query, cookie))['confirm_token'] ?? '';
    expect((await confirm(of, token, 'ada-shop', other)).status).toBe(200);
    await confirm(of, await upToConfirm(of, 'grace', 'ADA-SHOP'), 'ADA-SHOP');
    expect((await rowsOf(of)).map((row) => row.name).toSorted()).toEqual([
      `ADA-SHOP (${connectionKey})`,
      'ada-shop',
      `ada-shop (ecommerce+${portal})`,
    ]);
  });
});

describe('what goes wrong at the provider', () => {
  it('is told to the page that asked: consent that was denied', async () => {
    const of = await place();
    const begun = await begin(of);
    const query = await agree(begun, { login: 'ada', allow: 'nothing' });
    expect(toldBy(await comeBack(query, begun.cookie))).toMatchObject({
      error: 'access_denied',
      error_description: expect.stringContaining('was not allowed to give access'),
      nonce,
      service_id: portal,
    });
    expect((await comeBack(query, begun.cookie)).status).toBe(410);
    expect(server.traffic.tokenRequests).toBe(0);
  });

  it('is told to the page that asked: no tokens for the code', async () => {
    const of = await place();
    const begun = await begin(of);
    const query = await agree(begun);
    server.behaviour.failWith = '500';
    expect(toldBy(await comeBack(query, begun.cookie))).toMatchObject({ error: expect.stringMatching(/^\w+$/), nonce });
    server.behaviour.failWith = null;
    expect(await signInsOf(of)).toMatchObject([{ state: 'failed' }]);
    expect(await rowsOf(of)).toEqual([]);
  });

  it('is 422 when the app does not accept what it gave: nothing is stored, and it is given back', async () => {
    const of = await place();
    server.behaviour.answer = { access_token: 'a-token-nobody-knows' };
    const token = await upToConfirm(of);
    server.behaviour.answer = {};
    expect(await signInsOf(of)).toMatchObject([{ state: 'waiting' }]);
    const answer = await confirm(of, token);
    expect(answer.status, answer.text).toBe(422);
    expect(answer.body).toMatchObject({ type_name: 'ConnectorCredentialsError' });
    expect(await rowsOf(of)).toEqual([]);
    expect(server.traffic.revokedGrants).toHaveLength(1);
    expect((await confirm(of, token)).status).toBe(410);
  });
});

describe('an attacker', () => {
  it('with another browser gets nothing of what comes back, and spoils nothing', async () => {
    const of = await place();
    const begun = await begin(of);
    const other = await begin(of);
    const query = await agree(begun);
    const [name = ''] = begun.cookie.split('=');
    const [, foreign = ''] = other.cookie.split('=');
    for (const cookie of [null, other.cookie, `${name}=${foreign}`, `${name}=`, `${name}=${'A'.repeat(43)}`]) {
      const answer = await comeBack(query, cookie);
      expect(answer.status, String(cookie)).toBe(403);
      expect(answer.headers.get('location')).toBeNull();
    }
    expect(server.traffic.tokenRequests).toBe(0);
    expect(toldBy(await comeBack(query, begun.cookie))).toHaveProperty('confirm_token');
  });

  it('that brings an answer a second time, or two at once, is too late', async () => {
    const of = await place();
    const begun = await begin(of);
    const query = await agree(begun);
    const both = await Promise.all([1, 2].map(() => comeBack(query, begun.cookie)));
    expect(both.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([302, 410]);
    expect((await comeBack(query, begun.cookie)).status).toBe(410);
    expect(server.traffic.tokenRequests).toBe(1);
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
    const query = await agree(begun);
    await age(of);
    expect((await comeBack(query, begun.cookie)).status).toBe(410);
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

describe('limits and leftovers', () => {
  it('lets thirty of a consumer be under way, and all go when their time is over', async () => {
    const of = await place();
    const state = await stateOf(of);
    const open = () => ask('GET', linkTo(of, { state, nonce }));
    const all = await Promise.all(Array.from({ length: signInsMax + 5 }, open));
    expect(all.filter((one) => one.status === 302)).toHaveLength(signInsMax);
    expect((await open()).status).toBe(429);
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
    expect(server.traffic.revokedGrants).toHaveLength(1);
    expect(await signInsOf(of)).toEqual([]);
  });

  it('says who can help where no OAuth app, or none of several, is meant', async () => {
    const ctx = await testWorkspace();
    const of = { ctx, key: await testKey(ctx) };
    const open = async () => ask('GET', linkTo(of, { state: await stateOf(of), nonce }));
    expect((await open()).text).toContain('Nobody has set up how consumers sign in to Carrier portal');
    await portalApp(ctx, server, { environment: 'staging' });
    expect((await open()).status).toBe(302);
    await portalApp(ctx, server, { name: 'Another', clientId: 'another', environment: 'development' });
    expect((await open()).status).toBe(409);
    await portalApp(ctx, server, { name: 'Ours', clientId: 'ours', environment: 'production' });
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
    expect((await asked({ base_url: `https://api.example.com/${'x'.repeat(4_000)}` })).status).toBe(400);
    const answer = await asked({ base_url: server.issuer, test_path: '/me-api' });
    const { state } = (answer.body as { data: { state: string } }).data;
    expect((await ask('GET', linkTo(of, { state, nonce }, 'oauth2'))).status).toBe(302);
    expect(await signInsOf(of)).toMatchObject([{ settings: { baseUrl: server.issuer, testPath: '/me-api' } }]);
  });
});

describe('access that is taken back', () => {
  const revokeLink = async (of: Place): Promise<string> => {
    const { pathname, search } = new URL((await revokeUrlOf(await consumerCtx(of), connectionKey, back)) ?? '');
    return pathname + search;
  };

  it('ends at the provider and here, and the connection keeps its id', async () => {
    const of = await place();
    await confirm(of, await upToConfirm(of));
    const [row] = await rowsOf(of);
    const id = row?.id ?? '';
    expect(toldBy(await ask('GET', await revokeLink(of)))).toEqual({ service_id: portal, revoked: 'true' });
    expect(server.traffic.revokedGrants).toHaveLength(1);
    expect(await rowsOf(of)).toMatchObject([{ id, state: 'reconnect', stateCode: 'revoked', deletedAt: null }]);
    const trail = await read().select().from(audit).where(eq(audit.targetId, id));
    expect(trail.map((one) => one.action)).toContain('credential.revoked');
    const [grant] = await read().select().from(grants).where(eq(grants.credentialId, id));
    expect(grant).toMatchObject({ state: 'reconnect', refreshDueAt: null, eraseDueAt: grant?.accessExpiresAt });
    expect(toldBy(await ask('GET', await revokeLink(of)))).toMatchObject({ revoked: 'true' });
    expect((await confirm(of, await upToConfirm(of))).status).toBe(200);
    expect(await rowsOf(of)).toMatchObject([{ id, state: 'passed' }]);
  });

  it('is that of the connection the link was made for: followed again, it takes nothing from a newer one', async () => {
    const of = await place();
    const token = await upToConfirm(of);
    const early = await revokeLink(of);
    await confirm(of, token);
    expect((await ask('GET', early)).status).toBe(410);
    const link = await revokeLink(of);
    expect((await ask('GET', link, { headers: { 'sec-fetch-dest': 'image' } })).status).toBe(503);
    expect(toldBy(await ask('GET', link))).toMatchObject({ revoked: 'true' });
    expect((await confirm(of, await upToConfirm(of))).status).toBe(200);
    expect((await ask('GET', link)).status).toBe(410);
    expect(await rowsOf(of)).toMatchObject([{ state: 'passed' }]);
    expect(server.traffic.revokedGrants).toHaveLength(1);
  });

  it('is refused while an active flow needs it, and says so to the page', async () => {
    const of = await place();
    await confirm(of, await upToConfirm(of));
    const [row] = await rowsOf(of);
    await plantUse(of.ctx, row?.id ?? '', { flowName: 'Nightly', flowState: 'active', stepName: 'Read' });
    expect(toldBy(await ask('GET', await revokeLink(of)))).toMatchObject({ error: 'in_use' });
    expect(server.traffic.revokedGrants).toEqual([]);
    expect(await rowsOf(of)).toMatchObject([{ state: 'passed' }]);
  });

  it('ends here also when the provider cannot be asked', async () => {
    const of = await place();
    await confirm(of, await upToConfirm(of));
    const [row] = await rowsOf(of);
    await transact(async (tx) => {
      await tx
        .update(grants)
        .set({ appId: null })
        .where(eq(grants.credentialId, row?.id ?? ''));
    });
    expect(toldBy(await ask('GET', await revokeLink(of)))).toMatchObject({ revoked: 'true' });
    expect(server.traffic.revokedGrants).toEqual([]);
    expect(await rowsOf(of)).toMatchObject([{ state: 'reconnect', stateCode: 'revoked' }]);
  });
});
