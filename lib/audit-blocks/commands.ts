import { setImmediate as otherWork } from 'node:timers/promises';
import { and, eq, gte } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { auditBlocks } from '#db/schema/audit.ts';
import { minuteMs } from '#lib/clock.ts';
import { earliestId } from '#lib/ids.ts';
import { printsOf } from './model.ts';
import { endOfBlocks, findEndOfNext, listMarked, listTenants } from './queries.ts';

/**
 * Rows so old that none comes between them any more: an id is of the time its transaction began, and no transaction takes
 * as long.
 */
const settledMs = minuteMs;
const rowsOfBlock = 500;

/** For the job: sums up what has settled since the last time, block by block. Answers how many blocks there are more. */
export async function closeBlocks(): Promise<number> {
  let closed = 0;
  for (const { id, now } of await listTenants()) {
    closed += await closeOf(id, earliestId('aud', now - settledMs));
    await otherWork();
  }
  return closed;
}

async function closeOf(tenantId: string, settled: string): Promise<number> {
  let afterId = await endOfBlocks(tenantId);
  if (afterId >= settled) afterId = await reopen(tenantId, settled);
  for (let closed = 0; ; closed += 1) {
    const lastId = await findEndOfNext(tenantId, afterId, rowsOfBlock);
    if (lastId === null || lastId >= settled) return closed;
    const prints = printsOf(await listMarked(tenantId, { afterId, lastId }));
    await close({ tenantId, afterId, lastId, prints });
    afterId = lastId;
    await otherWork();
  }
}

/** The clock was set back, and rows come where blocks are: those are given up until that time is over. */
const reopen = (tenantId: string, settled: string): Promise<string> =>
  transact(async (tx) => {
    await tx.delete(auditBlocks).where(and(eq(auditBlocks.tenantId, tenantId), gte(auditBlocks.lastId, settled)));
    return endOfBlocks(tenantId, tx);
  });

/** Not where another program was quicker, or has given up the block before. */
const close = (block: typeof auditBlocks.$inferInsert): Promise<void> =>
  transact(async (tx) => {
    if ((await endOfBlocks(block.tenantId, tx)) === block.afterId) await tx.insert(auditBlocks).values(block);
  });
