import { expect } from 'vitest';
import { eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { vaultSignIns } from '#db/schema/connections.ts';
import { credentials } from '#db/schema/credentials.ts';
import { signIn } from '#e2e/fakes/oauth/browser.ts';
import { startOauthServer, type OauthServer } from '#e2e/fakes/oauth-server.ts';
import { testServer } from '#lib/connects/testing.ts';
import { findConsumer } from '#lib/consumers/queries.ts';
import { forConsumer, requireKey } from '#lib/gate/key.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { addApp } from '#lib/grants/testing.ts';
import { ask, testKey, type Answer } from '#lib/api/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import type { NewOauthApp } from '#lib/oauth-apps/schema.ts';
import { allowOutbound, ownComponents } from '#lib/testing.ts';

/**
 * A component of an operator's own that asks for nothing before its sign-in: an API at this authorization server. One may
 * have a key of it instead.
 */
export const portal = 'portal';

/**
 * An authorization server of this test's own, with an API behind it that is in the catalogue. Before anything has asked for
 * the catalogue.
 */
async function startPortal(): Promise<OauthServer> {
  const server = await startOauthServer();
  allowOutbound(server.allow);
  ownComponents([manifestOf(server)]);
  return server;
}

const endpoint = (name: string) => ({ name, label: name, kind: 'url', exactPath: true });

const manifestOf = ({ issuer, meUrl }: OauthServer) => ({
  id: portal,
  name: 'Carrier portal',
  category: 'CRM',
  description: 'Bookings of a carrier.',
  icon: { monogram: 'Cp' },
  authMethods: [
    {
      type: 'oauth2',
      label: 'OAuth 2.0',
      fields: [],
      audience: { from: 'fixed', destinations: [issuer] },
      verify: {
        kind: 'http',
        method: 'GET',
        url: meUrl,
        placements: [{ in: 'bearer', token: '{accessToken}' }],
        account: ['{/email}', '{/name}', '{/login}', '{/username}', '{/sub}'],
      },
      oauth: {
        appFields: [endpoint('authorizationUrl'), endpoint('tokenUrl'), endpoint('revocationUrl')],
        authorizationUrl: '{+authorizationUrl}',
        tokenUrl: '{+tokenUrl}',
        revocationUrl: '{+revocationUrl}',
        grants: ['authorization_code'],
        clientAuth: 'client_secret_basic',
      },
    },
    {
      type: 'bearer',
      label: 'Key',
      fields: [{ name: 'token', label: 'Key', kind: 'secret', secret: true }],
      audience: { from: 'fixed', destinations: [issuer] },
      verify: { kind: 'http', method: 'GET', url: meUrl, placements: [{ in: 'bearer', token: '{token}' }] },
    },
  ],
});

/** The tenant's client there. */
export async function portalApp(
  ctx: WorkspaceCtx,
  server: OauthServer,
  change: Partial<NewOauthApp> = {},
): Promise<string> {
  const scopes = ['openid', 'read', 'write'];
  const given = { component: portal, name: 'Carrier portal, production', scopes, params: {}, ...change };
  return (await addApp(ctx, server, given)).id;
}

export const back = 'https://shop.example.com/connected?tab=apps';
export const nonce = 'nonce-of-the-page';
export const connectionKey = `crm+${portal}`;
export const door = `/vault/connections/crm/${portal}`;

export interface Place {
  readonly ctx: WorkspaceCtx;
  readonly key: string;
}

/** The authorization server and the database of a test file, begun with it and ended with it. */
export function testSignIns(): { readonly server: () => OauthServer; readonly place: () => Promise<Place> } {
  const server = testServer(startPortal);
  return { server, place: () => placeAt(server()) };
}

async function placeAt(server: OauthServer): Promise<Place> {
  const ctx = await testWorkspace();
  await portalApp(ctx, server);
  return { ctx, key: await testKey(ctx) };
}

const headersOf = ({ ctx }: Place, consumer: string) => ({
  'x-apideck-app-id': ctx.workspaceId,
  'x-apideck-consumer-id': consumer,
});

export const post = (of: Place, what: string, body: unknown, consumer = 'ada-shop', path = door): Promise<Answer> =>
  ask('POST', `${path}/${what}`, { key: of.key, headers: headersOf(of, consumer), body });

export async function stateOf(of: Place, consumer = 'ada-shop', redirect = back): Promise<string> {
  const answer = await post(of, 'callback-state', { redirect_uri: redirect }, consumer);
  expect(answer.status, answer.text).toBe(200);
  return (answer.body as { data: { state: string } }).data.state;
}

export const linkTo = (of: Place, facts: Record<string, string>, service = portal): string =>
  `/vault/authorize/${service}/${of.ctx.workspaceId}?${new URLSearchParams(facts)}`;

/** A browser: what it was sent to, with the cookie it keeps. */
export interface Begun {
  readonly url: string;
  readonly cookie: string;
}

export async function begin(of: Place, more: Record<string, string> = {}, consumer = 'ada-shop'): Promise<Begun> {
  const link = linkTo(of, { state: await stateOf(of, consumer), redirect_uri: back, nonce, ...more });
  const answer = await ask('GET', link);
  expect(answer.status, answer.text).toBe(302);
  const [line = ''] = answer.headers.getSetCookie();
  expect(line).toMatch(/^sign-in-keyhaven-[0-9a-f]{16}=[\w-]{43}; .*Path=\/vault\/callback; HttpOnly; SameSite=Lax$/);
  return { url: answer.headers.get('location') ?? '', cookie: line.split(';')[0] ?? '' };
}

/** @param address what the provider sent the browser to, below the door */
export const comeBack = (address: string, cookie: string | null): Promise<Answer> =>
  ask('GET', address, { headers: cookie === null ? {} : { cookie } });

export async function agree({ url }: Begun, person: Parameters<typeof signIn>[1] = { login: 'ada' }): Promise<string> {
  const { pathname, search } = await signIn(url, person);
  return pathname + search;
}

/** What the page the browser is led back to reads behind the #. */
export function toldBy(answer: Answer, to = back): Record<string, string> {
  expect(answer.status, answer.text).toBe(302);
  const location = answer.headers.get('location') ?? '';
  expect(location.split('#')[0]).toBe(to);
  return Object.fromEntries(new URLSearchParams(location.split('#')[1]));
}

export async function upToConfirm(of: Place, login = 'ada', consumer = 'ada-shop'): Promise<string> {
  const begun = await begin(of, {}, consumer);
  const told = toldBy(await comeBack(await agree(begun, { login }), begun.cookie));
  return told['confirm_token'] ?? '';
}

export const confirm = (of: Place, token: string, consumer = 'ada-shop', path = door): Promise<Answer> =>
  post(of, 'confirm', { confirm_token: token }, consumer, path);

export const rowsOf = ({ ctx }: Place) =>
  read().select().from(credentials).where(eq(credentials.tenantId, ctx.tenantId));
export const signInsOf = ({ ctx }: Place) =>
  read().select().from(vaultSignIns).where(eq(vaultSignIns.tenantId, ctx.tenantId));
export const age = ({ ctx }: Place) =>
  transact(async (tx) => {
    await tx.update(vaultSignIns).set({ expiresAt: 1 }).where(eq(vaultSignIns.tenantId, ctx.tenantId));
  });

export const keyCtx = ({ key }: Place) => requireKey(`Bearer ${key}`, { requestId: 'req_test', address: '127.0.0.1' });

/** The key of a place, for one consumer, as the listener makes it. */
export async function consumerCtx(of: Place, externalId = 'ada-shop') {
  const ctx = await keyCtx(of);
  const consumer = await findConsumer(ctx, externalId);
  if (!consumer) throw new Error('There is no such consumer.');
  return forConsumer(ctx, consumer);
}
