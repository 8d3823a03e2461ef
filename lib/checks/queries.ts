import { and, asc, eq, gt, inArray, lte, type SQLWrapper } from 'drizzle-orm';
import { read, type Tx } from '#db/client.ts';
import { credentials, destination } from '#db/schema/credentials.ts';
import { systemClock } from '#lib/clock.ts';
import { shownState } from '#lib/credentials/model.ts';
import { live, ofWorkspace } from '#lib/credentials/queries.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { around, fullHosts, type Stretch } from './model.ts';
import type { Standing } from './schema.ts';

/** How these credentials stand now. One that is not here any more is left out. */
export async function listStandings(ctx: WorkspaceCtx, ids: readonly string[]): Promise<Standing[]> {
  authorise(ctx, 'credential.read');
  const now = systemClock();
  const rows = await read()
    .select({
      id: credentials.id,
      name: credentials.name,
      component: credentials.component,
      state: credentials.state,
      message: credentials.stateMessage,
      fix: credentials.stateFix,
      checkedAt: credentials.checkedAt,
      expiresAt: credentials.expiresAt,
      verifyDueAt: credentials.verifyDueAt,
    })
    .from(credentials)
    .where(and(ofWorkspace(ctx), live, inArray(credentials.id, [...ids])));
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    component: row.component,
    state: shownState(row.state, row.expiresAt, now),
    message: row.message,
    fix: row.fix,
    checkedAt: row.checkedAt,
    isWaiting: row.verifyDueAt !== null,
  }));
}

/** Where the claims of a program have come to: its last tenant, and the last destination of each. */
export interface Turn {
  tenantId: string;
  readonly destinations: Map<string, string>;
}

export const newTurn = (): Turn => ({ tenantId: '', destinations: new Map() });

/** So many destinations of one tenant are looked at before it is another's turn; the next time it goes on from there. */
const lookedAtMax = 64;

/**
 * Owed checks in their turn: the next of one tenant, the next of another, …; of a tenant its destinations one after the
 * other, and of a destination whoever waits longest. Each step is a few entries of one index, however many are owed.
 */
export async function* dueInTurn(turn: Turn, now: number) {
  const tenants = around(
    turn.tenantId,
    (stretch) => nextTenant(now, stretch),
    (tenantId) => tenantId,
  );
  for await (const tenantId of tenants) {
    turn.tenantId = tenantId;
    const rows = around(
      turn.destinations.get(tenantId) ?? '',
      (stretch) => nextDue(now, tenantId, stretch),
      (row) => row.destination,
    );
    let looked = 0;
    for await (const row of rows) {
      turn.destinations.set(tenantId, row.destination);
      yield row;
      looked += 1;
      if (looked === lookedAtMax) break;
    }
  }
}

/** What is in the trash owes no check. */
const isDue = (now: number) => lte(credentials.verifyDueAt, now);
const inStretch = (key: SQLWrapper, { after, upTo }: Stretch) =>
  and(gt(key, after), upTo === null ? undefined : lte(key, upTo));

/** The order of the index, spelled out so that both engines read it alone. */
const inOrder = [asc(credentials.tenantId), asc(destination), asc(credentials.verifyDueAt)];

async function nextTenant(now: number, stretch: Stretch): Promise<string | null> {
  const [row] = await read()
    .select({ tenantId: credentials.tenantId })
    .from(credentials)
    .where(and(isDue(now), inStretch(credentials.tenantId, stretch)))
    .orderBy(...inOrder)
    .limit(1);
  return row?.tenantId ?? null;
}

async function nextDue(now: number, tenantId: string, stretch: Stretch) {
  const [row] = await read()
    .select({
      tenantId: credentials.tenantId,
      workspaceId: credentials.workspaceId,
      id: credentials.id,
      audience: credentials.audience,
      destination,
    })
    .from(credentials)
    .where(and(eq(credentials.tenantId, tenantId), isDue(now), inStretch(destination, stretch)))
    .orderBy(...inOrder)
    .limit(1);
  return row ?? null;
}

/** The hosts nobody may ask now. A lease tells of a check under way, in whichever program. */
export async function hostsAtFull(tx: Tx, now: number): Promise<ReadonlySet<string>> {
  const underWay = await tx
    .select({ audience: credentials.audience })
    .from(credentials)
    .where(gt(credentials.verifyDueAt, now));
  return fullHosts(underWay.map((row) => row.audience));
}
