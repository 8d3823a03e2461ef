import { and, asc, desc, eq, gt, inArray, isNull, lt, lte, notInArray, or } from 'drizzle-orm';
import { read, type ReadDb, type Tx } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { liveImportRows, liveImports } from '#db/schema/live-imports.ts';
import { systemClock } from '#lib/clock.ts';
import { cursorOf, parseCursor } from '#lib/credentials/model.ts';
import { ofWorkspace as credentialsHere } from '#lib/credentials/queries.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { notFound } from '#lib/errors.ts';
import { inBatches, linesOf, type Line } from '#lib/live-lines/model.ts';
import { isStorable } from '#lib/names.ts';
import { pageOf } from '#lib/pages.ts';
import { readUpload, requireHeld } from '#lib/uploads/queries.ts';
import { liveImportDto, type LiveImport } from './model.ts';
import {
  liveImportsPageSize,
  liveRowsPageMax,
  liveRowsPageSize,
  type LiveImportDto,
  type LiveImportsPage,
  type LiveRowDto,
  type LiveRowsPage,
  type LiveRowView,
  type OutcomeFilter,
} from './schema.ts';

type Place = Pick<WorkspaceCtx, 'tenantId' | 'workspaceId'>;

const here = ({ tenantId, workspaceId }: Place) =>
  and(eq(liveImports.tenantId, tenantId), eq(liveImports.workspaceId, workspaceId));

export const ofLiveImport = (place: Place, id: string) => and(here(place), eq(liveImports.id, id));

export const ofLiveRows = ({ tenantId, workspaceId }: Place, importId: string) =>
  and(
    eq(liveImportRows.tenantId, tenantId),
    eq(liveImportRows.workspaceId, workspaceId),
    eq(liveImportRows.importId, importId),
  );

/** A file makes consumers, so it is nothing for a token of one of them. */
export function authoriseLiveImports(ctx: WorkspaceCtx): void {
  authorise(ctx, 'connection.import');
  authorise(ctx, 'consumer.update');
}

/** The whole row, for commands. Not in this workspace: NOT_FOUND. */
export async function requireLiveImport(place: Place, id: string, db: ReadDb | Tx = read()): Promise<LiveImport> {
  if (!isStorable(id)) throw notFound('This import');
  const [row] = await db.select().from(liveImports).where(ofLiveImport(place, id));
  if (!row) throw notFound('This import');
  return row;
}

export async function getLiveImport(ctx: WorkspaceCtx, id: string): Promise<LiveImportDto> {
  authoriseLiveImports(ctx);
  return liveImportDto(await requireLiveImport(ctx, id), systemClock());
}

/** The files of connections that came into this workspace, newest first. */
export async function listLiveImports(
  ctx: WorkspaceCtx,
  { after = null, limit = liveImportsPageSize }: { after?: string | null; limit?: number } = {},
): Promise<LiveImportsPage> {
  authoriseLiveImports(ctx);
  const cursor = after ? parseCursor(after) : null;
  const at = Number(cursor?.key);
  const rows = await read()
    .select()
    .from(liveImports)
    .where(
      and(
        here(ctx),
        cursor && Number.isSafeInteger(at)
          ? or(lt(liveImports.createdAt, at), and(eq(liveImports.createdAt, at), lt(liveImports.id, cursor.id)))
          : undefined,
      ),
    )
    .orderBy(desc(liveImports.createdAt), desc(liveImports.id))
    .limit(limit + 1);
  const { rows: page, next } = pageOf(rows, limit, (last) => cursorOf(String(last.createdAt), last.id));
  const now = systemClock();
  return {
    rows: page.map((row) => liveImportDto(row, now)),
    next,
  };
}

export interface RowsAsked {
  readonly outcome: OutcomeFilter;
  /** Number of the last line seen; 0 for the beginning. */
  readonly after: number;
  readonly limit?: number;
}

/** What became of the lines that are done, in their order: all, or those of one outcome. */
export async function listLiveRows(ctx: WorkspaceCtx, id: string, asked: RowsAsked): Promise<LiveRowsPage> {
  authoriseLiveImports(ctx);
  const { id: importId } = await requireLiveImport(ctx, id);
  return pageOfRows(ctx, importId, asked);
}

async function pageOfRows(
  place: Place,
  importId: string,
  { outcome, after, limit = liveRowsPageSize }: RowsAsked,
): Promise<LiveRowsPage> {
  const rows = await read()
    .select({
      line: liveImportRows.line,
      outcome: liveImportRows.outcome,
      consumer: liveImportRows.consumer,
      connectionKey: liveImportRows.connectionKey,
      credentialId: liveImportRows.credentialId,
      code: liveImportRows.code,
      message: liveImportRows.message,
    })
    .from(liveImportRows)
    .where(
      and(
        ofLiveRows(place, importId),
        gt(liveImportRows.line, after),
        outcome === 'all' ? undefined : eq(liveImportRows.outcome, outcome),
      ),
    )
    .orderBy(asc(liveImportRows.line))
    .limit(limit + 1);
  return pageOf(rows, limit, (last) => last.line);
}

/** The same for people, who go on from a line to its credential. */
export async function listLiveRowViews(
  ctx: WorkspaceCtx,
  id: string,
  asked: RowsAsked,
): Promise<{ rows: readonly LiveRowView[]; next: number | null }> {
  authorise(ctx, 'credential.read');
  const { rows, next } = await listLiveRows(ctx, id, asked);
  const ids = rows.flatMap((row) => row.credentialId ?? []);
  const found = ids.length === 0 ? [] : await componentsOf(ctx, ids);
  const components = new Map(found.map((one) => [one.id, one.component]));
  return { rows: rows.map((row) => ({ ...row, component: components.get(row.credentialId ?? '') ?? null })), next };
}

const componentsOf = (ctx: WorkspaceCtx, ids: readonly string[]) =>
  read()
    .select({ id: credentials.id, component: credentials.component })
    .from(credentials)
    .where(and(credentialsHere(ctx), inArray(credentials.id, [...ids]), isNull(credentials.deletedAt)));

/** Every line that was refused, and why: a page of them at a time. */
export async function* refusedLines(ctx: WorkspaceCtx, id: string): AsyncGenerator<readonly LiveRowDto[]> {
  authoriseLiveImports(ctx);
  const { id: importId } = await requireLiveImport(ctx, id);
  let after: number | null = 0;
  while (after !== null) {
    const page: LiveRowsPage = await pageOfRows(ctx, importId, { outcome: 'refused', after, limit: liveRowsPageMax });
    yield page.rows;
    after = page.next;
  }
}

/** Imports with work left, of tenants that are not `busy`: somebody's, as long as their lease runs. */
export const isDue = (busy: readonly string[], now: number | null = null) =>
  and(
    eq(liveImports.state, 'running'),
    now === null ? undefined : or(isNull(liveImports.leasedUntil), lte(liveImports.leasedUntil, now)),
    busy.length > 0 ? notInArray(liveImports.tenantId, [...busy]) : undefined,
  );

/** Leases run by the clock of the database, so this does not look at them. */
export async function hasDueImports(busy: readonly string[]): Promise<boolean> {
  const [row] = await read().select({ id: liveImports.id }).from(liveImports).where(isDue(busy)).limit(1);
  return row !== undefined;
}

/** For the job: the lines that are not done yet, in batches. The file is read from its beginning, which is quick. */
export async function* batchesLeft(ctx: WorkspaceCtx, { id, done }: LiveImport): AsyncGenerator<Line[]> {
  const upload = await requireHeld(ctx, id);
  yield* inBatches(linesOf(readUpload(ctx, upload)), done);
}
