import { and, eq } from 'drizzle-orm';
import { read, type ReadDb, type Tx } from '#db/client.ts';
import { databaseNow } from '#db/now.ts';
import { credentials } from '#db/schema/credentials.ts';
import { grants, oauthApps } from '#db/schema/oauth.ts';
import { ofItsCredential } from '#lib/app-grants/queries.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { compareScopes, takenBackCode } from '#lib/grant-rows/model.ts';
import { ofHolder } from '#lib/holders/queries.ts';
import { canRefresh, isLeased } from '#lib/leases/model.ts';
import { findSeen, ofGrant, placeOf } from '#lib/leases/queries.ts';
import { reconnectNeeded } from './model.ts';
import type { GrantDto } from './schema.ts';

/** How the tokens of a credential are kept alive. Null: there are none. */
export async function describeGrant(ctx: WorkspaceCtx, credentialId: string): Promise<GrantDto | null> {
  authorise(ctx, 'credential.read');
  const [row] = await read()
    .select({ grant: grants, appName: oauthApps.name, now: databaseNow })
    .from(grants)
    .innerJoin(credentials, and(ofItsCredential, eq(credentials.version, grants.version)))
    .leftJoin(oauthApps, and(eq(oauthApps.tenantId, grants.tenantId), eq(oauthApps.id, grants.appId)))
    .where(and(ofGrant(placeOf(ctx, credentialId)), ofHolder(ctx)));
  if (!row) return null;
  const { grant, appName, now } = row;
  return {
    grantType: grant.grantType,
    appId: grant.appId,
    appName,
    clientId: grant.clientId,
    state: grant.state,
    isRefreshing: isLeased(grant, now),
    canRefresh: canRefresh(grant),
    accessExpiresAt: grant.accessExpiresAt,
    refreshExpiresAt: grant.refreshExpiresAt,
    refreshDueAt: grant.refreshDueAt,
    refreshedAt: grant.refreshedAt,
    scopesAsked: grant.scopesAsked,
    scopesGranted: grant.scopesGranted,
    scopesMissing: compareScopes(grant.scopesAsked, grant.scopesGranted).missing,
    failingSince: grant.failingSince,
    failureClass: grant.failureClass,
    failureMessage: grant.failureMessage,
    failureFix: grant.failureFix,
    attempts: grant.attempts,
    warning: grant.warning,
  };
}

/** Which set of tokens a credential has now; goes up with each refresh and each version. Null: it has none. */
export async function findGeneration(ctx: WorkspaceCtx, credentialId: string): Promise<number | null> {
  const [row] = await read()
    .select({ generation: grants.generation })
    .from(grants)
    .where(ofGrant(placeOf(ctx, credentialId)));
  return row?.generation ?? null;
}

/** Whether somebody took back what that version of a credential holds. */
export async function isTakenBack(
  db: ReadDb | Tx,
  ctx: WorkspaceCtx,
  { credentialId, version }: { readonly credentialId: string; readonly version: number },
): Promise<boolean> {
  const [row] = await db
    .select({ failureCode: grants.failureCode })
    .from(grants)
    .where(and(ofGrant(placeOf(ctx, credentialId)), eq(grants.version, version)));
  return row?.failureCode === takenBackCode;
}

/**
 * Before saved tokens are carried on into another version: of what somebody took back nothing is.
 * @throws AppError OAU-301
 */
export async function refuseTakenBack(
  ctx: WorkspaceCtx,
  { id, version }: { readonly id: string; readonly version: number },
): Promise<void> {
  const seen = await findSeen(placeOf(ctx, id));
  if (seen?.grant.version === version && seen.grant.failureCode === takenBackCode) throw reconnectNeeded(seen);
}
