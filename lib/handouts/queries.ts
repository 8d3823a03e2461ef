import { and, eq, gt, isNull, or, type SQL } from 'drizzle-orm';
import type { ReadDb, Tx } from '#db/client.ts';
import { databaseNow } from '#db/now.ts';
import { given, prepared } from '#db/prepared.ts';
import { apiKeys } from '#db/schema/api-keys.ts';
import { connections } from '#db/schema/connections.ts';
import { credentials, credentialVersions } from '#db/schema/credentials.ts';
import { grants } from '#db/schema/oauth.ts';
import { tenantKeys } from '#db/schema/tenants.ts';
import { ofKeys } from '#lib/api-keys/queries.ts';
import { findConsumer } from '#lib/consumers/queries.ts';
import { live, ofWorkspace } from '#lib/credentials/queries.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { AppError, notFound } from '#lib/errors.ts';
import { itsConnection, itsGrant } from '#lib/holders/queries.ts';
import { isStorable } from '#lib/names.ts';
import { ofCurrentVersion } from '#lib/versions/queries.ts';
import type { Asked } from './schema.ts';

/** All that a handout of a living token needs, at one moment: what follows from it asks nothing more. */
const selectUsable = (db: ReadDb, asked: SQL, isOfConsumer: boolean) =>
  db
    .select({
      id: credentials.id,
      name: credentials.name,
      component: credentials.component,
      authType: credentials.authType,
      version: credentials.version,
      state: credentials.state,
      expiresAt: credentials.expiresAt,
      /** Null: it is no connection. */
      isOn: connections.enabled,
      /** Null: its current version has no grant. */
      tokensAt: grants.tokensAt,
      accessExpiresAt: grants.accessExpiresAt,
      versionId: credentialVersions.versionId,
      audience: credentialVersions.audience,
      savedAt: credentialVersions.savedAt,
      sealed: credentialVersions.sealed,
      /** What the audit row is signed with. */
      keyId: tenantKeys.keyId,
      now: databaseNow,
    })
    .from(credentials)
    .innerJoin(credentialVersions, ofCurrentVersion)
    // The flag is bare, as a bound `true` would have the join planned anew.
    .innerJoin(tenantKeys, and(eq(tenantKeys.tenantId, credentials.tenantId), tenantKeys.isCurrent))
    .leftJoin(connections, itsConnection)
    .leftJoin(grants, itsGrant)
    .where(
      and(
        eq(credentials.tenantId, given('tenantId')),
        eq(credentials.workspaceId, given('workspaceId')),
        isNull(credentials.deletedAt),
        asked,
        isOfConsumer ? eq(credentials.consumerId, given('consumerId')) : undefined,
      ),
    );

export type Usable = Awaited<ReturnType<typeof selectUsable>>[number];

/** For whoever sees the workspace, and for whoever sees one consumer's alone. */
const lookup = (name: string, asked: SQL) => ({
  anybodys: prepared(`handout_by_${name}`, (db) => selectUsable(db, asked, false)),
  consumers: prepared(`handout_by_${name}_of_consumer`, (db) => selectUsable(db, asked, true)),
});

const lookups = {
  id: lookup('id', eq(credentials.id, given('key'))),
  identifier: lookup('identifier', eq(credentials.identifier, given('key'))),
  connection: lookup('connection', eq(credentials.connectionKey, given('key'))),
};

/**
 * The credential that is asked for, not in the trash, inside of what the key may see.
 * @throws AppError NOT_FOUND; CONSUMER_REQUIRED for a connection of nobody
 */
export async function requireUsable(ctx: WorkspaceCtx, asked: Asked): Promise<Usable> {
  const { tenantId, workspaceId } = ctx;
  const consumerId = 'connection' in asked ? await consumerOf(ctx, asked.consumer) : (ctx.limits?.consumerId ?? null);
  const [kind, key] = keyOf(asked);
  if (!isStorable(key)) throw notFound('This credential');
  const [row] =
    consumerId === null
      ? await lookups[kind].anybodys({ tenantId, workspaceId, key })
      : await lookups[kind].consumers({ tenantId, workspaceId, key, consumerId });
  if (!row) throw notFound('This credential');
  return row;
}

/** The same once more, in the transaction that hands it out: what may keep it back can be another by now. */
export async function requireStill(tx: Tx, ctx: WorkspaceCtx, id: string) {
  const [row] = await tx
    .select({ name: credentials.name, state: credentials.state, isOn: connections.enabled, grant: grants })
    .from(credentials)
    .leftJoin(connections, itsConnection)
    .leftJoin(grants, itsGrant)
    .where(and(ofWorkspace(ctx), live, eq(credentials.id, id)));
  if (!row) throw notFound('This credential');
  return row;
}

/** A key that was revoked, or ended, since its request began is given nothing any more. */
export async function refuseEndedKey(tx: Tx, ctx: WorkspaceCtx, now: number): Promise<void> {
  if (ctx.actor.kind !== 'key') return;
  const isLive = and(isNull(apiKeys.revokedAt), or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now)));
  if ((await tx.$count(apiKeys, and(ofKeys(ctx), eq(apiKeys.id, ctx.actor.id), isLive))) > 0) return;
  throw new AppError('KEY_REFUSED', 'This key is not valid here any more. It has been revoked, or is over.');
}

function keyOf(asked: Asked): readonly [kind: keyof typeof lookups, key: string] {
  if ('id' in asked) return ['id', asked.id];
  return 'identifier' in asked ? ['identifier', asked.identifier] : ['connection', asked.connection];
}

async function consumerOf(ctx: WorkspaceCtx, externalId: string | null): Promise<string> {
  if (externalId !== null) {
    const consumer = await findConsumer(ctx, externalId);
    if (!consumer) throw notFound('This consumer');
    return consumer.id;
  }
  const own = ctx.limits?.consumerId ?? null;
  if (own === null) throw new AppError('CONSUMER_REQUIRED', 'Say whose connection it is.', { field: 'consumer' });
  return own;
}
