import { setImmediate as othersTurn } from 'node:timers/promises';
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

/**
 * Where such rows may be, newest first: what is in no block yet, then block by block. Any of them may hold none. A block that
 * is closed meanwhile is not told of: its rows were, as those of no block.
 */
export async function* rangesWith(tenantId: string, { prints, beforeId, fromId }: Sought): AsyncGenerator<IdRange> {
  const end = await endOfBlocks(tenantId);
  yield { afterId: end };
  const first = fromId ? await beginOfBlock(tenantId, fromId) : '';
  const matters = prints.map((some) => or(...some.map((print) => holdsBytes(auditBlocks.prints, print))));
  for (let before = beforeId && beforeId < end ? beforeId : end; before > first;) {
    const blocks = await read()
      .select({ afterId: auditBlocks.afterId, lastId: auditBlocks.lastId })
      .from(auditBlocks)
      .where(
        and(
          eq(auditBlocks.tenantId, tenantId),
          gte(auditBlocks.afterId, first),
          lt(auditBlocks.afterId, before),
          ...matters,
        ),
      )
      .orderBy(desc(auditBlocks.afterId))
      .limit(blocksAtOnce);
    yield* blocks;
    if (blocks.length < blocksAtOnce) return;
    before = blocks.at(-1)?.afterId ?? first;
    // SQLite answers at once: without a turn of the loop nobody else would be answered for as long as this takes.
    await othersTurn();
  }
}

/** Where the block begins in which such an id would be. */
async function beginOfBlock(tenantId: string, id: string): Promise<string> {
  const [block] = await read()
    .select({ afterId: auditBlocks.afterId })
    .from(auditBlocks)
    .where(and(eq(auditBlocks.tenantId, tenantId), lt(auditBlocks.afterId, id)))
    .orderBy(desc(auditBlocks.afterId))
    .limit(1);
  return block?.afterId ?? '';
}
