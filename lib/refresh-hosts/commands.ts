import { and, eq, gt } from 'drizzle-orm';
import type { Tx } from '#db/client.ts';
import { refreshHosts } from '#db/schema/oauth.ts';
import { pauseAfter } from './model.ts';

/** Part of saving a failure that is the provider's: enough of them in a row, and nobody asks for a while. */
export async function noteFailure(tx: Tx, now: number, host: string, code: string): Promise<void> {
  const [known] = await tx.select().from(refreshHosts).where(eq(refreshHosts.host, host));
  // What was under way when the pause began tells nothing new.
  if (known?.pausedUntil && known.pausedUntil > now) return;
  const failures = (known?.failures ?? 0) + 1;
  const pauseMs = pauseAfter(failures);
  const row = {
    host,
    failures,
    lastCode: code,
    failingSince: known?.failingSince ?? now,
    pausedUntil: pauseMs > 0 ? now + pauseMs : null,
  };
  await tx.insert(refreshHosts).values(row).onConflictDoUpdate({ target: refreshHosts.host, set: row });
}

/** Part of saving an answer: the provider is there, whatever it said. */
export async function noteAnswer(tx: Tx, host: string): Promise<void> {
  await tx
    .update(refreshHosts)
    .set({ failures: 0, failingSince: null, pausedUntil: null })
    .where(and(eq(refreshHosts.host, host), gt(refreshHosts.failures, 0)));
}
