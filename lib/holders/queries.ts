import { and, eq } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { connections } from '#db/schema/connections.ts';
import { consumers } from '#db/schema/consumers.ts';
import { credentials } from '#db/schema/credentials.ts';
import { grants } from '#db/schema/oauth.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { notFound } from '#lib/errors.ts';

/** In a WHERE that has the credentials in it: for a consumer's own token, what is theirs. */
export const ofHolder = (ctx: WorkspaceCtx) =>
  ctx.limits?.consumerId ? eq(credentials.consumerId, ctx.limits.consumerId) : undefined;

/**
 * For what lies beside a credential and is asked for by its id alone.
 * @throws AppError NOT_FOUND when a consumer's own token asks for what is not theirs, as for what is not here
 */
export async function requireHeld(ctx: WorkspaceCtx, credentialId: string): Promise<void> {
  const theirs = ofHolder(ctx);
  if (!theirs) return;
  const one = and(
    eq(credentials.tenantId, ctx.tenantId),
    eq(credentials.workspaceId, ctx.workspaceId),
    eq(credentials.id, credentialId),
    theirs,
  );
  if ((await read().$count(credentials, one)) === 0) throw notFound('This credential');
}

/** The consumer a credential is of; beside the tenant's own there is none. */
export const itsConsumer = and(
  eq(consumers.tenantId, credentials.tenantId),
  eq(consumers.workspaceId, credentials.workspaceId),
  eq(consumers.id, credentials.consumerId),
);

/** What is kept of a credential that other software knows as a connection. */
export const itsConnection = and(
  eq(connections.tenantId, credentials.tenantId),
  eq(connections.workspaceId, credentials.workspaceId),
  eq(connections.credentialId, credentials.id),
);

/** Of its current version: the tokens of an older one are nobody's. */
export const itsGrant = and(
  eq(grants.tenantId, credentials.tenantId),
  eq(grants.workspaceId, credentials.workspaceId),
  eq(grants.credentialId, credentials.id),
  eq(grants.version, credentials.version),
);
