import { and, eq, gt, lte, ne, type SQL } from 'drizzle-orm';
import { compareAndSet, type Tx } from '#db/client.ts';
import { inList } from '#db/in-list.ts';
import { connects } from '#db/schema/oauth.ts';
import { transactStubbornly } from '#db/stubborn.ts';
import { draftOfCallback, giveBack } from '#lib/callbacks/commands.ts';
import { decodeBegun } from '#lib/callbacks/model.ts';
import { getComponent } from '#lib/catalog/catalog.ts';
import { minuteMs } from '#lib/clock.ts';
import { insertCredential, refuseTakenName, saveVersion } from '#lib/credentials/commands.ts';
import { verificationDto } from '#lib/credentials/model.ts';
import { freeName, requireRow } from '#lib/credentials/queries.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError, isAppError } from '#lib/errors.ts';
import { keyring } from '#lib/keys/queries.ts';
import { codeOf, log } from '#lib/log.ts';
import { redirectUri } from '#lib/oauth-apps/model.ts';
import { openOauthApp, type OpenedOauthApp } from '#lib/oauth-apps/queries.ts';
import { authorizationUrl, hashOfState, newState, newVerifier, scopesAsked } from '#lib/oauth/authorization.ts';
import { appOf, ownSettings } from '#lib/tokens/commands.ts';
import { oauthMethodOf, readTyped } from '#lib/tokens/model.ts';
import { prove } from '#lib/verifications/commands.ts';
import { open, seal } from '#lib/vault/seal.ts';
import {
  begunBinding,
  encode,
  idOfState,
  isOver,
  notBegunHere,
  sessionOf,
  tokensBinding,
  tooMany,
  type Answered,
} from './model.ts';
import {
  countOpen,
  describeConnect,
  findConnect,
  openAnswer,
  ownConnects,
  requireWaiting,
  type ConnectRow,
} from './queries.ts';
import {
  connectMinutes,
  connectsMax,
  type ConfirmedDto,
  type ConnectDto,
  type ReconnectInput,
  type StartInput,
  type StartedDto,
} from './schema.ts';

const openMs = connectMinutes * minuteMs;

/** Begins a sign-in for a credential that will be new. Nothing of it is kept but this, until the person confirms. */
export async function startConnect(ctx: WorkspaceCtx, input: StartInput): Promise<StartedDto> {
  authorise(ctx, 'credential.create');
  const opened = await openOauthApp(ctx, input.appId);
  const settings = readTyped(oauthMethodOf(getComponent(opened.app.component)), input.settings);
  await refuseTakenName(ctx, opened.app.component, input.name);
  const { name, environment, scopes } = input;
  return begin(ctx, opened, { name, environment, settings, scopes, credentialId: null });
}

/** The same for one that is there, with everything as it is known: the id, the flows and the versions stay. */
export async function startReconnect(ctx: WorkspaceCtx, { id, settings }: ReconnectInput): Promise<StartedDto> {
  authorise(ctx, 'credential.update');
  const row = await requireRow(ctx, id);
  const { opened, scopes, grantType } = await appOf(ctx, row);
  const { name, environment } = row;
  if (grantType !== 'authorization_code')
    throw new AppError('STATE_INVALID', `${name} is connected again without a browser.`, { needsPerson: false });
  return begin(ctx, opened, { name, environment, settings: ownSettings(row, settings), scopes, credentialId: id });
}

type Wanted = Pick<ConnectRow, 'name' | 'environment' | 'settings' | 'credentialId'> & { scopes: readonly string[] };

async function begin(ctx: WorkspaceCtx, { app, provider }: OpenedOauthApp, wanted: Wanted): Promise<StartedDto> {
  const state = newState();
  const [verifier, nonce] = [newVerifier(), newState()];
  const id = hashOfState(state);
  const place = { tenantId: ctx.tenantId, workspaceId: ctx.workspaceId, id };
  const sealed = await seal(await keyring(), begunBinding(place), encode({ verifier, nonce }));
  const scopes = [...scopesAsked(provider, wanted.scopes)];
  const request = {
    clientId: app.clientId,
    redirectUri: redirectUri(ctx.tenantId),
    state,
    verifier,
    nonce,
    scopes,
    params: app.params,
  };
  const url = await authorizationUrl(provider, request);
  const expiresAt = await transactStubbornly(async (tx, now) => {
    if ((await countOpen(ctx, now, tx)) >= connectsMax) throw tooMany();
    await tx.insert(connects).values({
      ...place,
      userId: ctx.actor.id,
      sessionId: sessionOf(ctx),
      appId: app.id,
      component: app.component,
      ...wanted,
      scopes,
      state: 'sent',
      sealed,
      createdAt: now,
      expiresAt: now + openMs,
    });
    return now + openMs;
  });
  return { id, url, app: provider.app, expiresAt };
}

/**
 * What the provider sent to the callback, used once: exchanged, proved with a dry run, and kept sealed until the person
 * says that this is the account they meant. A page that is loaded again is shown the same.
 */
export async function finishConnect(ctx: WorkspaceCtx, { query }: { query: string }): Promise<ConnectDto> {
  authorise(ctx, 'credential.create');
  const params = new URLSearchParams(query);
  const state = params.get('state');
  const id = idOfState(state);
  if (id === null || state === null) throw notBegunHere();
  const waiting = await findConnect(ctx, id);
  if (waiting?.state === 'waiting' && !params.has('code'))
    return describeConnect(ctx, waiting, await openAnswer(waiting));
  const row = await claim(ctx, id);
  try {
    const opened = await openOauthApp(ctx, row.appId);
    const answer = await exchange(ctx, row, opened, params, state);
    await keepAnswer(row, opened, answer);
    return await describeConnect(ctx, row, answer);
  } catch (error) {
    await close(row, 'exchanging');
    throw error;
  }
}

/** Nobody else gets it: of two that bring the same state, one does. */
async function claim(ctx: WorkspaceCtx, id: string): Promise<ConnectRow> {
  const [row] = await compareAndSet((tx, now) =>
    tx
      .update(connects)
      .set({ state: 'exchanging', expiresAt: now + openMs })
      .where(and(ownConnects(ctx), eq(connects.id, id), eq(connects.state, 'sent'), gt(connects.expiresAt, now)))
      .returning(),
  );
  if (row) return row;
  throw (await findConnect(ctx, id)) === null ? notBegunHere() : isOver();
}

const ofRow = (row: Pick<ConnectRow, 'tenantId' | 'workspaceId' | 'id'>) =>
  and(eq(connects.tenantId, row.tenantId), eq(connects.workspaceId, row.workspaceId), eq(connects.id, row.id));

async function exchange(
  ctx: WorkspaceCtx,
  row: ConnectRow,
  opened: OpenedOauthApp,
  params: URLSearchParams,
  state: string,
): Promise<Answered> {
  const begun = decodeBegun(await open(await keyring(), begunBinding(row), row.sealed));
  const back = redirectUri(row.tenantId);
  const draft = await draftOfCallback(row, opened, { params, state, ...begun, redirectUri: back });
  return { draft, verification: await prove(ctx, draft) };
}

/** What the app refused is not kept, and given back. */
async function keepAnswer(row: ConnectRow, opened: OpenedOauthApp, answer: Answered): Promise<void> {
  const { verification } = answer;
  if (verification.outcome === 'failed') {
    await giveBack(row, opened, answer.draft, answer.verification.account);
    throw new AppError('VERIFICATION_FAILED', verification.message, { ...verificationDto(verification) });
  }
  const sealed = await seal(await keyring(), tokensBinding(row), encode(answer));
  const isKept = await compareAndSet(async (tx, now) => {
    const kept = await tx
      .update(connects)
      .set({ state: 'waiting', sealed, expiresAt: now + openMs })
      .where(and(ofRow(row), eq(connects.state, 'exchanging')))
      .returning({ id: connects.id });
    return kept.length > 0;
  });
  if (isKept) return;
  await giveBack(row, opened, answer.draft, answer.verification.account);
  throw isOver();
}

/**
 * The person's word: only now is there a credential, or has the one that is there changed.
 * @throws AppError STATE_INVALID where that one signs in another way by now: nothing is stored, and the tokens are given back
 */
export async function confirmConnect(ctx: WorkspaceCtx, id: string): Promise<ConfirmedDto> {
  authorise(ctx, 'credential.create');
  const row = await requireWaiting(ctx, id);
  const { draft, verification } = await openAnswer(row);
  const settle = (tx: Tx, now: number, credentialId: string) => take(tx, ctx, now, id, credentialId);
  if (row.credentialId === null) {
    const { component, authType } = draft;
    const name = await freeName(ctx, component, row.name);
    const facts = { component, authType, name, environment: row.environment, expiresAt: null };
    const saved = await insertCredential(ctx, facts, draft, verification, 'connected', settle);
    return { ...saved, isReconnect: false };
  }
  authorise(ctx, 'credential.update');
  const before = await requireRow(ctx, row.credentialId);
  const { name, environment } = before;
  const change = { ...draft, name, environment, expiresAt: null, reason: 'reconnected' } as const;
  const saved = await saveVersion(ctx, before, change, verification, settle).catch(async (error: unknown) => {
    if (isAppError(error, 'STATE_INVALID') && (await close(row, 'waiting'))) await giveBackSealed(row);
    throw error;
  });
  return { ...saved, isReconnect: true };
}

/** Beside the credential, in its transaction: a second press, or another tab, finds nothing to confirm. */
async function take(tx: Tx, ctx: WorkspaceCtx, now: number, id: string, credentialId: string): Promise<void> {
  const taken = await tx
    .update(connects)
    .set({ state: 'done', sealed: nothing, credentialId })
    .where(and(ownConnects(ctx), eq(connects.id, id), eq(connects.state, 'waiting'), gt(connects.expiresAt, now)))
    .returning({ id: connects.id });
  if (taken.length === 0) throw isOver();
}

const nothing = Buffer.alloc(0);

/** Not that account, or not now: what the provider gave is given back as far as it takes it. */
export async function discardConnect(ctx: WorkspaceCtx, id: string): Promise<null> {
  authorise(ctx, 'credential.create');
  const row = await findConnect(ctx, id);
  if (row === null) throw notBegunHere();
  if (row.state !== 'sent' && row.state !== 'waiting') return null;
  if (await close(row, row.state)) await giveBackSealed(row);
  return null;
}

/** Ends a sign-in from where it stands, and forgets what it brought. False: it had moved on already. */
const close = (row: ConnectRow, from: ConnectRow['state']): Promise<boolean> =>
  compareAndSet(async (tx) => {
    const closed = await tx
      .update(connects)
      .set({ state: 'failed', sealed: nothing })
      .where(and(ofRow(row), eq(connects.state, from)))
      .returning({ id: connects.id });
    return closed.length > 0;
  });

/** Best effort: whether a token nobody uses was ended is no reason to keep anybody waiting for more than one answer. */
async function giveBackSealed(row: ConnectRow): Promise<void> {
  if (row.state !== 'waiting') return;
  try {
    const { draft, verification } = await openAnswer(row);
    await giveBack(row, await openOauthApp(row, row.appId), draft, verification.account);
  } catch (error) {
    log.warn({ connect: row.id, error: codeOf(error) }, 'token not given back');
  }
}

/** Of those that hold tokens: each may keep its provider's time limit waiting. */
const givenBackAtOnce = 20;
const purgedAtOnce = 500;

/** For the job: sign-ins that nobody finished or confirmed in time. Answers how many. */
export async function purgeConnects(): Promise<number> {
  let purged = 0;
  for (let gone = purgedAtOnce; gone === purgedAtOnce; purged += gone)
    gone = (await removeExpired(ne(connects.state, 'waiting'), purgedAtOnce)).length;
  const waiting = await removeExpired(eq(connects.state, 'waiting'), givenBackAtOnce);
  await Promise.all(waiting.map(giveBackSealed));
  return purged + waiting.length;
}

const removeExpired = (which: SQL, limit: number): Promise<ConnectRow[]> =>
  compareAndSet(async (tx, now) => {
    const isDue = and(lte(connects.expiresAt, now), which);
    const due = await tx.select({ id: connects.id }).from(connects).where(isDue).limit(limit);
    if (due.length === 0) return [];
    const ids = due.map((one) => one.id);
    return tx
      .delete(connects)
      .where(and(inList(connects.id, ids), isDue))
      .returning();
  });
