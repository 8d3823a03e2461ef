import { and, asc, eq } from 'drizzle-orm';
import { read, type ReadDb } from '#db/client.ts';
import { webhookEndpoints } from '#db/schema/webhooks.ts';
import { systemClock } from '#lib/clock.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { notFound } from '#lib/errors.ts';
import { keyring } from '#lib/keys/queries.ts';
import { open } from '#lib/vault/seal.ts';
import { endpointDto, secretBinding, type EndpointRow } from './model.ts';
import { endpointsMax, type EndpointDto } from './schema.ts';

export const ofEndpoint = (place: { tenantId: string; workspaceId: string }, id: string) =>
  and(
    eq(webhookEndpoints.tenantId, place.tenantId),
    eq(webhookEndpoints.workspaceId, place.workspaceId),
    eq(webhookEndpoints.id, id),
  );

const shownColumns = {
  id: webhookEndpoints.id,
  url: webhookEndpoints.url,
  description: webhookEndpoints.description,
  form: webhookEndpoints.form,
  types: webhookEndpoints.types,
  disabledAt: webhookEndpoints.disabledAt,
  disabledBecause: webhookEndpoints.disabledBecause,
  failingSince: webhookEndpoints.failingSince,
  pausedUntil: webhookEndpoints.pausedUntil,
  formerUntil: webhookEndpoints.formerUntil,
  createdAt: webhookEndpoints.createdAt,
  createdBy: webhookEndpoints.createdBy,
  updatedAt: webhookEndpoints.updatedAt,
  revision: webhookEndpoints.revision,
};

/** All of them, oldest first: there are at most `endpointsMax`. */
export async function listEndpoints(ctx: WorkspaceCtx): Promise<readonly EndpointDto[]> {
  authorise(ctx, 'webhook.read');
  const rows = await read()
    .select(shownColumns)
    .from(webhookEndpoints)
    .where(and(eq(webhookEndpoints.tenantId, ctx.tenantId), eq(webhookEndpoints.workspaceId, ctx.workspaceId)))
    .orderBy(asc(webhookEndpoints.id))
    .limit(endpointsMax);
  const now = systemClock();
  return rows.map((row) => endpointDto(row, now));
}

export async function getEndpoint(ctx: WorkspaceCtx, id: string): Promise<EndpointDto> {
  authorise(ctx, 'webhook.read');
  const [row] = await read().select(shownColumns).from(webhookEndpoints).where(ofEndpoint(ctx, id));
  if (!row) throw notFound('This webhook');
  return endpointDto(row, systemClock());
}

/** The whole row, sealed secrets included: for the server alone. */
export async function requireEndpoint(ctx: WorkspaceCtx, id: string, db: ReadDb = read()): Promise<EndpointRow> {
  const [row] = await db.select().from(webhookEndpoints).where(ofEndpoint(ctx, id));
  if (!row) throw notFound('This webhook');
  return row;
}

type SecretColumns = 'tenantId' | 'workspaceId' | 'id' | 'secret' | 'secretVersion' | 'formerSecret' | 'formerUntil';

/**
 * The secrets an endpoint's messages are signed with now: the current one, then the former one while it is valid.
 * @throws AppError UNREADABLE when a seal does not hold
 */
export async function openSecrets(row: Pick<EndpointRow, SecretColumns>, now: number): Promise<[string, ...string[]]> {
  const ring = await keyring();
  const opened = async (sealed: Buffer, version: number): Promise<string> =>
    (await open(ring, secretBinding(row, version), sealed)).toString('utf8');
  const current = await opened(row.secret, row.secretVersion);
  const { formerSecret, formerUntil } = row;
  if (formerSecret === null || formerUntil === null || formerUntil <= now) return [current];
  return [current, await opened(formerSecret, row.secretVersion - 1)];
}
