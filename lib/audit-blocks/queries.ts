import { and, asc, desc, eq, gt, gte, lt, lte, or, type SQL } from 'drizzle-orm';
import { read, type ReadDb } from '#db/client.ts';
import { holdsBytes } from '#db/holds-bytes.ts';
import { databaseNow } from '#db/now.ts';
import { audit, auditBlocks } from '#db/schema/audit.ts';
import { tenants } from '#db/schema/tenants.ts';
import type { Marked } from './model.ts';

/** Ids of audit rows: behind the first, and at most the second, where there is one. */
export interface IdRange {
  readonly afterId: string;
  readonly lastId?: string;
}

export interface Sought {
  /** Rows that speak of one of the words in each group. */
  readonly prints: readonly (readonly Buffer[])[];
  /** Ids before this one, and none before the other. */
  readonly beforeId?: string | null;
  readonly fromId?: string | null;
}

/** One bound on each side, as a database begins at one of them and passes over everything up to the other. */
export function inRange({ afterId, lastId }: IdRange, { beforeId, fromId }: Partial<Sought> = {}): SQL | undefined {
  const upper = beforeId && (lastId === undefined || beforeId <= lastId) ? lt(audit.id, beforeId) : undefined;
  return and(
    fromId && fromId > afterId ? gte(audit.id, fromId) : gt(audit.id, afterId),
    upper ?? (lastId === undefined ? undefined : lte(audit.id, lastId)),
  );
}

/** Where the newest block ends: before every id where there is none. */
export async function endOfBlocks(tenantId: string, db: Pick<ReadDb, 'select'> = read()): Promise<string> {
  const [newest] = await db
    .select({ lastId: auditBlocks.lastId })
    .from(auditBlocks)
    .where(eq(auditBlocks.tenantId, tenantId))
    .orderBy(desc(auditBlocks.afterId))
    .limit(1);
  return newest?.lastId ?? '';
}

/** Each tenant, and what time it is by the clock that ids are made by. */
export const listTenants = (): Promise<{ id: string; now: number }[]> =>
  read().select({ id: tenants.id, now: databaseNow }).from(tenants);

/** The id of so manyeth row behind that one. Null: there are fewer. */
export async function findEndOfNext(tenantId: string, afterId: string, count: number): Promise<string | null> {
  const [row] = await read()
    .select({ id: audit.id })
    .from(audit)
    .where(and(eq(audit.tenantId, tenantId), inRange({ afterId })))
    .orderBy(asc(audit.id))
    .limit(1)
    .offset(count - 1);
  return row?.id ?? null;
}

/** What the rows of a range may be looked for by. */
export const listMarked = (tenantId: string, range: IdRange): Promise<Marked[]> =>
  read()
    .select({
      workspaceId: audit.workspaceId,
      actorId: audit.actorId,
      action: audit.action,
      targetId: audit.targetId,
    })
    .from(audit)
    .where(and(eq(audit.tenantId, tenantId), inRange(range)));

const blocksAtOnce = 16;

/** Where such rows may be, newest first: what is in no block yet, then block by block. Any of them may hold none. */
export async function* rangesWith(tenantId: string, { prints, beforeId, fromId }: Sought): AsyncGenerator<IdRange> {
  yield { afterId: await endOfBlocks(tenantId) };
  const matters = and(
    eq(auditBlocks.tenantId, tenantId),
    fromId ? gte(auditBlocks.lastId, fromId) : undefined,
    ...prints.map((some) => or(...some.map((print) => holdsBytes(auditBlocks.prints, print)))),
  );
  let before = beforeId;
  for (;;) {
    const blocks = await read()
      .select({ afterId: auditBlocks.afterId, lastId: auditBlocks.lastId })
      .from(auditBlocks)
      .where(and(matters, before ? lt(auditBlocks.afterId, before) : undefined))
      .orderBy(desc(auditBlocks.afterId))
      .limit(blocksAtOnce);
    yield* blocks;
    before = blocks.at(-1)?.afterId;
    if (blocks.length < blocksAtOnce) return;
  }
}
