import { and, asc, eq, gt, isNull, type SQL } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { grants, oauthApps } from '#db/schema/oauth.ts';
import { ofItsCredential } from '#lib/app-grants/queries.ts';
import { findComponent } from '#lib/catalog/catalog.ts';
import { findMethod } from '#lib/catalog/schema.ts';
import { systemClock } from '#lib/clock.ts';
import { shownState } from '#lib/credentials/model.ts';
import { live, ofWorkspace } from '#lib/credentials/queries.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { notFound } from '#lib/errors.ts';
import { environmentId } from '#lib/environments/model.ts';
import { isStorable } from '#lib/names.ts';
import { userDataOf } from './model.ts';
import type { AuthenticationDto, AuthenticationPage } from './schema.ts';

/** Those of the consumer a token is of; for a key the tenant's own alone, never an end user's. */
const ofOwner = (ctx: WorkspaceCtx) =>
  and(ofWorkspace(ctx), live, ctx.limits?.consumerId ? undefined : isNull(credentials.consumerId));

const select = (where: SQL | undefined) =>
  read()
    .select({
      id: credentials.id,
      name: credentials.name,
      component: credentials.component,
      authType: credentials.authType,
      settings: credentials.settings,
      state: credentials.state,
      expiresAt: credentials.expiresAt,
      scopes: grants.scopesAsked,
      isRefreshable: grants.isRefreshable,
      app: { id: oauthApps.id, name: oauthApps.name },
    })
    .from(credentials)
    .leftJoin(grants, and(ofItsCredential, eq(credentials.version, grants.version)))
    .leftJoin(oauthApps, and(eq(oauthApps.tenantId, grants.tenantId), eq(oauthApps.id, grants.appId)))
    .where(where);

export type AuthenticationRow = Awaited<ReturnType<typeof select>>[number];

/** In the order in which they came. */
export async function listAuthentications(
  ctx: WorkspaceCtx,
  { after, limit }: { after: string | null; limit: number },
): Promise<AuthenticationPage> {
  authorise(ctx, 'credential.read');
  const rows = await select(and(ofOwner(ctx), after === null ? undefined : gt(credentials.id, after)))
    .orderBy(asc(credentials.id))
    .limit(limit + 1);
  return { rows: rows.slice(0, limit).map((row) => authenticationDto(ctx, row)), hasNext: rows.length > limit };
}

export async function getAuthentication(ctx: WorkspaceCtx, id: string): Promise<AuthenticationDto> {
  authorise(ctx, 'credential.read');
  return authenticationDto(ctx, await requireAuthentication(ctx, id));
}

/** For commands. Not there, in the trash, or another's: NOT_FOUND. */
export async function requireAuthentication(ctx: WorkspaceCtx, id: string): Promise<AuthenticationRow> {
  if (!isStorable(id)) throw notFound('This authentication');
  const [row] = await select(and(ofOwner(ctx), eq(credentials.id, id)));
  if (!row) throw notFound('This authentication');
  return row;
}

export function authenticationDto(ctx: WorkspaceCtx, row: AuthenticationRow): AuthenticationDto {
  const { id, name, component, authType } = row;
  const app = row.app?.id ? row.app : null;
  return {
    id,
    name,
    component,
    authType,
    environmentId: environmentId(ctx, { component, authType, appId: app?.id ?? null }),
    environmentTitle: app?.name ?? titleOf(row),
    scopes: row.scopes ?? [],
    // A damaged document is read as nothing, and the state says so.
    userData: userDataOf(row, row.settings ?? {}),
    state: row.settings === null ? 'unreadable' : shownState(row.state, row.expiresAt, systemClock()),
  };
}

function titleOf({ component, authType }: AuthenticationRow): string | null {
  const entry = findComponent(component);
  return (entry && 'authMethods' in entry && findMethod(entry, authType)?.label) || null;
}
