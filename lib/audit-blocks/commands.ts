import { setImmediate as othersTurn } from 'node:timers/promises';
import { gte } from 'drizzle-orm';
import { transact, transactionMsMax } from '#db/client.ts';
import { auditBlocks } from '#db/schema/audit.ts';
import { earliestId } from '#lib/ids.ts';
import { codeOf, log } from '#lib/log.ts';
import { printsOf } from './model.ts';
import { endOfBlocks, findEndOfNext, listMarked, listTenants } from './queries.ts';

/** Before this id nothing is added any more: an id is of the time its transaction began. */
const settledAt = (now: number): string => earliestId('aud', now - transactionMsMax);

const rowsOfBlock = 500;

/**
 * For the job: sums up what has settled since the last time, block by block, until the signal ends. Answers how many blocks
 * there are more.
 */
export async function closeBlocks(signal?: AbortSignal): Promise<number> {
  let closed = 0;
  for (const { id, now } of await listTenants()) {
    if (signal?.aborted) break;
    closed += await closeOf(id, settledAt(now), signal).catch((error: unknown) => {
      log.error({ tenantId: id, error: codeOf(error) }, 'the audit log of a tenant was not summed up');
      return 0;
    });
    await othersTurn();
  }
  return closed;
}

async function closeOf(tenantId: string, settled: string, signal?: AbortSignal): Promise<number> {
  let afterId = await endOfBlocks(tenantId);
  if (afterId >= settled) {
    await reopenBlocks();
    afterId = await endOfBlocks(tenantId);
  }
  for (let closed = 0; ; closed += 1) {
    const lastId = signal?.aborted ? null : await findEndOfNext(tenantId, afterId, rowsOfBlock);
    if (lastId === null || lastId >= settled) return closed;
    const prints = printsOf(await listMarked(tenantId, { afterId, lastId }));
    await close({ tenantId, afterId, lastId, prints });
    afterId = lastId;
    await othersTurn();
  }
}

/**
 * The clock of the database was set back, and rows come where blocks are: those are given up until that time is over.
 * Answers how many.
 */
export const reopenBlocks = (): Promise<number> =>
  transact(async (tx, now) => {
    const open = gte(auditBlocks.lastId, settledAt(now));
    return (await tx.delete(auditBlocks).where(open).returning({ lastId: auditBlocks.lastId })).length;
  });

/** Not where another program was quicker, or has given up the block before, nor where the clock was set back meanwhile. */
const close = (block: typeof auditBlocks.$inferInsert): Promise<void> =>
  transact(async (tx, now) => {
    if (block.lastId >= settledAt(now) || (await endOfBlocks(block.tenantId, tx)) !== block.afterId) return;
    await tx.insert(auditBlocks).values(block);
  });
