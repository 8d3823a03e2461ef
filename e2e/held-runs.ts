import { and, gte, sql, type SQL } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import type { importRuns } from '#db/schema/imports.ts';
import type { liveImports } from '#db/schema/live-imports.ts';
import { hourMs } from '#lib/clock.ts';
import { expect } from './test.ts';

/**
 * Takes the work away from the engine program as soon as so much of the run is done: what people are shown then stands
 * still until it is let go.
 */
export async function holdAt(
  runs: typeof importRuns | typeof liveImports,
  which: SQL | undefined,
  done: number,
): Promise<void> {
  const take = () =>
    transact(async (tx, now) => {
      const held = await tx
        .update(runs)
        .set({ leasedUntil: now + hourMs, generation: sql<number>`${runs.generation} + 1` })
        .where(and(which, gte(runs.done, done)))
        .returning({ id: runs.id });
      return held.length;
    });
  await expect.poll(take, { intervals: [5] }).toBe(1);
}
