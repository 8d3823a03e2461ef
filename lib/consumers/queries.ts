import { and, asc, count, eq, gt, inArray, isNull, or, type SQL } from 'drizzle-orm';
import { read, type ReadDb, type Tx } from '#db/client.ts';
import { contains } from '#db/contains.ts';
import { consumers } from '#db/schema/consumers.ts';
import { credentials } from '#db/schema/credentials.ts';
import { startsWith } from '#db/starts-with.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError, notFound } from '#lib/errors.ts';
import { isStorable, nameKey } from '#lib/names.ts';
import { pageOf } from '#lib/pages.ts';
import { consumerDto, type ConsumerRow } from './model.ts';
import { consumerCursor, consumerPageSize, type ConsumerDto, type ConsumerPage } from './schema.ts';

/** Of the workspace; for a consumer's own token, that consumer alone. */
export const ofConsumers = (ctx: WorkspaceCtx) =>
  and(
    eq(consumers.tenantId, ctx.tenantId),
    eq(consumers.workspaceId, ctx.workspaceId),
    ctx.limits?.consumerId ? eq(consumers.id, ctx.limits.consumerId) : undefined,
  );

export interface ConsumerFilter {
  /** Somewhere in the external id, the name or the address. */
  readonly q?: string | null | undefined;
  /** How the external id begins. */
  readonly prefix?: string | null | undefined;
  readonly after?: string | null | undefined;
  readonly limit?: number | undefined;
}

/** In the order in which they came. */
export async function listConsumers(ctx: WorkspaceCtx, filter: ConsumerFilter): Promise<ConsumerPage> {
  authorise(ctx, 'consumer.read');
  const limit = filter.limit ?? consumerPageSize;
  const where = and(
    ofConsumers(ctx),
    filter.q?.trim() ? contains(consumers.searchKey, nameKey(filter.q)) : undefined,
    filter.prefix ? startsWith(consumers.externalId, filter.prefix) : undefined,
  );
  const [rows, [counted]] = await Promise.all([
    read()
      .select()
      .from(consumers)
      .where(and(where, afterOf(filter.after)))
      .orderBy(asc(consumers.createdAt), asc(consumers.id))
      .limit(limit + 1),
    read().select({ n: count() }).from(consumers).where(where),
  ]);
  const { rows: page, next } = pageOf(rows, limit, (last) => `${last.createdAt}.${last.id}`);
  return {
    rows: await withCounts(ctx, page),
    next,
    total: counted?.n ?? 0,
  };
}

function afterOf(cursor: string | null | undefined): SQL | undefined {
  if (!cursor) return undefined;
  const [, at, id] = consumerCursor.exec(cursor) ?? [];
  if (at === undefined || id === undefined)
    throw new AppError('INPUT_INVALID', 'That is not the cursor of a page.', { field: 'cursor' });
  const createdAt = Number(at);
  return or(gt(consumers.createdAt, createdAt), and(eq(consumers.createdAt, createdAt), gt(consumers.id, id)));
}

async function withCounts(ctx: WorkspaceCtx, rows: readonly ConsumerRow[]): Promise<ConsumerDto[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const counts = await read()
    .select({ id: credentials.consumerId, n: count() })
    .from(credentials)
    .where(
      and(
        eq(credentials.tenantId, ctx.tenantId),
        eq(credentials.workspaceId, ctx.workspaceId),
        inArray(credentials.consumerId, ids),
        isNull(credentials.deletedAt),
      ),
    )
    .groupBy(credentials.consumerId);
  const byId = new Map(counts.map((row) => [row.id, row.n]));
  return rows.map((row) => consumerDto(row, byId.get(row.id) ?? 0));
}

export async function getConsumer(ctx: WorkspaceCtx, id: string): Promise<ConsumerDto> {
  authorise(ctx, 'consumer.read');
  const [dto] = await withCounts(ctx, [await requireConsumer(ctx, id)]);
  if (!dto) throw notFound('This consumer');
  return dto;
}

export async function requireConsumer(ctx: WorkspaceCtx, id: string, db: ReadDb | Tx = read()): Promise<ConsumerRow> {
  if (!isStorable(id)) throw notFound('This consumer');
  const [row] = await db
    .select()
    .from(consumers)
    .where(and(ofConsumers(ctx), eq(consumers.id, id)));
  if (!row) throw notFound('This consumer');
  return row;
}

/** Which of these are here. */
export async function knownConsumers(ctx: WorkspaceCtx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  authorise(ctx, 'consumer.read');
  if (ids.length === 0) return new Set();
  const rows = await read()
    .select({ id: consumers.id })
    .from(consumers)
    .where(and(ofConsumers(ctx), inArray(consumers.id, [...ids])));
  return new Set(rows.map((row) => row.id));
}

/** By what the tenant's product calls them. Null: nobody here is called that. */
export async function findConsumer(
  ctx: WorkspaceCtx,
  externalId: string,
  db: ReadDb | Tx = read(),
): Promise<ConsumerRow | null> {
  if (!isStorable(externalId)) return null;
  const [row] = await db
    .select()
    .from(consumers)
    .where(and(ofConsumers(ctx), eq(consumers.externalId, externalId)));
  return row ?? null;
}
