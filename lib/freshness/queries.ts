import {
  and,
  asc,
  count,
  desc,
  eq,
  exists,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  min,
  notExists,
  or,
  sql,
  type SQL,
} from 'drizzle-orm';
import { read } from '#db/client.ts';
import { inList } from '#db/in-list.ts';
import { credentials } from '#db/schema/credentials.ts';
import { grants, refreshHosts } from '#db/schema/oauth.ts';
import { shownHost } from '#lib/app-grants/model.ts';
import { ofItsCredential } from '#lib/app-grants/queries.ts';
import { dayMs, hourMs, systemClock } from '#lib/clock.ts';
import { live, ofWorkspace } from '#lib/credentials/queries.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { ofHolder } from '#lib/holders/queries.ts';
import { isLeased } from '#lib/leases/model.ts';
import { pageOf } from '#lib/pages.ts';
import { byDue, graceMs, parsePlace, placeText, talliesOf, type FreshPlace } from './model.ts';
import {
  aheadDays,
  freshPageSize,
  freshStates,
  namedMax,
  type Ahead,
  type FailingHost,
  type FreshFilter,
  type FreshPage,
  type FreshRow,
  type FreshState,
  type Freshness,
} from './schema.ts';

const grantsOf = (ctx: WorkspaceCtx) =>
  and(eq(grants.tenantId, ctx.tenantId), eq(grants.workspaceId, ctx.workspaceId), ofTheirs(ctx));

/** For a consumer's own token: of the credentials that are theirs. */
const ofTheirs = (ctx: WorkspaceCtx): SQL | undefined =>
  ofHolder(ctx) &&
  exists(
    read()
      .select({ id: credentials.id })
      .from(credentials)
      .where(and(ofItsCredential, ofHolder(ctx))),
  );

/** How the tokens of a workspace stand: what is late, what fails, what needs a person, what ends soon. */
export async function getFreshness(ctx: WorkspaceCtx): Promise<Freshness> {
  authorise(ctx, 'credential.read');
  const now = systemClock();
  const [counts, hosts, reconnect, retrying, ahead] = await Promise.all([
    countGrants(ctx, now),
    failingHosts(ctx),
    selectPage(ctx, { state: ['reconnect'] }, null, namedMax),
    selectPage(ctx, { state: ['retrying'] }, null, namedMax),
    aheadOf(ctx, now),
  ]);
  return {
    ...counts,
    hosts,
    reconnect: await describeRows(ctx, reconnect, now),
    retrying: await describeRows(ctx, retrying, now),
    ahead,
  };
}

/** A page of all grants: what is due next first, behind it what is never due. */
export async function listFresh(ctx: WorkspaceCtx, filter: FreshFilter): Promise<FreshPage> {
  authorise(ctx, 'credential.read');
  const now = systemClock();
  const rows = await selectPage(ctx, filter, parsePlace(filter.after), freshPageSize + 1);
  const { rows: page, next } = pageOf(rows, freshPageSize, (last) => placeText(last));
  return {
    rows: await describeRows(ctx, page, now),
    next,
  };
}

/** Each state is a stretch of the index that is in order already; of each so many as there is room for. */
async function selectPage(ctx: WorkspaceCtx, filter: FreshFilter, after: FreshPlace | null, limit: number) {
  const states = filter.state?.length ? filter.state : freshStates;
  const due = after?.dueAt === null ? [] : await selectStates(ctx, filter, states, dueAfter(after), limit);
  if (due.length >= limit) return due;
  const idle = idleAfter(after?.dueAt === null ? after.id : null);
  return [...due, ...(await selectStates(ctx, filter, states, idle, limit - due.length))];
}

async function selectStates(
  ctx: WorkspaceCtx,
  { app }: FreshFilter,
  states: readonly FreshState[],
  where: SQL | undefined,
  limit: number,
) {
  const ofApp = app?.length ? inArray(grants.component, app) : undefined;
  const found = await Promise.all(
    states.map((state) =>
      read()
        .select({ id: grants.credentialId, dueAt: grants.refreshDueAt })
        .from(grants)
        .where(and(grantsOf(ctx), eq(grants.state, state), where, ofApp, isKept()))
        .orderBy(asc(grants.refreshDueAt), asc(grants.credentialId))
        .limit(limit),
    ),
  );
  return found.flat().sort(byDue).slice(0, limit);
}

const dueAfter = (after: FreshPlace | null): SQL | undefined =>
  after?.dueAt
    ? and(
        gte(grants.refreshDueAt, after.dueAt),
        or(gt(grants.refreshDueAt, after.dueAt), gt(grants.credentialId, after.id)),
      )
    : isNotNull(grants.refreshDueAt);

const idleAfter = (id: string | null): SQL | undefined =>
  and(isNull(grants.refreshDueAt), id === null ? undefined : gt(grants.credentialId, id));

/** Not in the trash. Asked of each row as it comes, so that the order is the index's own and a page ends early. */
const isKept = (): SQL =>
  notExists(
    read()
      .select({ id: credentials.id })
      .from(credentials)
      .where(and(ofItsCredential, isNotNull(credentials.deletedAt))),
  );

/** The rows of a page that has been chosen, in its order. */
async function describeRows(ctx: WorkspaceCtx, places: readonly FreshPlace[], now: number): Promise<FreshRow[]> {
  const ids = places.map((place) => place.id);
  const rows = await read()
    .select({
      id: grants.credentialId,
      name: credentials.name,
      component: grants.component,
      environment: credentials.environment,
      grantType: grants.grantType,
      state: grants.state,
      appId: grants.appId,
      refreshDueAt: grants.refreshDueAt,
      accessExpiresAt: grants.accessExpiresAt,
      refreshedAt: grants.refreshedAt,
      failingSince: grants.failingSince,
      message: grants.failureMessage,
      fix: grants.failureFix,
      leaseOwner: grants.leaseOwner,
      leasedUntil: grants.leasedUntil,
    })
    .from(grants)
    .innerJoin(credentials, ofItsCredential)
    .where(and(grantsOf(ctx), inList(grants.credentialId, ids)));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    if (!row) return [];
    const { leaseOwner, leasedUntil, ...shown } = row;
    return [{ ...shown, isRefreshing: isLeased({ leaseOwner, leasedUntil }, now) }];
  });
}

/** Counted in the index alone, in one walk over it; of the few that are in the trash one by one. */
async function countGrants(ctx: WorkspaceCtx, now: number): Promise<Counts> {
  const isLate = sql`${grants.refreshDueAt} < ${sql.raw(String(now - graceMs))}`;
  const isRefreshed = sql`${grants.refreshedAt} >= ${sql.raw(String(now - hourMs))}`;
  const trashed = read()
    .select({ id: credentials.id })
    .from(credentials)
    .where(and(ofWorkspace(ctx), isNotNull(credentials.deletedAt)));
  const [all, gone] = await Promise.all([
    read()
      .select({
        state: grants.state,
        n: count(),
        overdue: count(sql`case when ${isLate} then 1 end`),
        refreshed: count(sql`case when ${isRefreshed} then 1 end`),
        oldest: min(grants.refreshDueAt),
      })
      .from(grants)
      .where(grantsOf(ctx))
      .groupBy(grants.state),
    read()
      .select({ state: grants.state, n: count() })
      .from(grants)
      .where(and(grantsOf(ctx), inArray(grants.credentialId, trashed)))
      .groupBy(grants.state),
  ]);
  const oldest = Math.min(...all.map((one) => one.oldest ?? Infinity));
  return {
    tallies: talliesOf(all, gone),
    overdue: all.reduce((sum, one) => sum + one.overdue, 0),
    oldestDueAt: oldest < now - graceMs ? oldest : null,
    refreshedLastHour: all.reduce((sum, one) => sum + one.refreshed, 0),
  };
}

type Counts = Pick<Freshness, 'tallies' | 'overdue' | 'oldestDueAt' | 'refreshedLastHour'>;

/** Those that credentials of this workspace are refreshed at, the longest trouble first. */
async function failingHosts(ctx: WorkspaceCtx): Promise<FailingHost[]> {
  const failing = await read()
    .select({
      host: refreshHosts.host,
      failures: refreshHosts.failures,
      code: refreshHosts.lastCode,
      since: refreshHosts.failingSince,
      pausedUntil: refreshHosts.pausedUntil,
    })
    .from(refreshHosts)
    .where(gt(refreshHosts.failures, 0))
    .orderBy(asc(refreshHosts.failingSince), desc(refreshHosts.failures));
  if (failing.length === 0) return [];
  const names = failing.map((one) => one.host);
  const rows = await read()
    .selectDistinct({ host: grants.host })
    .from(grants)
    .where(and(grantsOf(ctx), inList(grants.host, names)));
  const here = new Set(rows.map((row) => row.host));
  return failing
    .filter((one) => here.has(one.host))
    .slice(0, namedMax)
    .map((one) => ({ ...one, host: shownHost(one.host) }));
}

const endDay = sql<number>`${credentials.expiresAt} / ${sql.raw(String(dayMs))}`.mapWith(Number);

async function aheadOf(ctx: WorkspaceCtx, now: number): Promise<Ahead> {
  const today = Math.floor(now / dayMs);
  const isAhead = and(
    ofWorkspace(ctx),
    live,
    gte(credentials.expiresAt, now),
    lt(credentials.expiresAt, (today + aheadDays) * dayMs),
  );
  const [days, [first]] = await Promise.all([
    read().select({ day: endDay, n: count() }).from(credentials).where(isAhead).groupBy(endDay),
    read()
      .select({ name: credentials.name, at: credentials.expiresAt })
      .from(credentials)
      .where(isAhead)
      .orderBy(asc(credentials.expiresAt), asc(credentials.id))
      .limit(1),
  ]);
  const counts = new Map(days.map(({ day, n }) => [day, n]));
  return {
    perDay: Array.from({ length: aheadDays }, (_, index) => counts.get(today + index) ?? 0),
    first: first && first.at !== null ? { name: first.name, at: first.at } : null,
  };
}
