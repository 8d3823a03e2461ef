import {
  aliasedTable,
  and,
  desc,
  eq,
  getTableColumns,
  gt,
  inArray,
  isNull,
  lt,
  ne,
  notExists,
  or,
  sql,
} from 'drizzle-orm';
import { read, type ReadDb, type Tx } from '#db/client.ts';
import { apiKeys } from '#db/schema/api-keys.ts';
import { consumers } from '#db/schema/consumers.ts';
import { systemClock } from '#lib/clock.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { env } from '#lib/env.ts';
import { notFound } from '#lib/errors.ts';
import { isStorable } from '#lib/names.ts';
import { pageOf } from '#lib/pages.ts';
import { keyDto, type KeyKind } from './model.ts';
import { keyPageSize, type ApiDoor, type Holder, type KeyDto, type KeyPage } from './schema.ts';

const { tokenHash: _, ...shown } = getTableColumns(apiKeys);

export const ofKeys = (ctx: { tenantId: string; workspaceId: string }) =>
  and(eq(apiKeys.tenantId, ctx.tenantId), eq(apiKeys.workspaceId, ctx.workspaceId));

const ofItsConsumer = and(
  eq(consumers.tenantId, apiKeys.tenantId),
  eq(consumers.workspaceId, apiKeys.workspaceId),
  eq(consumers.id, apiKeys.consumerId),
);

export interface KeyFilter {
  readonly kind?: KeyKind;
  readonly holder?: Holder;
  /** Those that still work, alone. */
  readonly isLive?: boolean;
  readonly consumerId?: string;
  /** The id of the last row of the page before. */
  readonly after?: string | null;
}

const heldBy = { program: eq(apiKeys.kind, 'key'), consumer: ne(apiKeys.kind, 'key') };

/** Newest first; revoked and expired ones among them, as long as they are kept. */
export async function listKeys(ctx: WorkspaceCtx, filter: KeyFilter = {}): Promise<KeyPage> {
  authorise(ctx, 'api_key.read');
  const now = systemClock();
  const rows = await read()
    .select({ ...shown, consumer: consumers.externalId })
    .from(apiKeys)
    .leftJoin(consumers, ofItsConsumer)
    .where(
      and(
        ofKeys(ctx),
        filter.kind ? eq(apiKeys.kind, filter.kind) : undefined,
        filter.holder ? heldBy[filter.holder] : undefined,
        filter.consumerId ? eq(apiKeys.consumerId, filter.consumerId) : undefined,
        filter.isLive
          ? and(isNull(apiKeys.revokedAt), or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now)))
          : undefined,
        filter.after ? lt(apiKeys.id, filter.after) : undefined,
      ),
    )
    .orderBy(desc(apiKeys.id))
    .limit(keyPageSize + 1);
  const { rows: page, next } = pageOf(rows, keyPageSize, (last) => last.id);
  return {
    rows: page.map((row) => keyDto(row, now)),
    next,
  };
}

export function describeDoor(ctx: WorkspaceCtx): ApiDoor {
  authorise(ctx, 'api_key.read');
  return { apiUrl: env.apiAddress, workspaceId: ctx.workspaceId };
}

export async function getKey(ctx: WorkspaceCtx, id: string, db: ReadDb | Tx = read()): Promise<KeyDto> {
  authorise(ctx, 'api_key.read');
  if (!isStorable(id)) throw notFound('This key');
  const [row] = await db
    .select({ ...shown, consumer: consumers.externalId })
    .from(apiKeys)
    .leftJoin(consumers, ofItsConsumer)
    .where(and(ofKeys(ctx), eq(apiKeys.id, id)));
  if (!row) throw notFound('This key');
  return keyDto(row, systemClock());
}

/** SQLite takes 32,766 parameters in a statement, PostgreSQL twice as many. */
const atOnce = 5_000;

/**
 * Many at once, and a parameter each: of a list in one parameter PostgreSQL compares every member with every row where it
 * does not know yet how many rows there are.
 */
export const portionsOf = (ids: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(ids.length / atOnce) }, (_, n) => ids.slice(n * atOnce, (n + 1) * atOnce));

/**
 * Keys make keys: all that was made with this one, by whatever stands between, and was not revoked yet. The way down leads
 * through those that were, too.
 */
export async function listLiveMade(ctx: WorkspaceCtx, id: string): Promise<string[]> {
  authorise(ctx, 'api_key.read');
  const live: string[] = [];
  for (let level = [id]; level.length > 0;) {
    const below: string[] = [];
    for (const parents of portionsOf(level)) {
      const children = await read()
        .select({ id: apiKeys.id, revokedAt: apiKeys.revokedAt })
        .from(apiKeys)
        .where(and(ofKeys(ctx), inArray(apiKeys.parentId, parents)));
      for (const child of children) {
        below.push(child.id);
        if (child.revokedAt === null) live.push(child.id);
      }
    }
    level = below;
  }
  return live;
}

const made = aliasedTable(apiKeys, 'made');

/** Living, and made with this key. */
const isLiveMade = and(
  eq(made.tenantId, apiKeys.tenantId),
  eq(made.workspaceId, apiKeys.workspaceId),
  eq(made.parentId, apiKeys.id),
  isNull(made.revokedAt),
);

/** Living keys of any tenant that were made with one that was revoked, which should have taken them along. Some at a time. */
export const listOrphans = () =>
  read()
    .select({ tenantId: made.tenantId, workspaceId: made.workspaceId, id: made.id })
    .from(apiKeys)
    .innerJoin(made, isLiveMade)
    // All that were revoked. Of `is not null` SQLite would not see that an index has them, nor PostgreSQL of a parameter.
    .where(gt(apiKeys.revokedAt, sql`0`))
    .limit(atOnce);

/** Of a key: nothing it made is there that has not been revoked. */
export const hasNoLiveMade = (tx: Tx) => notExists(tx.select({ id: made.id }).from(made).where(isLiveMade));
