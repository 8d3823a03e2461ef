import { and, asc, eq, inArray } from 'drizzle-orm';
import { read, type ReadDb, type Tx } from '#db/client.ts';
import { oauthApps } from '#db/schema/oauth.ts';
import { hostOf } from '#lib/app-grants/model.ts';
import { getComponent, listComponents } from '#lib/catalog/catalog.ts';
import { formOf } from '#lib/catalog/form.ts';
import { authorise, type Ctx } from '#lib/ctx.ts';
import { AppError, isAppError, notFound } from '#lib/errors.ts';
import { keyring } from '#lib/keys/queries.ts';
import { isStorable } from '#lib/names.ts';
import { providerOf } from '#lib/oauth/provider.ts';
import type { Provider } from '#lib/oauth/schema.ts';
import { open } from '#lib/vault/seal.ts';
import { bindingOf, findRules, redirectUri, vaultRedirectUri } from './model.ts';
import type { OauthAppDetail, OauthAppDto, OauthComponent, OauthSetup } from './schema.ts';

const listColumns = {
  id: oauthApps.id,
  component: oauthApps.component,
  name: oauthApps.name,
  environment: oauthApps.environment,
  clientId: oauthApps.clientId,
  secretSavedAt: oauthApps.secretSavedAt,
  scopes: oauthApps.scopes,
  revision: oauthApps.revision,
};

/** Those of the tenant, or of one component, by component and name: there are at most `oauthAppsMax`. */
export async function listOauthApps(ctx: Ctx, filter: { component?: string } = {}): Promise<readonly OauthAppDto[]> {
  authorise(ctx, 'oauth_app.read');
  const { component } = filter;
  if (component !== undefined && !isStorable(component)) return [];
  return read()
    .select(listColumns)
    .from(oauthApps)
    .where(
      and(
        eq(oauthApps.tenantId, ctx.tenantId),
        component === undefined ? undefined : eq(oauthApps.component, component),
      ),
    )
    .orderBy(asc(oauthApps.component), asc(oauthApps.nameKey));
}

/** One app; its client secret stays sealed. */
export async function getOauthApp(ctx: Ctx, id: string): Promise<OauthAppDetail> {
  authorise(ctx, 'oauth_app.read');
  const row = await requireApp(ctx, id);
  return {
    id: row.id,
    component: row.component,
    name: row.name,
    environment: row.environment,
    clientId: row.clientId,
    secretSavedAt: row.secretSavedAt,
    scopes: row.scopes,
    revision: row.revision,
    settings: row.settings,
    params: row.params,
    lifeSeconds: row.lifeSeconds,
    graceSeconds: row.graceSeconds,
    audience: row.audience,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

export type OauthAppRow = typeof oauthApps.$inferSelect;

/** The whole row, for commands. Not of this tenant: NOT_FOUND. */
export async function requireApp(
  { tenantId }: { readonly tenantId: string },
  id: string,
  db: ReadDb | Tx = read(),
): Promise<OauthAppRow> {
  if (!isStorable(id)) throw notFound('This OAuth app');
  const [row] = await db
    .select()
    .from(oauthApps)
    .where(and(eq(oauthApps.tenantId, tenantId), eq(oauthApps.id, id)));
  if (!row) throw notFound('This OAuth app');
  return row;
}

export interface OpenedOauthApp {
  readonly app: Omit<OauthAppRow, 'clientSecret'>;
  readonly client: { readonly clientId: string; readonly clientSecret: string | null };
  readonly provider: Provider;
}

/**
 * An app with its client secret in clear, for the server alone.
 * @throws AppError NOT_FOUND; UNREADABLE where the seal of the client secret does not hold; CAT-102 or NOT_FOUND where its
 *   component is not in the catalogue any more
 */
export async function openOauthApp(ctx: { readonly tenantId: string }, id: string): Promise<OpenedOauthApp> {
  const { clientSecret: sealed, ...app } = await requireApp(ctx, id);
  const provider = providerOf(getComponent(app.component), app);
  const clientSecret = sealed === null ? null : await openSecret(app, sealed);
  return { app, client: { clientId: app.clientId, clientSecret }, provider };
}

async function openSecret(app: Omit<OauthAppRow, 'clientSecret'>, sealed: Buffer): Promise<string> {
  try {
    return (await open(await keyring(), bindingOf(app), sealed)).toString('utf8');
  } catch (cause) {
    if (!isAppError(cause, 'UNREADABLE')) throw cause;
    const message = `The client secret of ${app.name} cannot be read: its seal does not hold. Type it again.`;
    throw new AppError('UNREADABLE', message, {}, { cause });
  }
}

export interface AppOfClient {
  readonly id: string;
  readonly name: string;
  /** What limits and pauses of its token endpoint are by. */
  readonly host: string;
  /** Of an access token where the provider does not say. Null: as the manifest says. */
  readonly lifeSeconds: number | null;
}

/**
 * The app that refreshes what was given to a client: its token endpoint is one the credential's secret may go to. Null
 * where this tenant has none. Two servers of the generic component may both know a client of that name.
 */
export async function findAppByClient(
  db: ReadDb | Tx,
  of: {
    readonly tenantId: string;
    readonly component: string;
    readonly clientId: string;
    readonly audience: readonly string[];
  },
): Promise<AppOfClient | null> {
  if (of.audience.length === 0) return null;
  const [row] = await db
    .select({
      id: oauthApps.id,
      name: oauthApps.name,
      tokenOrigin: oauthApps.tokenOrigin,
      lifeSeconds: oauthApps.lifeSeconds,
    })
    .from(oauthApps)
    .where(
      and(
        eq(oauthApps.tenantId, of.tenantId),
        eq(oauthApps.component, of.component),
        eq(oauthApps.clientId, of.clientId),
        inArray(oauthApps.tokenOrigin, [...of.audience]),
      ),
    )
    .limit(1);
  if (!row) return null;
  const { tokenOrigin, ...app } = row;
  return { ...app, host: hostOf({ ...of, tokenOrigin }) };
}

/**
 * Where tokens of a client may go beside their API, where nobody has said: to the endpoints of the one app of this tenant
 * that is this client. Empty: there is none, or more than one.
 */
export async function endpointsOfClient(of: {
  readonly tenantId: string;
  readonly component: string;
  readonly clientId: string;
}): Promise<readonly string[]> {
  const apps = await read()
    .select({ audience: oauthApps.audience })
    .from(oauthApps)
    .where(
      and(
        eq(oauthApps.tenantId, of.tenantId),
        eq(oauthApps.component, of.component),
        eq(oauthApps.clientId, of.clientId),
      ),
    )
    .limit(2);
  return apps.length === 1 ? (apps[0]?.audience ?? []) : [];
}

/** What a client is registered with, whichever provider it is of. */
export const describeSetup = (tenantId: string): OauthSetup => ({
  redirectUri: redirectUri(tenantId),
  vaultRedirectUri: vaultRedirectUri(tenantId),
  components: listOauthComponents(),
});

/** The components of the catalogue that one can be a client of. */
function listOauthComponents(): readonly OauthComponent[] {
  return listComponents().flatMap((entry) => {
    const rules = 'broken' in entry ? null : findRules(entry);
    if ('broken' in entry || !rules) return [];
    const { authMethods, ...app } = formOf(entry);
    const oauth = authMethods.find((one) => one.oauth !== null)?.oauth;
    if (!oauth) return [];
    return {
      id: app.id,
      name: app.name,
      category: app.category,
      icon: app.icon,
      fields: oauth.appFields,
      scopes: oauth.scopes,
      hasRedirect: oauth.grants.includes('authorization_code'),
      canDiscover: oauth.canDiscover,
      lifeSeconds: rules.lifeSeconds,
      rotates: rules.refresh.rotates,
      graceSeconds: rules.refresh.graceSeconds,
      helpUrl: oauth.helpUrl ?? app.helpUrl,
      redirectHint: oauth.redirectHint,
    };
  });
}
