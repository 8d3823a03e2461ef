import { and, asc, eq } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { connections } from '#db/schema/connections.ts';
import { consumers } from '#db/schema/consumers.ts';
import { credentials } from '#db/schema/credentials.ts';
import { grants, oauthApps } from '#db/schema/oauth.ts';
import { systemClock } from '#lib/clock.ts';
import { connectionColumns, ofConnections } from '#lib/connection-items/queries.ts';
import { listConnectors, requireConnector } from '#lib/connectors/queries.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError, isAppError, notFound } from '#lib/errors.ts';
import { itsConnection, itsConsumer, itsGrant } from '#lib/holders/queries.ts';
import { isStorable } from '#lib/names.ts';
import { connectionDto, type Seeing } from './model.ts';
import type { ConnectionDto, ConnectionPlace } from './schema.ts';

const columns = {
  ...connectionColumns,
  consumer: consumers.externalId,
  createdAt: credentials.createdAt,
  updatedAt: credentials.updatedAt,
  grant: {
    grantType: grants.grantType,
    state: grants.state,
    appId: grants.appId,
    isRefreshable: grants.isRefreshable,
    accessExpiresAt: grants.accessExpiresAt,
    failingSince: grants.failingSince,
    failureClass: grants.failureClass,
    eraseDueAt: grants.eraseDueAt,
  },
};

/** Of one consumer, or of theirs one: in the order in which they came. */
const selectRows = (ctx: WorkspaceCtx, { consumer, key }: { consumer: string; key?: string }) =>
  read()
    .select(columns)
    .from(credentials)
    .innerJoin(consumers, itsConsumer)
    .leftJoin(connections, itsConnection)
    .leftJoin(grants, itsGrant)
    .where(
      and(
        ofConnections(ctx),
        eq(consumers.externalId, consumer),
        key === undefined ? undefined : eq(credentials.connectionKey, key),
      ),
    )
    .orderBy(asc(credentials.createdAt), asc(credentials.id));

async function seeingOf({ tenantId }: WorkspaceCtx, consumer: string | null): Promise<Seeing> {
  const apps = await read()
    .selectDistinct({ component: oauthApps.component })
    .from(oauthApps)
    .where(eq(oauthApps.tenantId, tenantId));
  return { now: systemClock(), consumer, ready: new Set(apps.map((one) => one.component)) };
}

export interface ConnectionFilter {
  /** Null: the connectors alone. */
  readonly consumer: string | null;
  readonly unifiedApi?: string | null;
  /** Those that something is saved of, or the others. */
  readonly configured?: boolean | null;
}

/** What a consumer has, and the connectors they have nothing of. */
export async function listConnections(ctx: WorkspaceCtx, filter: ConnectionFilter): Promise<ConnectionDto[]> {
  authorise(ctx, 'credential.read');
  const { consumer, unifiedApi, configured } = filter;
  const seeing = await seeingOf(ctx, consumer);
  const rows = consumer === null || !isStorable(consumer) ? [] : await selectRows(ctx, { consumer });
  const own = rows.flatMap((row) => {
    const connector = connectorOf(row.connectionKey ?? '');
    return (connector && connectionDto(connector, row, seeing)) ?? [];
  });
  const taken = new Set(own.map((one) => one.connectionKey));
  const others = listConnectors().flatMap((connector) =>
    taken.has(connector.connectionKey) ? [] : (connectionDto(connector, null, seeing) ?? []),
  );
  return [...own, ...others].filter(
    (one) =>
      (unifiedApi ?? one.unifiedApi) === one.unifiedApi &&
      (configured ?? one.credentialId !== null) === (one.credentialId !== null),
  );
}

/** A connector that is not in the catalogue any more spoils its own row alone. */
function connectorOf(connectionKey: string) {
  const [unifiedApi = '', serviceId = ''] = connectionKey.split('+');
  try {
    return requireConnector(unifiedApi, serviceId);
  } catch (error) {
    if (isAppError(error)) return null;
    throw error;
  }
}

/** @throws AppError CONNECTOR_UNKNOWN; INPUT_INVALID for a family nobody knows */
export async function getConnection(ctx: WorkspaceCtx, place: ConnectionPlace): Promise<ConnectionDto> {
  authorise(ctx, 'credential.read');
  return describeConnection(ctx, place);
}

/** The same for whoever has just changed it, and may read no other. */
export async function describeConnection(ctx: WorkspaceCtx, place: ConnectionPlace): Promise<ConnectionDto> {
  const connector = requireConnector(place.unifiedApi, place.serviceId);
  const { consumer } = place;
  const seeing = await seeingOf(ctx, consumer);
  const [row] = isStorable(consumer) ? await selectRows(ctx, { consumer, key: connector.connectionKey }) : [];
  const dto = connectionDto(connector, row ?? null, seeing);
  if (!dto) throw notFound('This connector');
  return dto;
}

/** What is saved of it, for commands. Nothing: NOT_FOUND, which says of what, as some clients have a name for it. */
export async function requireConnection(ctx: WorkspaceCtx, place: ConnectionPlace) {
  const { connectionKey } = requireConnector(place.unifiedApi, place.serviceId);
  const { consumer } = place;
  const [row] = isStorable(consumer) ? await selectRows(ctx, { consumer, key: connectionKey }) : [];
  if (!row) throw new AppError('NOT_FOUND', 'This connection is not here.', { what: 'connection' });
  return row;
}
