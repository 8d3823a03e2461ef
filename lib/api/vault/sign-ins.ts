import { Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { requireConnector } from '#lib/connectors/queries.ts';
import { ensureConsumer } from '#lib/consumers/commands.ts';
import { AppError, isAppError } from '#lib/errors.ts';
import { forConsumer, keyCtxById, type KeyCtx } from '#lib/gate/key.ts';
import { parseInput } from '#lib/gate/outcome.ts';
import { disconnectCredential } from '#lib/revocations/commands.ts';
import { confirmSignIn } from '#lib/vault-confirms/commands.ts';
import { finishSignIn, startSignIn } from '#lib/vault-sign-ins/commands.ts';
import { createState, findConnection, readLink, readState, stateOver } from '#lib/vault-sign-ins/queries.ts';
import {
  authorizeQuery,
  browserCookie,
  callbackStateInput,
  confirmInput,
  redirectWith,
  revokeQuery,
  serviceOf,
  signInMinutes,
  vaultPage,
  type SignInState,
} from '#lib/vault-sign-ins/schema.ts';
import { spendRefusal } from '../rate.ts';
import { jsonObject, type ApiContext, type ApiEnv } from '../request.ts';
import { browserRefusal } from './browser-page.ts';
import { application, askedConsumer, methodsAre, ok, refuseInSession } from './wire.ts';

const connection = '/connections/:api/:service';

/**
 * Sign-ins of consumers at a provider. Two of the doors are for software with a key; three are opened by a browser that has
 * none, and believe what was signed here. Documented as 301, which browsers remember for good; these answer 302.
 */
export function signInsApi(): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.post(`${connection}/callback-state`, application, async (c) => {
    const { redirect_uri: redirectUri, settings = null } = parseInput(callbackStateInput, await jsonObject(c));
    const { ctx } = c.var;
    const connectionKey = keyOf(c);
    refuseOther(ctx, connectionKey);
    refuseRedirect(ctx, redirectUri);
    const link = readLink(ctx, { connectionKey, redirectUri, settings });
    return ok(c, { state: await createState(await consumerCtx(c), link) });
  });
  app.post(`${connection}/confirm`, application, async (c) => {
    const { confirm_token } = parseInput(confirmInput, await jsonObject(c));
    const ctx = (await askedConsumer(c)).ctx ?? c.var.ctx;
    const connectionKey = keyOf(c);
    refuseOther(ctx, connectionKey);
    await confirmSignIn(ctx, connectionKey, confirm_token, () => refuseInSession(ctx, 'reauthorize'));
    return ok(c, { confirmed: true });
  });
  app.all(`${connection}/callback-state`, application, methodsAre('POST'));
  app.all(`${connection}/confirm`, application, methodsAre('POST'));
  app.get('/authorize/:service/:application', inBrowser(authorize));
  app.get('/callback/:tenantId', inBrowser(callback));
  app.get('/revoke/:service/:application', inBrowser(revoke));
  return app;
}

/** As connections are called, however the address spells it. */
const keyOf = (c: ApiContext): string =>
  requireConnector(c.req.param('api') ?? '', c.req.param('service') ?? '').connectionKey;

/** The key for the consumer it names, who is made when nobody is called that yet. */
async function consumerCtx(c: ApiContext): Promise<KeyCtx> {
  const { ctx, externalId } = await askedConsumer(c);
  return ctx ?? forConsumer(c.var.ctx, await ensureConsumer(c.var.ctx, externalId));
}

/**
 * A consumer's own token does not say where sign-ins end: a link that ended on somebody's page would bring them the accounts
 * of whoever follows it.
 */
function refuseRedirect({ key }: KeyCtx, redirectUri: string): void {
  if (key.kind === 'key' || redirectUri === vaultPage() || redirectUri === key.settings.redirectUri) return;
  throw new AppError('SESSION_REFUSED', 'A sign-in of this session ends where the session does, and nowhere else.', {
    field: 'redirect_uri',
  });
}

type Door = (c: ApiContext) => Promise<Response>;

/** Opened, not asked for its head; by a person, not ahead of time by a browser that guesses. What is refused is a page. */
const inBrowser =
  (door: Door): Door =>
  async (c) => {
    if (c.req.method !== 'GET') return c.body(null, 405, { Allow: 'GET' });
    if (isAhead(c) || !isPage(c)) return c.body(null, 503);
    return door(c).catch((error: unknown) => refusedInBrowser(c, error));
  };

const isAhead = (c: ApiContext): boolean =>
  ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].some((name) =>
    /prefetch|prerender|preview/i.test(c.req.header(name) ?? ''),
  );

/** Browsers say what for: a picture, a frame or a script of somebody's page is no person who follows a link. */
const isPage = (c: ApiContext): boolean => (c.req.header('sec-fetch-dest') ?? 'document') === 'document';

/** Whatever went wrong, it is counted: nobody fills the log without a key. */
async function refusedInBrowser(c: ApiContext, error: unknown): Promise<Response> {
  try {
    await spendRefusal(c.var.address);
    return browserRefusal(c, error);
  } catch (limited) {
    return browserRefusal(c, limited);
  }
}

async function authorize(c: ApiContext): Promise<Response> {
  const query = parseInput(authorizeQuery, queryOf(c));
  const { ctx, state } = await believed(c, 'authorize', query);
  if (await findConnection(ctx, state.connectionKey)) refuseInSession(ctx, 'reauthorize');
  const { id, url, browserToken } = await startSignIn(ctx, state, { nonce: query.nonce, scopes: query.scope });
  const { name, options } = browserCookie(id);
  setCookie(c, name, browserToken, { ...options, maxAge: signInMinutes * 60 });
  return c.redirect(url, 302);
}

async function callback(c: ApiContext): Promise<Response> {
  const params = new URL(c.req.url).searchParams;
  const tokenOf = (id: string): string | null => getCookie(c, browserCookie(id).name) ?? null;
  const { id, backTo } = await finishSignIn(c.req.param('tenantId') ?? '', params, tokenOf);
  const { name, options } = browserCookie(id);
  setCookie(c, name, '', { ...options, maxAge: 0 });
  return c.redirect(backTo, 302);
}

async function revoke(c: ApiContext): Promise<Response> {
  const { ctx, state } = await believed(c, 'revoke', parseInput(revokeQuery, queryOf(c)));
  refuseInSession(ctx, 'disconnect');
  const facts = { service_id: serviceOf(state.connectionKey) };
  const row = await findConnection(ctx, state.connectionKey);
  // Followed once more, or from a page that was open all the time: what was connected since then is not meant.
  if (row && row.version !== state.version) throw stateOver();
  if (row) {
    try {
      await disconnectCredential(ctx, row);
    } catch (error) {
      if (isAppError(error, 'CHANGED_MEANWHILE')) throw stateOver();
      if (!isAppError(error, 'IN_USE')) throw error;
      const told = { ...facts, error: 'in_use', error_description: error.message };
      return c.redirect(redirectWith(state.redirectUri, told), 302);
    }
  }
  return c.redirect(redirectWith(state.redirectUri, { ...facts, revoked: 'true' }), 302);
}

/** Each parameter once: which of two counts would be a guess. */
function queryOf(c: ApiContext): Record<string, string | undefined> {
  const all = Object.entries(c.req.queries());
  const twice = all.find(([, values]) => values.length > 1);
  if (twice) throw new AppError('INPUT_INVALID', 'A parameter of this link was given twice.');
  return Object.fromEntries(all.map(([name, [value]]) => [name, value]));
}

/**
 * A link as it was signed: for this service and application, back to the address it was made for, with a key that lives.
 * The browser that follows it then acts as that key, for that consumer alone.
 */
async function believed(
  c: ApiContext,
  use: SignInState['use'],
  query: { state: string; redirect_uri?: string | undefined },
): Promise<{ ctx: KeyCtx; state: SignInState }> {
  const state = await readState(query.state, use);
  const isMeant =
    c.req.param('service') === serviceOf(state.connectionKey) && c.req.param('application') === state.workspaceId;
  if (!isMeant) throw new AppError('OAU-201', 'This link was made for something else. Begin again.');
  if (query.redirect_uri !== undefined && query.redirect_uri !== state.redirectUri)
    throw new AppError('OAU-201', 'This link was made to end at another address. Nothing was opened.');
  const { requestId, address } = c.var;
  const ctx = await keyCtxById(state, state.keyId, { requestId, address });
  if (!ctx) throw stateOver();
  refuseOther(ctx, state.connectionKey);
  return { ctx: forConsumer(ctx, { id: state.consumerId }), state };
}

/** What a session is for, as when it asks for itself. */
function refuseOther({ key }: KeyCtx, connectionKey: string): void {
  const { unifiedApis } = key.settings;
  if (!unifiedApis || unifiedApis.includes(connectionKey.slice(0, connectionKey.indexOf('+')))) return;
  throw new AppError('SESSION_REFUSED', 'This session is not for that unified API.');
}
