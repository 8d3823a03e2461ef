import { and, eq, exists, inArray, isNotNull, isNull, ne, sql } from 'drizzle-orm';
import type { Tx } from '#db/client.ts';
import { contains } from '#db/contains.ts';
import { credentials } from '#db/schema/credentials.ts';
import { grants } from '#db/schema/oauth.ts';
import { minuteMs } from '#lib/clock.ts';
import { hostOf } from './model.ts';
import { ofApp, ofGrant } from './queries.ts';

/** What grants need to know of the app that refreshes them. */
export interface AppFacts {
  readonly tenantId: string;
  readonly id: string;
  readonly component: string;
  readonly clientId: string;
  /** `scheme://host:port` of its token endpoint. */
  readonly tokenOrigin: string;
}

/** A refresh is due this long before the end of a token at the latest. */
const aheadMs = 5 * minuteMs;

/** Tokens of this client that nobody could refresh, where they may go to its token endpoint at all. */
export async function bindGrants(tx: Tx, now: number, app: AppFacts): Promise<void> {
  const unbound = and(
    eq(grants.tenantId, app.tenantId),
    isNull(grants.appId),
    eq(grants.component, app.component),
    eq(grants.clientId, app.clientId),
    exists(
      tx
        .select({ id: credentials.id })
        .from(credentials)
        .where(and(ofGrant, contains(credentials.audience, `"${app.tokenOrigin}"`))),
    ),
  );
  const bound = { appId: app.id, host: hostOf(app.tokenOrigin) };
  const mayRefresh = and(isNotNull(grants.accessExpiresAt), inArray(grants.state, ['live', 'retrying']));
  await tx
    .update(grants)
    .set({ ...bound, refreshDueAt: soonestOf(now) })
    .where(and(unbound, mayRefresh));
  await tx.update(grants).set(bound).where(unbound);
}

const soonestOf = (now: number) => {
  const ahead = sql`${grants.accessExpiresAt} - ${sql.raw(String(aheadMs))}`;
  return sql<number>`case when ${ahead} > ${now} then ${ahead} else ${now} end`;
};

/** An app goes, or becomes another client: nobody refreshes them until one like it is there. */
export async function unbindGrants(tx: Tx, app: { tenantId: string; id: string }): Promise<void> {
  await tx.update(grants).set({ appId: null, host: '', refreshDueAt: null }).where(ofApp(app));
}

/** After an app was edited: its grants know its token endpoint, and those that failed because of it are tried at once. */
export async function followApp(tx: Tx, now: number, app: AppFacts): Promise<void> {
  const host = hostOf(app.tokenOrigin);
  await tx
    .update(grants)
    .set({ host })
    .where(and(ofApp(app), ne(grants.host, host)));
  await tx
    .update(grants)
    .set({ refreshDueAt: now })
    .where(and(ofApp(app), eq(grants.state, 'retrying'), eq(grants.failureClass, 'client')));
}
