import { and, eq, exists, inArray, isNotNull, isNull, ne, or, sql } from 'drizzle-orm';
import type { Tx } from '#db/client.ts';
import { contains } from '#db/contains.ts';
import { credentials } from '#db/schema/credentials.ts';
import { grants } from '#db/schema/oauth.ts';
import { hostOf } from './model.ts';
import { ofApp, ofItsCredential } from './queries.ts';

/** What grants need to know of the app that refreshes them. */
export interface AppFacts {
  readonly tenantId: string;
  readonly id: string;
  readonly component: string;
  readonly clientId: string;
  /** `scheme://host:port` of its token endpoint. */
  readonly tokenOrigin: string;
}

/**
 * Tokens of this client that nobody could refresh, where they may go to its token endpoint at all.
 * @param lifeSeconds of access tokens of which nobody said when they end; null: they have no end
 */
export async function bindGrants(
  tx: Tx,
  now: number,
  app: AppFacts & { readonly lifeSeconds: number | null },
): Promise<void> {
  const mayGoThere = contains(credentials.audience, `"${app.tokenOrigin}"`);
  const ofClient = and(
    eq(grants.tenantId, app.tenantId),
    isNull(grants.appId),
    eq(grants.component, app.component),
    eq(grants.clientId, app.clientId),
  );
  // From here on it ends for a person only when its refresh token does.
  await tx
    .update(credentials)
    .set({ expiresAt: sql`${grants.refreshExpiresAt}` })
    .from(grants)
    .where(and(ofItsCredential, ofClient, eq(grants.isRefreshable, true), mayGoThere));
  const inAudience = tx.select({ id: credentials.id }).from(credentials).where(and(ofItsCredential, mayGoThere));
  const unbound = and(ofClient, exists(inAudience));
  const isDue = and(
    eq(grants.isRefreshable, true),
    inArray(grants.state, ['live', 'retrying']),
    app.lifeSeconds === null ? isNotNull(grants.accessExpiresAt) : undefined,
  );
  const bound = { appId: app.id, host: hostOf(app) };
  await tx
    .update(grants)
    .set({ ...bound, refreshDueAt: dueAt(now) })
    .where(and(unbound, isDue));
  await tx.update(grants).set(bound).where(unbound);
}

/** After four fifths of the token's life; at once where that is over, or nobody knows it. */
function dueAt(now: number) {
  const { tokensAt, accessExpiresAt } = grants;
  const due = sql`${tokensAt} + (${accessExpiresAt} - ${tokensAt}) / 5 * 4`;
  return sql<number>`case when ${due} > ${now} then ${due} else ${now} end`;
}

/** An app goes, or becomes another client, and only the trash holds what it refreshed: nobody does from now on. */
export async function unbindGrants(tx: Tx, app: { tenantId: string; id: string }): Promise<void> {
  await tx
    .update(credentials)
    .set({ expiresAt: sql`${grants.accessExpiresAt}` })
    .from(grants)
    .where(and(ofItsCredential, ofApp(app)));
  await tx.update(grants).set({ appId: null, host: '', refreshDueAt: null }).where(ofApp(app));
}

/**
 * After an app was edited: its grants know its token endpoint, and those that failed because of it are tried at once. One
 * that had been given up for that has a chance again.
 */
export async function followApp(tx: Tx, now: number, app: AppFacts): Promise<void> {
  const host = hostOf(app);
  await tx
    .update(grants)
    .set({ host })
    .where(and(ofApp(app), ne(grants.host, host)));
  await tx
    .update(grants)
    .set({ state: 'retrying', refreshDueAt: now, eraseDueAt: null })
    .where(
      and(
        ofApp(app),
        eq(grants.isRefreshable, true),
        inArray(grants.state, ['retrying', 'reconnect']),
        or(eq(grants.failureClass, 'client'), eq(grants.failureCode, 'OUT-104')),
      ),
    );
}
