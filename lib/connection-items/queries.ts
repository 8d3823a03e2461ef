import { and, eq, isNotNull } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { inList } from '#db/in-list.ts';
import { databaseNow } from '#db/now.ts';
import { connections } from '#db/schema/connections.ts';
import { consumers } from '#db/schema/consumers.ts';
import { credentials, credentialVersions } from '#db/schema/credentials.ts';
import { grants, oauthApps } from '#db/schema/oauth.ts';
import { workspaces } from '#db/schema/tenants.ts';
import { systemClock } from '#lib/clock.ts';
import { ofConsumers } from '#lib/consumers/queries.ts';
import { live, ofWorkspace } from '#lib/credentials/queries.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { isAppError, notFound } from '#lib/errors.ts';
import { takenBackCode, type GrantRow } from '#lib/grant-rows/model.ts';
import { itsConnection, itsGrant } from '#lib/holders/queries.ts';
import { withoutTokens } from '#lib/versions/model.ts';
import { ofCurrentVersion, openSealed, sealedColumns, type SealedRow } from '#lib/versions/queries.ts';
import type { Current, Surroundings } from './model.ts';

/** What a connection is read as, by whoever compares it and by whoever tells of it. */
export const connectionColumns = {
  id: credentials.id,
  connectionKey: credentials.connectionKey,
  component: credentials.component,
  authType: credentials.authType,
  settings: credentials.settings,
  state: credentials.state,
  enabled: connections.enabled,
  metadata: connections.metadata,
  configuration: connections.configuration,
};

/** In a WHERE that has the credentials in it: those of this workspace that are connections. */
export const ofConnections = (ctx: WorkspaceCtx) => and(ofWorkspace(ctx), live, isNotNull(credentials.connectionKey));

/** What names a connection in a workspace: its consumer, as the tenant's product calls them, and its key. */
export interface Named {
  readonly consumer: string;
  readonly connectionKey: string;
}

export const keyOf = ({ consumer, connectionKey }: Named): string => JSON.stringify([consumer, connectionKey]);

/** Those of them that are here, with their secrets in clear: for the server alone. */
export async function openCurrents(ctx: WorkspaceCtx, wanted: readonly Named[]): Promise<ReadonlyMap<string, Current>> {
  const keys = new Set(wanted.map(keyOf));
  const rows = (await selectRows(ctx, wanted)).filter((row) => keys.has(keyOf(row)));
  const found = new Map<string, Current>();
  for (const { sealed, grantState, accessExpiresAt, failureCode, now, ...row } of rows) {
    const isTakenBack = failureCode === takenBackCode;
    // A token may outlive its grant: it is newer than those it came from.
    const hasEnded = isTakenBack || (grantState === 'reconnect' && (accessExpiresAt ?? Infinity) <= now);
    const opened = sealed && (await openOrNull(sealed));
    // What was taken back is removed a moment later: already before that nothing knows it again or carries it on.
    const left = opened && isTakenBack ? { ...opened, secret: withoutTokens(opened.secret) } : opened;
    found.set(keyOf(row), { ...row, hasEnded, opened: left });
  }
  return found;
}

interface Row extends Omit<Current, 'opened' | 'hasEnded'> {
  readonly sealed: SealedRow | null;
  readonly grantState: GrantRow['state'] | null;
  readonly accessExpiresAt: number | null;
  readonly failureCode: string | null;
  readonly now: number;
}

async function selectRows(ctx: WorkspaceCtx, wanted: readonly Named[]): Promise<Row[]> {
  // Found apart: a database that knows nothing yet of how many there are would look at each with each.
  const ids = await findConsumerIds(ctx, [...new Set(wanted.map((one) => one.consumer))]);
  if (ids.size === 0) return [];
  const names = new Map([...ids].map(([externalId, id]) => [id, externalId]));
  const rows = await read()
    .select({
      ...connectionColumns,
      name: credentials.name,
      consumerId: credentials.consumerId,
      audience: credentials.audience,
      version: credentials.version,
      revision: credentials.revision,
      importHash: connections.importHash,
      generation: grants.generation,
      grantState: grants.state,
      accessExpiresAt: grants.accessExpiresAt,
      now: databaseNow,
      failureCode: grants.failureCode,
      refreshedAt: grants.refreshedAt,
      sealed: sealedColumns,
    })
    .from(credentials)
    .leftJoin(credentialVersions, ofCurrentVersion)
    .leftJoin(connections, itsConnection)
    .leftJoin(grants, itsGrant)
    .where(
      and(
        ofConnections(ctx),
        inList(credentials.consumerId, [...ids.values()]),
        inList(credentials.connectionKey, [...new Set(wanted.map((one) => one.connectionKey))]),
      ),
    );
  return rows.map(({ consumerId, ...row }) => ({
    ...row,
    consumer: names.get(consumerId ?? '') ?? '',
    // A damaged document is read as nothing.
    settings: row.settings ?? {},
    audience: row.audience ?? [],
    connectionKey: row.connectionKey ?? '',
    enabled: row.enabled ?? true,
    metadata: row.metadata ?? {},
    configuration: row.configuration ?? [],
  }));
}

const openOrNull = (sealed: SealedRow) =>
  openSealed(sealed).catch((error: unknown) => {
    if (isAppError(error, 'UNREADABLE')) return null;
    throw error;
  });

/** What items are read beside: the clock, the environment of the workspace, the OAuth apps of the tenant. */
export async function findSurroundings(ctx: WorkspaceCtx): Promise<Surroundings> {
  const [[workspace], apps] = await Promise.all([
    read()
      .select({ environment: workspaces.environment })
      .from(workspaces)
      .where(and(eq(workspaces.tenantId, ctx.tenantId), eq(workspaces.id, ctx.workspaceId))),
    read()
      .select({
        component: oauthApps.component,
        environment: oauthApps.environment,
        clientId: oauthApps.clientId,
        audience: oauthApps.audience,
      })
      .from(oauthApps)
      .where(eq(oauthApps.tenantId, ctx.tenantId)),
  ]);
  if (!workspace) throw notFound('This workspace');
  return { now: systemClock(), environment: workspace.environment, apps };
}

/** Our ids of the consumers that are here already, by what the tenant's product calls them. */
export async function findConsumerIds(ctx: WorkspaceCtx, externalIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await read()
    .select({ id: consumers.id, externalId: consumers.externalId })
    .from(consumers)
    .where(and(ofConsumers(ctx), inList(consumers.externalId, [...new Set(externalIds)])));
  return new Map(rows.map((row) => [row.externalId, row.id]));
}
