import { and, eq } from 'drizzle-orm';
import { isUniqueViolation, transact, type Tx } from '#db/client.ts';
import { oauthApps } from '#db/schema/oauth.ts';
import { bindGrants, followApp, unbindGrants } from '#lib/app-grants/commands.ts';
import { usersOf } from '#lib/app-grants/queries.ts';
import { tenantRecorder } from '#lib/audit/commands.ts';
import { authorise, type Ctx } from '#lib/ctx.ts';
import { env } from '#lib/env.ts';
import { AppError, notFound } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { keyring } from '#lib/keys/queries.ts';
import { nameKey } from '#lib/names.ts';
import { discover } from '#lib/oauth/discovery.ts';
import { createOutbound } from '#lib/outbound/connector.ts';
import { seal } from '#lib/vault/seal.ts';
import { bindingOf, changesOf, inUseWords, keepsSecret, readApp, type ReadApp } from './model.ts';
import { requireApp, type OauthAppRow } from './queries.ts';
import {
  oauthAppsMax,
  type EndpointsDto,
  type NewOauthApp,
  type OauthAppUpdate,
  type SavedAppDto,
  type SecretInput,
} from './schema.ts';

/** Keeps a client of a provider. Credentials that were given to this client and had nobody to refresh them get one. */
export async function createOauthApp(ctx: Ctx, input: NewOauthApp): Promise<SavedAppDto> {
  authorise(ctx, 'oauth_app.update');
  const read = readApp(input);
  const id = newId('oap');
  const secret = await sealSecret({ tenantId: ctx.tenantId, id, secretVersion: 0, ...read }, input.clientSecret);
  const record = await tenantRecorder(ctx);
  const { component, name } = input;
  await transactNamed(async (tx, now) => {
    await refuseTooMany(tx, ctx);
    await tx.insert(oauthApps).values({
      tenantId: ctx.tenantId,
      id,
      component,
      ...factsOf(input, read),
      ...secret(now),
      revision: 1,
      createdAt: now,
      createdBy: ctx.actor.id,
      updatedAt: now,
    });
    await bindGrants(tx, now, factsFor({ tenantId: ctx.tenantId, id, component }, input.clientId, read));
    await record(tx, now, about('oauth_app.created', { id, name, component }));
  });
  return { id, name };
}

/**
 * Saves changes made from a known revision. The saved client secret is used again only where it may go: a changed
 * endpoint asks for it anew. Another client id is refused while credentials are connected with this one.
 */
export async function updateOauthApp(ctx: Ctx, input: OauthAppUpdate): Promise<SavedAppDto> {
  authorise(ctx, 'oauth_app.update');
  const row = await requireApp(ctx, input.id);
  refuseChanged(row, input.revision);
  const read = readApp({ ...input, component: row.component });
  const secret = await secretOfUpdate(row, read, input.clientSecret);
  const record = await tenantRecorder(ctx);
  await transactNamed(async (tx, now) => {
    await changeRow(tx, row, { ...factsOf(input, read), ...secret(now), updatedAt: now });
    if (input.clientId !== row.clientId) {
      await refuseInUse(tx, row, 'Its client id stays.');
      await unbindGrants(tx, row);
    }
    const facts = factsFor(row, input.clientId, read);
    await bindGrants(tx, now, facts);
    await followApp(tx, now, facts);
    const detail = changesOf(row, { ...factsOf(input, read), hasNewSecret: input.clientSecret !== undefined });
    await record(tx, now, about('oauth_app.updated', { ...row, name: input.name }, detail));
  });
  return { id: row.id, name: input.name };
}

/** A new client secret for the same client. Tokens and credentials stay; the next refresh signs in with it. */
export async function rotateSecret(ctx: Ctx, { id, revision, clientSecret }: SecretInput): Promise<SavedAppDto> {
  authorise(ctx, 'oauth_app.update');
  const row = await requireApp(ctx, id);
  refuseChanged(row, revision);
  const secret = await sealSecret(row, clientSecret);
  const record = await tenantRecorder(ctx);
  await transact(async (tx, now) => {
    await changeRow(tx, row, { ...secret(now), updatedAt: now });
    await followApp(tx, now, row);
    await record(tx, now, about('oauth_app.secret_rotated', row));
  });
  return { id, name: row.name };
}

/** Refused by name while credentials that are not in the trash were connected with it. */
export async function deleteOauthApp(ctx: Ctx, id: string): Promise<SavedAppDto> {
  authorise(ctx, 'oauth_app.update');
  const record = await tenantRecorder(ctx);
  return transact(async (tx, now) => {
    const row = await requireApp(ctx, id, tx);
    await refuseInUse(tx, row, 'Nothing was deleted.');
    await unbindGrants(tx, row);
    await tx.delete(oauthApps).where(ofApp(row));
    await record(tx, now, about('oauth_app.deleted', row));
    return { id, name: row.name };
  });
}

/** What an issuer publishes about its endpoints. Nothing is stored, and no secret leaves. */
export async function readEndpoints(ctx: Ctx, issuer: string): Promise<EndpointsDto> {
  authorise(ctx, 'oauth_app.update');
  const outbound = createOutbound({ allow: env.outboundAllow });
  const found = await discover(issuer, { outbound });
  return {
    issuer: found.issuer,
    authorizationUrl: found.authorizationUrl,
    tokenUrl: found.tokenUrl,
    revocationUrl: found.revocationUrl,
    clientAuth: found.clientAuth,
  };
}

const factsOf = (input: Omit<NewOauthApp, 'component' | 'clientSecret'>, read: ReadApp) => ({
  name: input.name,
  nameKey: nameKey(input.name),
  environment: input.environment,
  clientId: input.clientId,
  settings: read.settings,
  audience: [...read.audience],
  tokenOrigin: read.tokenOrigin,
  scopes: input.scopes,
  params: input.params,
  lifeSeconds: input.lifeSeconds,
  graceSeconds: input.graceSeconds,
});

const factsFor = (app: { tenantId: string; id: string; component: string }, clientId: string, read: ReadApp) => ({
  tenantId: app.tenantId,
  id: app.id,
  component: app.component,
  clientId,
  tokenOrigin: read.tokenOrigin,
  lifeSeconds: read.provider.lifeSeconds,
});

interface Keeper {
  readonly tenantId: string;
  readonly id: string;
  readonly secretVersion: number;
  readonly audience: readonly string[];
}

/** The columns of the next client secret, sealed before the transaction. Null: a public client. */
async function sealSecret(app: Keeper, clientSecret: string | null) {
  const secretVersion = app.secretVersion + 1;
  const sealed =
    clientSecret === null
      ? null
      : await seal(await keyring(), bindingOf({ ...app, secretVersion }), Buffer.from(clientSecret));
  return (now: number) => ({
    clientSecret: sealed,
    secretVersion,
    secretSavedAt: sealed === null ? null : now,
  });
}

/** Left out, the saved one stays as it is sealed, as long as it goes where it went. */
async function secretOfUpdate(row: OauthAppRow, read: ReadApp, typed: string | null | undefined) {
  if (typed !== undefined) return sealSecret({ ...row, audience: read.audience }, typed);
  if (row.clientSecret !== null && !keepsSecret(row.component, read, row)) {
    throw new AppError('SECRET_REQUIRED', secretRequiredText, {
      fields: ['clientSecret'],
      destination: read.audience.join(', '),
    });
  }
  return () => ({});
}

const secretRequiredText =
  'The saved client secret only ever goes where it was meant to go. You changed an endpoint, so type the client secret again.';

function refuseChanged(row: OauthAppRow, revision: number): void {
  if (row.revision === revision) return;
  throw new AppError('CHANGED_MEANWHILE', 'Somebody changed this OAuth app meanwhile. Nothing was saved.', {
    revision: row.revision,
    updatedAt: row.updatedAt,
  });
}

const ofApp = (app: { tenantId: string; id: string }) =>
  and(eq(oauthApps.tenantId, app.tenantId), eq(oauthApps.id, app.id));

async function changeRow(tx: Tx, row: OauthAppRow, set: Partial<OauthAppRow>): Promise<void> {
  const changed = await tx
    .update(oauthApps)
    .set({ ...set, revision: row.revision + 1 })
    .where(and(ofApp(row), eq(oauthApps.revision, row.revision)))
    .returning({ id: oauthApps.id });
  if (changed.length > 0) return;
  refuseChanged(await requireApp(row, row.id, tx), row.revision);
  throw notFound('This OAuth app');
}

async function refuseTooMany(tx: Tx, { tenantId }: Ctx): Promise<void> {
  if ((await tx.$count(oauthApps, eq(oauthApps.tenantId, tenantId))) < oauthAppsMax) return;
  throw new AppError('STATE_INVALID', `A tenant keeps at most ${oauthAppsMax} OAuth apps. Delete one first.`);
}

async function refuseInUse(tx: Tx, row: OauthAppRow, outcome: string): Promise<void> {
  const { names, total } = await usersOf(tx, row);
  if (total === 0) return;
  const { why, fix } = inUseWords(names, total);
  throw new AppError('OAU-102', `${row.name} is in use: ${why} ${fix} ${outcome}`, { count: total, names, why, fix });
}

const about = (
  action: string,
  app: { id: string; name: string; component: string },
  detail: Readonly<Record<string, string>> = {},
) => ({
  action,
  targetKind: 'oauth_app',
  targetId: app.id,
  targetLabel: app.name,
  detail: { component: app.component, ...detail },
});

function transactNamed<T>(closure: (tx: Tx, now: number) => Promise<T>): Promise<T> {
  return transact(closure).catch((error: unknown) => {
    if (isUniqueViolation(error, 'oauth_apps_name_key'))
      throw new AppError('NAME_TAKEN', 'Another OAuth app of this component has this name.', { field: 'name' });
    if (isUniqueViolation(error, 'oauth_apps_client'))
      throw new AppError('INPUT_INVALID', 'Another OAuth app is this client already. Change that one.', {
        field: 'clientId',
        fields: ['clientId'],
      });
    throw error;
  });
}
