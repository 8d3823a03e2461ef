import { and, asc, count, eq, gt, inArray } from 'drizzle-orm';
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { read, type ReadDb, type Tx } from '#db/client.ts';
import { vaultSignIns } from '#db/schema/connections.ts';
import { credentials, type Settings } from '#db/schema/credentials.ts';
import { oauthApps } from '#db/schema/oauth.ts';
import { workspaces } from '#db/schema/tenants.ts';
import { getComponent } from '#lib/catalog/catalog.ts';
import { minuteMs, systemClock } from '#lib/clock.ts';
import { nameSettings } from '#lib/connectors/model.ts';
import { requireConnector } from '#lib/connectors/queries.ts';
import type { Connector } from '#lib/connectors/schema.ts';
import { live, ofWorkspace } from '#lib/credentials/queries.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { env } from '#lib/env.ts';
import { AppError, isAppError } from '#lib/errors.ts';
import { canonicalJson } from '#lib/json.ts';
import { keyring } from '#lib/keys/queries.ts';
import { rowId } from '#lib/names.ts';
import { oauthMethodOf, readTyped, type OauthMethod, type TokensDraft } from '#lib/tokens/model.ts';
import { deriveKey } from '#lib/vault/aead.ts';
import { open } from '#lib/vault/seal.ts';
import { decodeDraft, hashOfToken, notBelieved, tokensBinding } from './model.ts';
import { linkBytesMax, redirectAddress, serviceOf, stateMinutes, type SignInState } from './schema.ts';

export type SignInRow = typeof vaultSignIns.$inferSelect;
/** While they are under way. */
const openStates = ['sent', 'exchanging', 'waiting'] as const;

const ofConsumer = (ctx: WorkspaceCtx) =>
  and(
    eq(vaultSignIns.tenantId, ctx.tenantId),
    eq(vaultSignIns.workspaceId, ctx.workspaceId),
    eq(vaultSignIns.consumerId, consumerOf(ctx)),
  );

/** A sign-in is always one consumer's. */
export function consumerOf(ctx: WorkspaceCtx): string {
  const consumerId = ctx.limits?.consumerId ?? null;
  if (consumerId === null) throw new AppError('CONSUMER_REQUIRED', 'A sign-in is for one consumer. Say for whom.');
  return consumerId;
}

/** How many sign-ins of the consumer are under way. */
export async function countOpen(ctx: WorkspaceCtx, now: number, db: ReadDb | Tx): Promise<number> {
  const [counted] = await db
    .select({ n: count() })
    .from(vaultSignIns)
    .where(and(ofConsumer(ctx), inArray(vaultSignIns.state, [...openStates]), gt(vaultSignIns.expiresAt, now)));
  return counted?.n ?? 0;
}

/** The connections of a consumer that only wait to be confirmed. */
export async function listPending(ctx: WorkspaceCtx): Promise<ReadonlySet<string>> {
  authorise(ctx, 'credential.read');
  if (!ctx.limits?.consumerId) return new Set();
  const rows = await read()
    .selectDistinct({ connectionKey: vaultSignIns.connectionKey })
    .from(vaultSignIns)
    .where(and(ofConsumer(ctx), eq(vaultSignIns.state, 'waiting'), gt(vaultSignIns.expiresAt, systemClock())));
  return new Set(rows.map((row) => row.connectionKey));
}

/** By the state a provider sends back, whoever's it is: the browser that brings it has to prove itself. */
export async function findSignIn(id: string, db: ReadDb | Tx = read()): Promise<SignInRow | null> {
  const [row] = await db.select().from(vaultSignIns).where(eq(vaultSignIns.id, id));
  return row ?? null;
}

/** Of this workspace, whichever consumer's: a token of another's is refused by name, not as if it were not there. */
export async function findByConfirmToken(ctx: WorkspaceCtx, token: string): Promise<SignInRow | null> {
  const [row] = await read()
    .select()
    .from(vaultSignIns)
    .where(
      and(
        eq(vaultSignIns.tenantId, ctx.tenantId),
        eq(vaultSignIns.workspaceId, ctx.workspaceId),
        eq(vaultSignIns.confirmHash, hashOfToken(token)),
      ),
    );
  return row ?? null;
}

/** What the consumer has under this key. Null: nothing yet. */
export async function findConnection(ctx: WorkspaceCtx, connectionKey: string) {
  const [row] = await read()
    .select()
    .from(credentials)
    .where(
      and(
        ofWorkspace(ctx),
        live,
        eq(credentials.consumerId, consumerOf(ctx)),
        eq(credentials.connectionKey, connectionKey),
      ),
    );
  return row ?? null;
}

/** For whom a workspace is: staging, production. */
export async function environmentOf(ctx: WorkspaceCtx): Promise<string> {
  const [row] = await read()
    .select({ environment: workspaces.environment })
    .from(workspaces)
    .where(and(eq(workspaces.tenantId, ctx.tenantId), eq(workspaces.id, ctx.workspaceId)));
  return row?.environment ?? '';
}

/**
 * The client a consumer signs in with: the only one of the component, or the first that is for the workspace's environment.
 * @throws AppError OAU-101 where there is none, or none of several is meant
 */
export async function chooseApp(ctx: WorkspaceCtx, component: string): Promise<string> {
  const apps = await read()
    .select({ id: oauthApps.id, environment: oauthApps.environment })
    .from(oauthApps)
    .where(and(eq(oauthApps.tenantId, ctx.tenantId), eq(oauthApps.component, component)))
    .orderBy(asc(oauthApps.nameKey));
  const environment = await environmentOf(ctx);
  const chosen = apps.length === 1 ? apps[0] : apps.find((app) => app.environment === environment);
  if (chosen) return chosen.id;
  const { name } = getComponent(component);
  throw new AppError('OAU-101', `Nobody has set up how consumers sign in to ${name} here yet.`, { component });
}

/** What waits to be confirmed, in clear, for the server alone. */
export const openDraft = async (row: SignInRow): Promise<TokensDraft> =>
  decodeDraft(await open(await keyring(), tokensBinding(row), row.sealed));

const purpose = 'vault sign-in state';
const algorithm = 'HS256';

const header = z.object({ alg: z.literal(algorithm), kid: rowId });

const claims = z.object({
  use: z.enum(['authorize', 'revoke']),
  tenant: rowId,
  workspace: rowId,
  consumer: rowId,
  key: rowId,
  connection: z.string(),
  redirect: z.string(),
  version: z.int().optional(),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});

/**
 * A state for a link a browser opens without a key: it says for whom and for what, where the browser goes afterwards, and
 * with which key it was made. Signed under the tenant's data key, and over within the hour.
 */
async function signState(
  ctx: WorkspaceCtx,
  {
    use,
    connectionKey,
    redirectUri,
    settings,
    version,
  }: Pick<SignInState, 'use' | 'connectionKey' | 'redirectUri' | 'settings' | 'version'>,
): Promise<string> {
  const { keyId, bytes } = await (await keyring()).current(ctx.tenantId);
  const now = systemClock();
  return new SignJWT({
    use,
    tenant: ctx.tenantId,
    workspace: ctx.workspaceId,
    consumer: consumerOf(ctx),
    key: ctx.actor.id,
    connection: connectionKey,
    redirect: redirectUri,
    ...(settings && { settings }),
    ...(version !== null && { version }),
  })
    .setProtectedHeader({ alg: algorithm, kid: keyId })
    .setAudience(purpose)
    .setExpirationTime(new Date(now + stateMinutes * minuteMs))
    .sign(deriveKey(bytes, purpose));
}

/** @throws AppError CONNECTOR_UNKNOWN, and INPUT_INVALID for a family nobody knows */
export const connectorOf = (connectionKey: string): Connector =>
  requireConnector(connectionKey.slice(0, connectionKey.indexOf('+')), serviceOf(connectionKey));

interface Link {
  readonly connectionKey: string;
  readonly redirectUri: string;
  readonly settings: Settings | null;
}

interface AskedLink extends Omit<Link, 'settings'> {
  readonly settings: Readonly<Record<string, unknown>> | null;
}

/**
 * What a page of the tenant's own asks a state for. Read before its consumer is made: what is refused makes nobody.
 * @throws AppError CONNECTOR_UNKNOWN; INPUT_INVALID for settings that are not asked for, or too long for a link
 */
export function readLink(ctx: WorkspaceCtx, asked: AskedLink): Link {
  authorise(ctx, 'credential.create');
  const method = oauthMethodOf(getComponent(connectorOf(asked.connectionKey).component));
  const link = { ...asked, settings: asked.settings && readTyped(method, typedOf(method, asked.settings)) };
  if (Buffer.byteLength(canonicalJson(link)) <= linkBytesMax) return link;
  throw new AppError('INPUT_INVALID', 'These settings are too long to be kept in a link.', { field: 'settings' });
}

/** For a page of the tenant's own: where the sign-in leads back to, and what it is for, is said here and nowhere later. */
export async function createState(ctx: WorkspaceCtx, link: Link): Promise<string> {
  authorise(ctx, 'credential.create');
  return signState(ctx, { ...link, use: 'authorize', version: null });
}

/** By the names of the manifest. What is none of them, or a secret, has no business in a link. */
function typedOf(method: OauthMethod, given: Readonly<Record<string, unknown>>): Settings {
  const { settings, secret, unknown } = nameSettings(method, given);
  const plain = Object.entries(settings).filter((entry): entry is [string, Settings[string]] => isPlain(entry[1]));
  const isFit = plain.length === Object.keys(settings).length;
  if (isFit && unknown.length === 0 && Object.keys(secret).length === 0) return Object.fromEntries(plain);
  throw new AppError('INPUT_INVALID', 'These settings are not what this sign-in asks for.', { field: 'settings' });
}

const isPlain = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

/** @throws AppError OAU-201 for what nobody here signed for this use; OAU-202 when it is over */
export async function readState(text: string, use: SignInState['use']): Promise<SignInState> {
  const said = await verified(text);
  if (said.use !== use) throw notBelieved();
  return {
    use,
    tenantId: said.tenant,
    workspaceId: said.workspace,
    consumerId: said.consumer,
    keyId: said.key,
    connectionKey: said.connection,
    redirectUri: said.redirect,
    settings: said.settings ?? null,
    version: said.version ?? null,
  };
}

export const stateOver = () =>
  new AppError('OAU-202', 'This link is over. Go back to where you came from and begin again.');

/**
 * Whose key it has to be signed with, as it says itself: not believed yet.
 * @throws AppError OAU-201 for what has not the form of a state
 */
function signerOf(text: string): { tenant: string; keyId: string } {
  try {
    return { tenant: claims.parse(decodeJwt(text)).tenant, keyId: header.parse(decodeProtectedHeader(text)).kid };
  } catch {
    throw notBelieved();
  }
}

async function verified(text: string): Promise<z.output<typeof claims>> {
  const { tenant, keyId } = signerOf(text);
  try {
    const { bytes } = await (await keyring()).find(tenant, keyId);
    const options = { algorithms: [algorithm], audience: purpose, currentDate: new Date(systemClock()) };
    const { payload } = await jwtVerify(text, deriveKey(bytes, purpose), options);
    return claims.parse(payload);
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw stateOver();
    const isForged =
      error instanceof errors.JOSEError || error instanceof z.ZodError || isAppError(error, 'UNREADABLE');
    throw isForged ? notBelieved() : error;
  }
}

/**
 * The link a browser opens to sign in. The page that opens it adds `nonce`.
 * @param redirectUri where the sign-in ends, whatever the link is made to say. Null: nobody has said, so there is no link
 */
export const authorizeUrlOf = (ctx: WorkspaceCtx, connectionKey: string, redirectUri: string | null) =>
  linkOf(ctx, 'authorize', connectionKey, redirectUri);

/** The same to take access back: what is connected now, and nothing that is connected later. */
export async function revokeUrlOf(ctx: WorkspaceCtx, connectionKey: string, redirectUri: string | null) {
  if (!ctx.limits?.consumerId) return null;
  const row = await findConnection(ctx, connectionKey);
  return linkOf(ctx, 'revoke', connectionKey, redirectUri, row?.version ?? 0);
}

async function linkOf(
  ctx: WorkspaceCtx,
  use: SignInState['use'],
  connectionKey: string,
  redirectUri: string | null,
  version: number | null = null,
): Promise<string | null> {
  if (!redirectAddress.safeParse(redirectUri).success || redirectUri === null || !ctx.limits?.consumerId) return null;
  const state = await signState(ctx, { use, connectionKey, redirectUri, settings: null, version });
  const path = [use, serviceOf(connectionKey), ctx.workspaceId].map(encodeURIComponent).join('/');
  return `${env.apiAddress}/vault/${path}?state=${state}`;
}
