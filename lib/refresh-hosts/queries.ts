import { and, count, eq, gt, gte, sql } from 'drizzle-orm';
import { read, type Tx } from '#db/client.ts';
import { databaseNow } from '#db/now.ts';
import { grants, refreshHosts } from '#db/schema/oauth.ts';
import { failuresMax, inFlightMax, roomAt } from './model.ts';

/** Why nobody may ask a provider now: it is paused, or as many as may ask at once do. Null: there is room. */
export type Barrier = { readonly kind: 'paused'; readonly until: number } | { readonly kind: 'full' };

/** Asked inside of the transaction that takes the room. A person who insists is not kept by a pause. */
export async function barrierAt(tx: Tx, now: number, host: string, insists: boolean): Promise<Barrier | null> {
  const [known] = await tx.select().from(refreshHosts).where(eq(refreshHosts.host, host));
  const until = known?.pausedUntil ?? 0;
  if (until > now && !insists) return { kind: 'paused', until };
  const [leased] = await tx
    .select({ n: count() })
    .from(grants)
    .where(and(eq(grants.host, host), gt(grants.leasedUntil, now)));
  const room = insists ? inFlightMax : roomAt(known?.failures ?? 0);
  return (leased?.n ?? 0) >= room ? { kind: 'full' } : null;
}

/** Providers whose refreshes have to wait: paused, or with as many requests under way as they may have. */
export async function closedHosts(): Promise<string[]> {
  const [troubled, leased] = await Promise.all([
    read()
      .select({
        host: refreshHosts.host,
        failures: refreshHosts.failures,
        isPaused: sql<number>`case when ${gt(refreshHosts.pausedUntil, databaseNow)} then 1 else 0 end`,
      })
      .from(refreshHosts)
      .where(gte(refreshHosts.failures, failuresMax)),
    read()
      .select({ host: grants.host, n: count() })
      .from(grants)
      .where(gt(grants.leasedUntil, databaseNow))
      .groupBy(grants.host),
  ]);
  const failuresOf = new Map(troubled.map(({ host, failures }) => [host, failures]));
  const paused = troubled.filter(({ isPaused }) => Number(isPaused) === 1);
  const full = leased.filter(({ host, n }) => n >= roomAt(failuresOf.get(host) ?? 0));
  return [...new Set([...paused, ...full].map(({ host }) => host))];
}
