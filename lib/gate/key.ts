import { and, eq, gt, isNull, or, sql, type SQL } from 'drizzle-orm';
import { transact, type ReadDb } from '#db/client.ts';
import { given, prepared } from '#db/prepared.ts';
import { apiKeys } from '#db/schema/api-keys.ts';
import { consumers } from '#db/schema/consumers.ts';
import { tenants, workspaces } from '#db/schema/tenants.ts';
import { keyRole, permissionsOfScopes } from '#lib/access.ts';
import { isApiToken, tokenHash, type KeyKind, type SessionSettings } from '#lib/api-keys/model.ts';
import { minuteMs, systemClock } from '#lib/clock.ts';
import { mintCtx, type Limits, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError, notFound } from '#lib/errors.ts';

/** What is known of a request of a program before its key is looked at. */
export interface ApiFacts {
  readonly requestId: string;
  readonly address: string;
}

/** A program's request, inside the workspace of its key. */
export interface KeyCtx extends WorkspaceCtx {
  readonly limits: Limits;
  readonly key: {
    readonly id: string;
    readonly kind: KeyKind;
    readonly settings: SessionSettings;
    /** Of a user or session token: as the tenant's product calls its consumer. */
    readonly externalId: string | null;
  };
}

const consumerOfKey = and(
  eq(consumers.tenantId, apiKeys.tenantId),
  eq(consumers.workspaceId, apiKeys.workspaceId),
  eq(consumers.id, apiKeys.consumerId),
);
const workspaceOfKey = and(eq(workspaces.tenantId, apiKeys.tenantId), eq(workspaces.id, apiKeys.workspaceId));

/** A key is looked up by its hash at every request, so what ends it ends it everywhere at once. */
const selectKey = (db: ReadDb, which: SQL | undefined) =>
  db
    .select({
      id: apiKeys.id,
      kind: apiKeys.kind,
      name: apiKeys.name,
      scopes: apiKeys.scopes,
      consumerId: apiKeys.consumerId,
      externalId: consumers.externalId,
      settings: apiKeys.settings,
      expiresAt: apiKeys.expiresAt,
      lastUsedAt: apiKeys.lastUsedAt,
      tenantId: apiKeys.tenantId,
      workspaceId: apiKeys.workspaceId,
      tenantSlug: tenants.slug,
      workspaceSlug: workspaces.slug,
    })
    .from(apiKeys)
    .innerJoin(tenants, eq(tenants.id, apiKeys.tenantId))
    .innerJoin(workspaces, workspaceOfKey)
    .leftJoin(consumers, consumerOfKey)
    .where(
      and(
        which,
        isNull(apiKeys.revokedAt),
        or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, sql.placeholder('now'))),
      ),
    );

const findByHash = prepared('api_key_by_hash', (db) => selectKey(db, eq(apiKeys.tokenHash, given('tokenHash'))));
const findById = prepared('api_key_by_id', (db) =>
  selectKey(
    db,
    and(
      eq(apiKeys.tenantId, given('tenantId')),
      eq(apiKeys.workspaceId, given('workspaceId')),
      eq(apiKeys.id, given('id')),
    ),
  ),
);

type KeyRow = Awaited<ReturnType<typeof selectKey>>[number];

/**
 * Who holds this `Authorization` header, once and for this request.
 * @throws AppError KEY_REQUIRED without one; KEY_REFUSED when it is unknown, revoked or over: which, it does not say
 */
export async function requireKey(authorization: string | null, facts: ApiFacts): Promise<KeyCtx> {
  const token = bearerOf(authorization);
  if (token === null) throw new AppError('KEY_REQUIRED', 'Send a key: Authorization: Bearer <key>.');
  const now = systemClock();
  const [row] = isApiToken(token) ? await findByHash({ tokenHash: tokenHash(token), now }) : [];
  if (!row) throw new AppError('KEY_REFUSED', 'This key is not valid here. It may have been revoked, or be over.');
  if ((row.lastUsedAt ?? 0) + minuteMs <= now) touchLater(row, facts.address);
  return ctxOf(row, facts);
}

/** A job goes on with what a key began. Null when it has been revoked, or is over. */
export async function keyCtxById(place: { tenantId: string; workspaceId: string }, id: string, facts: ApiFacts) {
  const [row] = await findById({ tenantId: place.tenantId, workspaceId: place.workspaceId, id, now: systemClock() });
  return row ? ctxOf(row, facts) : null;
}

/** One scheme, one token. Anything else is no key. */
function bearerOf(authorization: string | null): string | null {
  const [, token] = /^Bearer +([^\s,]+) *$/i.exec(authorization ?? '') ?? [];
  return token ?? null;
}

const ctxOf = (row: KeyRow, facts: ApiFacts): KeyCtx =>
  mintCtx({
    tenantId: row.tenantId,
    tenantSlug: row.tenantSlug,
    workspaceId: row.workspaceId,
    workspaceSlug: row.workspaceSlug,
    actor: { kind: 'key', id: row.id, label: row.name } as const,
    role: keyRole,
    sessionId: null,
    requestId: facts.requestId,
    address: facts.address,
    limits: {
      permissions: permissionsOfScopes(row.scopes, row.kind !== 'key'),
      consumerId: row.consumerId,
      expiresAt: row.expiresAt,
    },
    key: { id: row.id, kind: row.kind, settings: row.settings, externalId: row.externalId },
  });

/**
 * The same key, for one consumer alone.
 * @throws AppError NOT_FOUND when the key is another consumer's
 */
export function forConsumer(ctx: KeyCtx, consumer: { readonly id: string }): KeyCtx {
  const { consumerId } = ctx.limits;
  if (consumerId !== null && consumerId !== consumer.id) throw notFound('This consumer');
  return mintCtx({ ...ctx, limits: { ...ctx.limits, consumerId: consumer.id } });
}

/** After the answer has gone, at most once a minute: nobody waits for it, and losing one loses nothing. */
function touchLater(row: KeyRow, address: string): void {
  setImmediate(() => {
    transact(async (tx, now) => {
      await tx
        .update(apiKeys)
        .set({ lastUsedAt: now, lastUsedFrom: address })
        .where(
          and(eq(apiKeys.tenantId, row.tenantId), eq(apiKeys.workspaceId, row.workspaceId), eq(apiKeys.id, row.id)),
        );
    }).catch(() => undefined);
  });
}
