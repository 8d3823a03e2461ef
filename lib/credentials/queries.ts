import { and, asc, count, eq, gt, inArray, isNull, lte, notInArray, or, type SQL } from 'drizzle-orm';
import { read, type ReadDb, type Tx } from '#db/client.ts';
import { contains } from '#db/contains.ts';
import { inList } from '#db/in-list.ts';
import { consumers } from '#db/schema/consumers.ts';
import { credentials, lastUses } from '#db/schema/credentials.ts';
import { dayMs, systemClock } from '#lib/clock.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { notFound } from '#lib/errors.ts';
import { itsConsumer, ofHolder } from '#lib/holders/queries.ts';
import { itsLastUse, lastUseOf } from '#lib/last-uses/queries.ts';
import { isStorable, nameKey, numberedName } from '#lib/names.ts';
import { pageOf } from '#lib/pages.ts';
import { countFlows } from '#lib/uses/queries.ts';
import { outcomesByDay } from '#lib/verifications/queries.ts';
import { describeVersion } from '#lib/versions/queries.ts';
import { cursorOf, parseCursor, shownState, ticksOf } from './model.ts';
import {
  expiringDays,
  pageSize,
  tickDays,
  type ConsumerRef,
  type CredentialDetail,
  type CredentialPage,
  type FoundCredential,
  type ListFilter,
  type ShownState,
} from './schema.ts';

/** What is there for whoever asks: the workspace, or of it what is one consumer's. */
export const ofWorkspace = (ctx: WorkspaceCtx) =>
  and(eq(credentials.tenantId, ctx.tenantId), eq(credentials.workspaceId, ctx.workspaceId), ofHolder(ctx));

export const live = isNull(credentials.deletedAt);

/** Columns of a list. No JSON among them: a damaged document spoils its own page, never the list. */
const listColumns = {
  id: credentials.id,
  identifier: credentials.identifier,
  name: credentials.name,
  nameKey: credentials.nameKey,
  component: credentials.component,
  authType: credentials.authType,
  environment: credentials.environment,
  state: credentials.state,
  stateMessage: credentials.stateMessage,
  checkedAt: credentials.checkedAt,
  expiresAt: credentials.expiresAt,
  lastUsedAt: lastUses.at,
  revision: credentials.revision,
  consumer: { id: consumers.id, externalId: consumers.externalId },
};

/** A page of the credentials of one component, or of the workspace. */
export async function listCredentials(
  ctx: WorkspaceCtx,
  component: string | null,
  filter: ListFilter,
  limit = pageSize,
): Promise<CredentialPage> {
  authorise(ctx, 'credential.read');
  if (component !== null && !isStorable(component)) throw notFound('This app');
  const now = systemClock();
  const scope = and(ofWorkspace(ctx), live, component === null ? undefined : eq(credentials.component, component));
  const where = and(scope, ...filterOf(filter, now));
  const [rows, [counted]] = await Promise.all([
    selectPage(and(where, afterOf(filter)), limit),
    read().select({ n: count() }).from(credentials).where(where),
  ]);
  const { rows: page, next } = pageOf(rows, limit, (last) => cursorOf(last.nameKey, last.id));
  return {
    rows: await withActivity(ctx, page, now),
    next,
    total: counted?.n ?? 0,
  };
}

const selectPage = (where: SQL | undefined, limit: number) =>
  read()
    .select(listColumns)
    .from(credentials)
    .leftJoin(consumers, itsConsumer)
    .leftJoin(lastUses, itsLastUse)
    .where(where)
    .orderBy(asc(credentials.nameKey), asc(credentials.id))
    .limit(limit + 1);

type ListRow = Awaited<ReturnType<typeof selectPage>>[number];

async function withActivity(ctx: WorkspaceCtx, rows: readonly ListRow[], now: number) {
  const ids = rows.map((row) => row.id);
  const today = Math.floor(now / dayMs);
  const [flows, days] = await Promise.all([countFlows(ctx, ids), outcomesByDay(ctx, ids, today - tickDays + 1)]);
  return rows.map((row) => ({
    id: row.id,
    identifier: row.identifier,
    name: row.name,
    component: row.component,
    authType: row.authType,
    environment: row.environment,
    state: shownState(row.state, row.expiresAt, now),
    stateMessage: row.stateMessage,
    checkedAt: row.checkedAt,
    expiresAt: row.expiresAt,
    lastUsedAt: row.lastUsedAt,
    revision: row.revision,
    consumer: row.consumer,
    flows: flows.get(row.id) ?? 0,
    ticks: ticksOf(
      days.filter((one) => one.credentialId === row.id),
      today,
    ),
  }));
}

/** The first few credentials of the workspace whose name contains the words. */
export async function searchCredentials(ctx: WorkspaceCtx, q: string, limit = 8): Promise<FoundCredential[]> {
  authorise(ctx, 'credential.read');
  const now = systemClock();
  const rows = await read()
    .select({
      id: credentials.id,
      name: credentials.name,
      component: credentials.component,
      environment: credentials.environment,
      state: credentials.state,
      expiresAt: credentials.expiresAt,
    })
    .from(credentials)
    .where(and(ofWorkspace(ctx), live, ...filterOf({ q }, now)))
    .orderBy(asc(credentials.nameKey), asc(credentials.id))
    .limit(limit);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    component: row.component,
    environment: row.environment,
    state: shownState(row.state, row.expiresAt, now),
  }));
}

/** One credential that is not in the trash; its secret stays sealed. */
export async function getCredential(ctx: WorkspaceCtx, id: string): Promise<CredentialDetail> {
  authorise(ctx, 'credential.read');
  const row = await requireRow(ctx, id);
  const [version, consumer, lastUsedAt] = await Promise.all([
    describeVersion(ctx, id, row.version),
    consumerOf(row),
    lastUseOf(ctx, id),
  ]);
  return {
    id: row.id,
    identifier: row.identifier,
    name: row.name,
    component: row.component,
    authType: row.authType,
    environment: row.environment,
    // A damaged document is read as nothing, and the credential says that it is unreadable.
    settings: row.settings ?? {},
    audience: row.audience ?? [],
    secretFields: version.secretFields,
    secretSavedAt: version.savedAt,
    version: row.version,
    revision: row.revision,
    state: row.settings === null ? 'unreadable' : shownState(row.state, row.expiresAt, systemClock()),
    stateCode: row.stateCode,
    stateMessage: row.stateMessage,
    stateFix: row.stateFix,
    account: row.account,
    checkedAt: row.checkedAt,
    expiresAt: row.expiresAt,
    lastUsedAt,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    consumer,
  };
}

async function consumerOf(row: typeof credentials.$inferSelect): Promise<ConsumerRef | null> {
  if (row.consumerId === null) return null;
  const [consumer] = await read()
    .select({ id: consumers.id, externalId: consumers.externalId })
    .from(consumers)
    .where(
      and(
        eq(consumers.tenantId, row.tenantId),
        eq(consumers.workspaceId, row.workspaceId),
        eq(consumers.id, row.consumerId),
      ),
    );
  return consumer ?? null;
}

/** In the transaction that makes something theirs: whoever was deleted since the request began has nothing any more. */
export async function refuseGone(tx: Tx, ctx: WorkspaceCtx, consumerId: string): Promise<void> {
  const one = and(
    eq(consumers.tenantId, ctx.tenantId),
    eq(consumers.workspaceId, ctx.workspaceId),
    eq(consumers.id, consumerId),
  );
  if ((await tx.$count(consumers, one)) === 0) throw notFound('This consumer');
}

/** The whole row, for commands. Not in this workspace, or in the trash: NOT_FOUND. */
export async function requireRow(ctx: WorkspaceCtx, id: string, db: ReadDb | Tx = read()) {
  if (!isStorable(id)) throw notFound('This credential');
  const [row] = await db
    .select()
    .from(credentials)
    .where(and(ofWorkspace(ctx), live, eq(credentials.id, id)));
  if (!row) throw notFound('This credential');
  return row;
}

/** Which of these folded names are taken among the credentials of a component, whoever's they are: no two are alike. */
export async function takenAmong(
  ctx: WorkspaceCtx,
  component: string,
  keys: readonly string[],
  db: ReadDb | Tx = read(),
): Promise<Set<string>> {
  const taken = new Set<string>();
  for (let at = 0; at < keys.length; at += keysAtOnce) {
    const rows = await db
      .select({ nameKey: credentials.nameKey })
      .from(credentials)
      .where(
        and(
          eq(credentials.tenantId, ctx.tenantId),
          eq(credentials.workspaceId, ctx.workspaceId),
          live,
          eq(credentials.component, component),
          inList(credentials.nameKey, keys.slice(at, at + keysAtOnce)),
        ),
      );
    for (const row of rows) taken.add(row.nameKey);
  }
  return taken;
}

const keysAtOnce = 500;

/** `name`, `name 2`, `name 3`, …: the first that is free. Looks further in steps that double. */
export async function freeName(
  ctx: WorkspaceCtx,
  component: string,
  wanted: string,
  db: ReadDb | Tx = read(),
): Promise<string> {
  for (let from = 1, count = 4; ; from += count, count *= 2) {
    const names = Array.from({ length: count }, (_, index) => numberedName(wanted, from + index));
    const taken = await takenAmong(ctx, component, names.map(nameKey), db);
    const free = names.find((name) => !taken.has(nameKey(name)));
    if (free !== undefined) return free;
  }
}

/** What a filter lets through, whatever the place in the list. */
export function filterOf(filter: ListFilter, now: number): (SQL | undefined)[] {
  return [
    filter.q?.trim() ? contains(credentials.nameKey, nameKey(filter.q)) : undefined,
    filter.authType?.length ? inArray(credentials.authType, filter.authType) : undefined,
    filter.environment?.length ? inArray(credentials.environment, filter.environment) : undefined,
    filter.consumerId ? eq(credentials.consumerId, filter.consumerId) : undefined,
    filter.state?.length ? or(...filter.state.map((state) => whereShown(state, now))) : undefined,
  ];
}

/** The stored condition for a shown state; the mirror of `shownState`. */
function whereShown(state: ShownState, now: number): SQL | undefined {
  const soon = now + expiringDays * dayMs;
  const isSoon = lte(credentials.expiresAt, soon);
  const notSoon = or(isNull(credentials.expiresAt), gt(credentials.expiresAt, soon));
  switch (state) {
    case 'failed':
    case 'reconnect':
    case 'unreadable':
      return eq(credentials.state, state);
    case 'expiring':
      return and(isSoon, notInArray(credentials.state, ['failed', 'reconnect', 'unreadable']));
    default:
      return and(eq(credentials.state, state), notSoon);
  }
}

function afterOf(filter: ListFilter): SQL | undefined {
  const cursor = filter.after ? parseCursor(filter.after) : null;
  if (!cursor) return undefined;
  return or(
    gt(credentials.nameKey, cursor.key),
    and(eq(credentials.nameKey, cursor.key), gt(credentials.id, cursor.id)),
  );
}
