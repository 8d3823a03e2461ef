import { and, eq, gt, isNull, lte, or, sql } from 'drizzle-orm';
import type { Tx } from '#db/client.ts';
import { refreshHosts } from '#db/schema/oauth.ts';
import { pauseAfter } from './model.ts';

/**
 * Part of saving a failure that is the provider's: enough of them in a row, and nobody asks for a while. What was under
 * way when a pause began tells nothing new. Its row is counted up first, and is this transaction's own from then on.
 */
export async function noteFailure(tx: Tx, now: number, host: string, code: string): Promise<void> {
  const first = { host, failures: 1, lastCode: code, failingSince: now, pausedUntil: null };
  const [counted] = await tx
    .insert(refreshHosts)
    .values(first)
    .onConflictDoUpdate({
      target: refreshHosts.host,
      set: { failures: sql`${refreshHosts.failures} + 1`, lastCode: code },
      setWhere: or(isNull(refreshHosts.pausedUntil), lte(refreshHosts.pausedUntil, now)),
    })
    .returning({ failures: refreshHosts.failures, failingSince: refreshHosts.failingSince });
  if (!counted) return;
  const pauseMs = pauseAfter(counted.failures);
  await tx
    .update(refreshHosts)
    .set({ failingSince: counted.failingSince ?? now, pausedUntil: pauseMs > 0 ? now + pauseMs : null })
    .where(eq(refreshHosts.host, host));
}

/** Part of saving an answer: the provider is there, whatever it said. */
export async function noteAnswer(tx: Tx, host: string): Promise<void> {
  await tx
    .update(refreshHosts)
    .set({ failures: 0, failingSince: null, pausedUntil: null })
    .where(and(eq(refreshHosts.host, host), gt(refreshHosts.failures, 0)));
}
