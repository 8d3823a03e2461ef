import { and, asc, count, countDistinct, eq, gte, inArray, lte, max, min, sql } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { contains } from '#db/contains.ts';
import { credentials, verifications } from '#db/schema/credentials.ts';
import { findComponent, listComponents, type CatalogEntry } from '#lib/catalog/catalog.ts';
import { dayMs, systemClock } from '#lib/clock.ts';
import { live, ofWorkspace } from '#lib/credentials/queries.ts';
import { expiringDays, tickDays } from '#lib/credentials/schema.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { nameKey } from '#lib/names.ts';
import { countWaitingFlows } from '#lib/uses/queries.ts';
import { day } from '#lib/verifications/queries.ts';
import { byWaiting, byWorst, cardOf, stateOfGroup, talliesOf, type ComponentDay, type Group } from './model.ts';
import { expiryDays, plotDays, type Board, type BoardFilter, type Card, type Health } from './schema.ts';

/** Everything the dashboard shows of one workspace. */
export async function getBoard(ctx: WorkspaceCtx, filter: BoardFilter): Promise<Board> {
  authorise(ctx, 'credential.read');
  const now = systemClock();
  const today = Math.floor(now / dayMs);
  const [all, filtered, days, named, waiting, health] = await Promise.all([
    groupsOf(ctx, {}, now),
    groupsOf(ctx, filter, now),
    componentDays(ctx, today - tickDays + 1),
    componentsNamed(ctx, filter.q ?? ''),
    countWaitingFlows(ctx),
    healthOf(ctx, now, today),
  ]);
  const entries = entriesOf(all);
  const cards = entries
    .map((entry) =>
      cardOf(
        entry,
        filtered.filter((group) => group.component === entry.id),
        days.filter((one) => one.component === entry.id),
        { today, waiting: waiting.get(entry.id) ?? 0 },
      ),
    )
    .filter((card) => isWanted(card, filter, named));
  const isNarrowed = Boolean(filter.state?.length || filter.authType?.length || filter.environment?.length);
  const idle = isNarrowed ? [] : cards.filter((card) => card.count === 0);
  return {
    health: { ...health, total: all.reduce((sum, group) => sum + group.n, 0), tallies: talliesOf(all) },
    inUse: cards.filter((card) => card.count > 0).sort(byWorst),
    waiting: idle.filter((card) => card.waiting > 0).sort(byWaiting),
    others: idle.filter((card) => card.waiting === 0).sort(byWorst),
    categories: [...new Set(entries.flatMap((entry) => ('broken' in entry ? [] : [entry.category])))].toSorted(),
  };
}

/** The catalogue, and beside it every component that has credentials but has left it. */
function entriesOf(groups: readonly Group[]): CatalogEntry[] {
  const gone = new Set(groups.map((group) => group.component).filter((id) => findComponent(id) === null));
  return [...listComponents(), ...[...gone].map((id): CatalogEntry => ({ id, name: id, broken: 'CAT-102' }))];
}

function isWanted(card: Card, filter: BoardFilter, named: ReadonlySet<string>): boolean {
  if (filter.category?.length && !filter.category.includes(card.category)) return false;
  const wanted = nameKey(filter.q ?? '');
  return wanted === '' || nameKey(card.name).includes(wanted) || named.has(card.component);
}

async function groupsOf(ctx: WorkspaceCtx, filter: BoardFilter, now: number): Promise<Group[]> {
  const soon = now + expiringDays * dayMs;
  const isSoon = sql<number>`case when ${credentials.expiresAt} <= ${sql.raw(String(soon))} then 1 else 0 end`;
  const rows = await read()
    .select({
      component: credentials.component,
      state: credentials.state,
      isSoon: isSoon.mapWith(Number),
      n: count(),
      expiresAt: min(credentials.expiresAt),
    })
    .from(credentials)
    .where(
      and(
        ofWorkspace(ctx),
        live,
        filter.authType?.length ? inArray(credentials.authType, filter.authType) : undefined,
        filter.environment?.length ? inArray(credentials.environment, filter.environment) : undefined,
      ),
    )
    .groupBy(credentials.component, credentials.state, isSoon);
  const groups = rows.map((row) => ({ ...row, isSoon: row.isSoon === 1 }));
  return filter.state?.length ? groups.filter((group) => filter.state?.includes(stateOfGroup(group))) : groups;
}

async function componentDays(ctx: WorkspaceCtx, sinceDay: number): Promise<ComponentDay[]> {
  return read()
    .select({ component: credentials.component, day, outcome: verifications.outcome, n: count() })
    .from(verifications)
    .innerJoin(
      credentials,
      and(
        eq(credentials.tenantId, verifications.tenantId),
        eq(credentials.workspaceId, verifications.workspaceId),
        eq(credentials.id, verifications.credentialId),
      ),
    )
    .where(and(ofWorkspace(ctx), live, gte(verifications.at, sinceDay * dayMs)))
    .groupBy(credentials.component, day, verifications.outcome);
}

async function componentsNamed(ctx: WorkspaceCtx, q: string): Promise<Set<string>> {
  if (q.trim() === '') return new Set();
  const rows = await read()
    .selectDistinct({ component: credentials.component })
    .from(credentials)
    .where(and(ofWorkspace(ctx), live, contains(credentials.nameKey, nameKey(q))));
  return new Set(rows.map((row) => row.component));
}

async function healthOf(
  ctx: WorkspaceCtx,
  now: number,
  today: number,
): Promise<Pick<Health, 'checkedAt' | 'days' | 'expiries'>> {
  const [[checked], days, expiries] = await Promise.all([
    read()
      .select({ at: max(credentials.checkedAt) })
      .from(credentials)
      .where(and(ofWorkspace(ctx), live)),
    outcomesPerDay(ctx, today - plotDays + 1),
    read()
      .select({
        id: credentials.id,
        name: credentials.name,
        component: credentials.component,
        at: credentials.expiresAt,
      })
      .from(credentials)
      .where(
        and(
          ofWorkspace(ctx),
          live,
          gte(credentials.expiresAt, now),
          lte(credentials.expiresAt, now + expiryDays * dayMs),
        ),
      )
      .orderBy(asc(credentials.expiresAt), asc(credentials.id))
      .limit(6),
  ]);
  return {
    checkedAt: checked?.at ?? null,
    days: Array.from({ length: plotDays }, (_, index) => {
      const day = today - plotDays + 1 + index;
      const of = (outcome: string) => days.find((one) => one.day === day && one.outcome === outcome)?.n ?? 0;
      return { day, works: of('passed'), fails: of('failed') };
    }),
    expiries: expiries.flatMap((row) => (row.at === null ? [] : [{ ...row, at: row.at }])),
  };
}

/** How many credentials passed and how many failed on each day; one that did both counts in both. */
async function outcomesPerDay(ctx: WorkspaceCtx, sinceDay: number) {
  return read()
    .select({ day, outcome: verifications.outcome, n: countDistinct(verifications.credentialId) })
    .from(verifications)
    .where(
      and(
        eq(verifications.tenantId, ctx.tenantId),
        eq(verifications.workspaceId, ctx.workspaceId),
        gte(verifications.at, sinceDay * dayMs),
      ),
    )
    .groupBy(day, verifications.outcome);
}
