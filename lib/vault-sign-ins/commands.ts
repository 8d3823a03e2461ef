import { and, eq, gt, lte, ne, type SQL } from 'drizzle-orm';
import { compareAndSet } from '#db/client.ts';
import { inList } from '#db/in-list.ts';
import { vaultSignIns } from '#db/schema/connections.ts';
import { transactStubbornly } from '#db/stubborn.ts';
import { draftOfCallback, giveBack } from '#lib/callbacks/commands.ts';
import { decodeBegun } from '#lib/callbacks/model.ts';
import { getComponent } from '#lib/catalog/catalog.ts';
import { minuteMs } from '#lib/clock.ts';
import { requireConsumer } from '#lib/consumers/queries.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError, isAppError } from '#lib/errors.ts';
import { describeGrant } from '#lib/grants/queries.ts';
import { newToken } from '#lib/ids.ts';
import { keyring } from '#lib/keys/queries.ts';
import { codeOf, log } from '#lib/log.ts';
import { vaultRedirectUri } from '#lib/oauth-apps/model.ts';
import { openOauthApp, type OpenedOauthApp } from '#lib/oauth-apps/queries.ts';
import { authorizationUrl, hashOfState, newState, newVerifier, scopesAsked } from '#lib/oauth/authorization.ts';
import { ownSettings } from '#lib/tokens/commands.ts';
import { oauthMethodOf, readTyped, type TokensDraft } from '#lib/tokens/model.ts';
import { open, seal } from '#lib/vault/seal.ts';
import {
  begunBinding,
  encode,
  hashOfToken,
  isOver,
  isSameHash,
  notBegunHere,
  scopesOf,
  toldError,
  tokensBinding,
  tooMany,
} from './model.ts';
import {
  chooseApp,
  connectorOf,
  consumerOf,
  countOpen,
  findConnection,
  findSignIn,
  openDraft,
  type SignInRow,
} from './queries.ts';
import {
  confirmMinutes,
  redirectWith,
  serviceOf,
  signInMinutes,
  signInsMax,
  type FinishedSignIn,
  type SignInState,
  type StartedSignIn,
} from './schema.ts';

interface Asked {
  /** What the page that asked tells its own answer by. */
  readonly nonce: string;
  readonly scopes: readonly string[] | undefined;
}

/** Begins a sign-in in a browser that brought a state of ours. Nothing of it is kept but this, until it is confirmed. */
export async function startSignIn(ctx: WorkspaceCtx, state: SignInState, asked: Asked): Promise<StartedSignIn> {
  authorise(ctx, 'credential.create');
  const { connectionKey, redirectUri } = state;
  await requireConsumer(ctx, consumerOf(ctx));
  const { opened, settings, scopes } = await planned(ctx, state, asked.scopes);
  const { app, provider } = opened;
  const sent = { state: newState(), verifier: newVerifier(), nonce: newState() };
  const url = await authorizationUrl(provider, {
    ...sent,
    clientId: app.clientId,
    redirectUri: vaultRedirectUri(ctx.tenantId),
    scopes,
    params: app.params,
  });
  const id = hashOfState(sent.state);
  const place = { tenantId: ctx.tenantId, workspaceId: ctx.workspaceId, id };
  const { verifier, nonce } = sent;
  const sealed = await seal(await keyring(), begunBinding(place), encode({ verifier, nonce }));
  const browserToken = newToken();
  await transactStubbornly(async (tx, now) => {
    if ((await countOpen(ctx, now, tx)) >= signInsMax) throw tooMany();
    await tx.insert(vaultSignIns).values({
      ...place,
      consumerId: consumerOf(ctx),
      connectionKey,
      component: app.component,
      appId: app.id,
      browserHash: hashOfToken(browserToken),
      redirectUri,
      nonce: asked.nonce,
      settings,
      scopes: [...scopes],
      state: 'sent',
      sealed,
      createdAt: now,
      expiresAt: now + signInMinutes * minuteMs,
    });
  });
  return { id, url, browserToken };
}

/** With everything as it is known of a connection that is there; of a new one, as its app and its manifest say. */
async function planned(
  ctx: WorkspaceCtx,
  { connectionKey, settings: typed }: SignInState,
  wanted: readonly string[] | undefined,
) {
  const component = getComponent(connectorOf(connectionKey).component);
  const method = oauthMethodOf(component);
  const row = await findConnection(ctx, connectionKey);
  if (row && row.authType !== 'oauth2')
    throw new AppError('STATE_INVALID', `This connection does not sign in to ${component.name} in a browser.`);
  const grant = row && (await describeGrant(ctx, row.id));
  const opened = await openOauthApp(ctx, grant?.appId ?? (await chooseApp(ctx, component.id)));
  const settings = readTyped(method, typed ?? (row ? ownSettings(row) : {}));
  const had = grant?.scopesAsked.length ? grant.scopesAsked : opened.app.scopes;
  const all = [...new Set([...had, ...opened.app.scopes, ...opened.provider.scopes.required])];
  const scopes = scopesAsked(opened.provider, wanted?.length ? scopesOf(wanted, all) : had);
  return { opened, settings, scopes };
}

/**
 * What a provider sent a browser back with, used once, in the browser that began, at the address of the tenant it was
 * begun for: a code that came to another's is told to no provider. Whatever comes of it is told to the page that asked; only
 * what is not ours, or over, is told here.
 * @param browserToken the cookie this sign-in was begun with
 * @throws AppError OAU-201 nothing was begun with that state in that browser; OAU-202 it is over
 */
export async function finishSignIn(
  tenantId: string,
  params: URLSearchParams,
  browserToken: (id: string) => string | null,
): Promise<FinishedSignIn> {
  const state = params.get('state') ?? '';
  const id = hashOfState(state);
  const row = await claim(tenantId, id, browserToken(id));
  const { redirectUri, nonce } = row;
  const facts = { nonce, service_id: serviceOf(row.connectionKey) };
  try {
    const confirmToken = await exchange(row, params, state);
    return { id, backTo: redirectWith(redirectUri, { ...facts, confirm_token: confirmToken }) };
  } catch (error) {
    await close(row, 'exchanging');
    if (!isAppError(error)) log.error({ signIn: id, error: codeOf(error) }, 'sign-in not finished');
    return { id, backTo: redirectWith(redirectUri, { ...facts, ...toldError(error) }) };
  }
}

/** Nobody else gets it: of two that bring the same state, one does. */
async function claim(tenantId: string, id: string, browserToken: string | null): Promise<SignInRow> {
  const row = await findSignIn(id);
  if (row?.tenantId !== tenantId || browserToken === null || !isSameHash(row.browserHash, hashOfToken(browserToken)))
    throw notBegunHere();
  const [claimed] = await compareAndSet((tx, now) =>
    tx
      .update(vaultSignIns)
      .set({ state: 'exchanging' })
      .where(and(ofRow(row), eq(vaultSignIns.state, 'sent'), gt(vaultSignIns.expiresAt, now)))
      .returning(),
  );
  if (!claimed) throw isOver();
  return claimed;
}

export const ofRow = (row: Pick<SignInRow, 'tenantId' | 'workspaceId' | 'id'>) =>
  and(
    eq(vaultSignIns.tenantId, row.tenantId),
    eq(vaultSignIns.workspaceId, row.workspaceId),
    eq(vaultSignIns.id, row.id),
  );

async function exchange(row: SignInRow, params: URLSearchParams, state: string): Promise<string> {
  const opened = await openOauthApp(row, row.appId);
  const begun = decodeBegun(await open(await keyring(), begunBinding(row), row.sealed));
  const back = vaultRedirectUri(row.tenantId);
  const draft = await draftOfCallback(row, opened, { params, state, ...begun, redirectUri: back });
  return keepDraft(row, opened, draft);
}

/** What came of it waits sealed for the word of the software that asked. Answers the token that word is given with. */
async function keepDraft(row: SignInRow, opened: OpenedOauthApp, draft: TokensDraft): Promise<string> {
  const confirmToken = newToken();
  const sealed = await seal(await keyring(), tokensBinding(row), encode(draft));
  const isKept = await compareAndSet(async (tx, now) => {
    const expiresAt = now + confirmMinutes * minuteMs;
    const kept = await tx
      .update(vaultSignIns)
      .set({ state: 'waiting', sealed, confirmHash: hashOfToken(confirmToken), expiresAt })
      .where(and(ofRow(row), eq(vaultSignIns.state, 'exchanging')))
      .returning({ id: vaultSignIns.id });
    return kept.length > 0;
  });
  if (isKept) return confirmToken;
  await giveBack(row, opened, draft, null);
  throw isOver();
}

const nothing = Buffer.alloc(0);

/** Ends a sign-in from where it stands, and forgets what it brought. False: it had moved on already. */
export const close = (row: SignInRow, from: SignInRow['state']): Promise<boolean> =>
  compareAndSet(async (tx) => {
    const closed = await tx
      .update(vaultSignIns)
      .set({ state: 'failed', sealed: nothing })
      .where(and(ofRow(row), eq(vaultSignIns.state, from)))
      .returning({ id: vaultSignIns.id });
    return closed.length > 0;
  });

/** Of those that hold tokens: each may keep its provider's time limit waiting. */
const givenBackAtOnce = 20;
const purgedAtOnce = 500;

/** For the job: sign-ins that nobody finished or confirmed in time. Answers how many. */
export async function purgeVaultSignIns(): Promise<number> {
  let purged = 0;
  for (let gone = purgedAtOnce; gone === purgedAtOnce; purged += gone)
    gone = (await removeExpired(ne(vaultSignIns.state, 'waiting'), purgedAtOnce)).length;
  const waiting = await removeExpired(eq(vaultSignIns.state, 'waiting'), givenBackAtOnce);
  await Promise.all(waiting.map(giveBackSealed));
  return purged + waiting.length;
}

const removeExpired = (which: SQL, limit: number): Promise<SignInRow[]> =>
  compareAndSet(async (tx, now) => {
    const isDue = and(lte(vaultSignIns.expiresAt, now), which);
    const due = await tx.select({ id: vaultSignIns.id }).from(vaultSignIns).where(isDue).limit(limit);
    if (due.length === 0) return [];
    const ids = due.map((one) => one.id);
    return tx
      .delete(vaultSignIns)
      .where(and(inList(vaultSignIns.id, ids), isDue))
      .returning();
  });

async function giveBackSealed(row: SignInRow): Promise<void> {
  try {
    await giveBack(row, await openOauthApp(row, row.appId), await openDraft(row), null);
  } catch (error) {
    log.warn({ signIn: row.id, error: codeOf(error) }, 'token not given back');
  }
}
