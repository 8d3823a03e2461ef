import { and, asc, desc, eq, gt, inArray, isNotNull, lt, or } from 'drizzle-orm';
import { read, type ReadDb, type Tx } from '#db/client.ts';
import { credentials, credentialVersions } from '#db/schema/credentials.ts';
import { importItems, imports } from '#db/schema/imports.ts';
import { findComponent } from '#lib/catalog/catalog.ts';
import { iconOf } from '#lib/catalog/icons.ts';
import { listStandings } from '#lib/checks/queries.ts';
import { cursorOf, parseCursor } from '#lib/credentials/model.ts';
import { ofWorkspace as credentialsHere } from '#lib/credentials/queries.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { notFound } from '#lib/errors.ts';
import { findRunDto } from '#lib/import-runs/queries.ts';
import { isStorable } from '#lib/names.ts';
import { pageOf } from '#lib/pages.ts';
import { listActiveFlowNames } from '#lib/uses/queries.ts';
import { undoableUntil, type Facts, type Stored } from './model.ts';
import {
  importItemsPageSize,
  importsPageSize,
  type ImportFacts,
  type ImportedItem,
  type ImportItemsPage,
  type ImportRow,
  type ImportsPage,
  type ItemFilter,
} from './schema.ts';

type Row = typeof imports.$inferSelect;

export const ofImport = (ctx: WorkspaceCtx, id: string) =>
  and(eq(imports.tenantId, ctx.tenantId), eq(imports.workspaceId, ctx.workspaceId), eq(imports.id, id));

const itemsHere = (ctx: WorkspaceCtx) =>
  and(eq(importItems.tenantId, ctx.tenantId), eq(importItems.workspaceId, ctx.workspaceId));

export const itemsOf = (ctx: WorkspaceCtx, importId: string) => and(itemsHere(ctx), eq(importItems.importId, importId));

export const ofCredential = (ctx: WorkspaceCtx, credentialId: string) =>
  and(itemsHere(ctx), eq(importItems.credentialId, credentialId));

/** What came into this workspace by file, newest first. */
export async function listImports(ctx: WorkspaceCtx, after: string | null): Promise<ImportsPage> {
  authorise(ctx, 'credential.import');
  const cursor = after ? parseCursor(after) : null;
  const at = Number(cursor?.key);
  const rows = await read()
    .select()
    .from(imports)
    .where(
      and(
        eq(imports.tenantId, ctx.tenantId),
        eq(imports.workspaceId, ctx.workspaceId),
        cursor && Number.isSafeInteger(at)
          ? or(lt(imports.appliedAt, at), and(eq(imports.appliedAt, at), lt(imports.id, cursor.id)))
          : undefined,
      ),
    )
    .orderBy(desc(imports.appliedAt), desc(imports.id))
    .limit(importsPageSize + 1);
  const { rows: page, next } = pageOf(rows, importsPageSize, (last) => cursorOf(String(last.appliedAt), last.id));
  return {
    rows: page.map(rowDto),
    next,
  };
}

const rowDto = (row: Row): ImportRow => ({
  id: row.id,
  fileName: row.fileName,
  fileBytes: row.fileBytes,
  signerStanding: row.signerStanding,
  appliedAt: row.appliedAt,
  appliedBy: row.appliedByLabel,
  counts: { created: row.created, overridden: row.overridden, skipped: row.skipped, refused: row.refused },
  total: row.total,
  state: row.state,
  undone: row.undoneAt === null ? null : { at: row.undoneAt, by: row.undoneByLabel ?? '', left: row.undoLeft },
});

/** The whole row, for commands. Not in this workspace: NOT_FOUND. */
export async function requireImport(ctx: WorkspaceCtx, id: string, db: ReadDb | Tx = read()): Promise<Row> {
  if (!isStorable(id)) throw notFound('This import');
  const [row] = await db.select().from(imports).where(ofImport(ctx, id));
  if (!row) throw notFound('This import');
  return row;
}

/** One import as its page shows it; whether it can be undone now is for `lib/undos`. */
export async function describeImport(ctx: WorkspaceCtx, id: string): Promise<ImportFacts> {
  authorise(ctx, 'credential.import');
  const row = await requireImport(ctx, id);
  return {
    ...rowDto(row),
    sha256: row.sha256,
    sealing: row.sealing,
    signerFingerprint: row.signerFingerprint,
    exportId: row.exportId,
    exportedAt: row.exportedAt,
    undoableUntil: undoableUntil(row.appliedAt),
    stoppedBecause: row.stoppedBecause,
    run: await findRunDto(ctx, id),
  };
}

/** The items of one import in the order of the file, all or one kind, each with how its credential stands now. */
export async function listImportItems(
  ctx: WorkspaceCtx,
  id: string,
  after: number,
  filter: ItemFilter = 'all',
): Promise<ImportItemsPage> {
  authorise(ctx, 'credential.import');
  const { id: importId } = await requireImport(ctx, id);
  const rows = await read()
    .select({
      i: importItems.i,
      name: importItems.name,
      component: importItems.component,
      outcome: importItems.outcome,
      reason: importItems.reason,
      isOlder: importItems.isOlder,
      credentialId: importItems.credentialId,
    })
    .from(importItems)
    .where(and(itemsHere(ctx), eq(importItems.importId, importId), gt(importItems.i, after), ofKind(filter)))
    .orderBy(asc(importItems.i))
    .limit(importItemsPageSize + 1);
  const { rows: page, next } = pageOf(rows, importItemsPageSize, (last) => last.i);
  const ids = page.flatMap((row) => row.credentialId ?? []);
  const standings = new Map((await listStandings(ctx, ids)).map((one) => [one.id, one]));
  return {
    items: page.map(({ credentialId, ...row }): ImportedItem => {
      const entry = findComponent(row.component);
      return {
        ...row,
        componentName: entry?.name ?? row.component,
        icon: iconOf(entry ?? { name: row.component }),
        standing: standings.get(credentialId ?? '') ?? null,
      };
    }),
    next,
  };
}

/** Of what was stored, only what stayed has a reason. */
function ofKind(filter: ItemFilter) {
  if (filter === 'all') return undefined;
  if (filter !== 'stayed') return eq(importItems.outcome, filter);
  return and(inArray(importItems.outcome, ['created', 'overridden']), isNotNull(importItems.reason));
}

/** Which of these are imports of this workspace. */
export async function knownImports(ctx: WorkspaceCtx, ids: readonly string[]): Promise<Set<string>> {
  authorise(ctx, 'credential.import');
  if (ids.length === 0) return new Set();
  const rows = await read()
    .select({ id: imports.id })
    .from(imports)
    .where(
      and(eq(imports.tenantId, ctx.tenantId), eq(imports.workspaceId, ctx.workspaceId), inArray(imports.id, [...ids])),
    );
  return new Set(rows.map((row) => row.id));
}

interface Portion {
  /** The number of the last item before it, and how many at the most. */
  readonly after: number;
  readonly limit: number;
}

/** What became a credential, for the undo: all of it, or a portion. */
export async function listStored(
  ctx: WorkspaceCtx,
  importId: string,
  { after, limit }: Portion = { after: 0, limit: Number.MAX_SAFE_INTEGER },
  db: ReadDb | Tx = read(),
): Promise<Stored[]> {
  const rows = await db
    .select()
    .from(importItems)
    .where(
      and(
        itemsHere(ctx),
        eq(importItems.importId, importId),
        gt(importItems.i, after),
        eq(importItems.isUndone, false),
        inArray(importItems.outcome, ['created', 'overridden']),
      ),
    )
    .limit(limit)
    .orderBy(asc(importItems.i));
  return rows.flatMap(({ outcome, credentialId, revision, versionAfter, ...row }): Stored[] => {
    const isStored = outcome === 'created' || outcome === 'overridden';
    if (!isStored || credentialId === null || revision === null || versionAfter === null) return [];
    const { i, name, component, revisionBefore, versionBefore, environmentBefore, metadataBefore } = row;
    const before = { revisionBefore, versionBefore, environmentBefore, metadataBefore };
    return [{ i, name, component, outcome, credentialId, revision, versionAfter, ...before }];
  });
}

/** How what the import stored is now. Inside a transaction pass it: the answer then holds until commit. */
export async function factsOf(ctx: WorkspaceCtx, stored: readonly Stored[], db: ReadDb | Tx = read()): Promise<Facts> {
  const ids = stored.map((item) => item.credentialId);
  if (ids.length === 0) return { now: new Map(), flows: new Map(), lost: new Map() };
  const rows = await db
    .select({
      id: credentials.id,
      name: credentials.name,
      version: credentials.version,
      revision: credentials.revision,
      deletedAt: credentials.deletedAt,
    })
    .from(credentials)
    .where(and(credentialsHere(ctx), inArray(credentials.id, ids)));
  const now = rows.map(({ deletedAt, ...row }) => [row.id, { ...row, isDeleted: deletedAt !== null }] as const);
  const kept = await keptVersions(ctx, stored, db);
  const lost = stored.filter((item) => item.versionBefore !== null && !kept.has(item.credentialId));
  return {
    now: new Map(now),
    flows: await listActiveFlowNames(ctx, ids, db),
    lost: new Map(lost.map((item) => [item.credentialId, 'Its former value is not kept any more.'])),
  };
}

/** Credentials whose version from before the import is still there. */
async function keptVersions(ctx: WorkspaceCtx, stored: readonly Stored[], db: ReadDb | Tx): Promise<Set<string>> {
  const before = new Map(stored.map((item) => [item.credentialId, item.versionBefore]));
  const rows = await db
    .select({ credentialId: credentialVersions.credentialId, number: credentialVersions.number })
    .from(credentialVersions)
    .where(
      and(
        eq(credentialVersions.tenantId, ctx.tenantId),
        eq(credentialVersions.workspaceId, ctx.workspaceId),
        inArray(credentialVersions.credentialId, [...before.keys()]),
      ),
    );
  return new Set(rows.filter((row) => before.get(row.credentialId) === row.number).map((row) => row.credentialId));
}
