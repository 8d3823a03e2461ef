import { and, count, eq, gt, gte, sql } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { databaseNow } from '#db/now.ts';
import { grants, refreshHosts } from '#db/schema/oauth.ts';
import { failuresMax, inFlightMax, roomAt } from './model.ts';

/** Why nobody may ask a provider now: it is paused, or as many as may ask at once do. Null: there is room. */
export type Barrier = { readonly kind: 'paused'; readonly until: number } | { readonly kind: 'full' };

interface Asking {
  readonly host: string;
  /** A person, who is not kept by a pause. */
  readonly insists: boolean;
  /** Leases of one's own that count already. */
  readonly own: 0 | 1;
}

/**
 * Asked before a lease is taken, and once more when it is: whoever finds too many then gives its own back. Of several at
 * the same moment the last one sees all of them, so there are never more, and nobody waits for anybody's transaction.
 */
export async function barrierAt({ host, insists, own }: Asking): Promise<Barrier | null> {
  const [[known], [leased]] = await Promise.all([
    read()
      .select({ failures: refreshHosts.failures, pausedUntil: refreshHosts.pausedUntil, now: databaseNow })
      .from(refreshHosts)
      .where(eq(refreshHosts.host, host)),
    read()
      .select({ n: count() })
      .from(grants)
      .where(and(eq(grants.host, host), gt(grants.leasedUntil, databaseNow))),
  ]);
  const until = known?.pausedUntil ?? 0;
  if (known && until > known.now && !insists) return { kind: 'paused', until };
  const room = insists ? inFlightMax : roomAt(known?.failures ?? 0);
  return (leased?.n ?? 0) - own >= room ? { kind: 'full' } : null;
}

/** Providers whose refreshes have to wait: paused, or with as many requests under way as they may have. */
export async function closedHosts(): Promise<string[]> {
  const [troubled, leased] = await Promise.all([
    read()
      .select({
        host: refreshHosts.host,
        failures: refreshHosts.failures,
        isPaused: sql<number>`case when ${gt(refreshHosts.pausedUntil, databaseNow)} then 1 else 0 end`.mapWith(Number),
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
  const paused = troubled.filter(({ isPaused }) => isPaused === 1);
  const full = leased.filter(({ host, n }) => n >= roomAt(failuresOf.get(host) ?? 0));
  return [...new Set([...paused, ...full].map(({ host }) => host))];
}
