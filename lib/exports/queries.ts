import { and, desc, eq, inArray, lt, or } from 'drizzle-orm';
import { read, type ReadDb, type Tx } from '#db/client.ts';
import { exports } from '#db/schema/exports.ts';
import { tenants, workspaces } from '#db/schema/tenants.ts';
import type { SealTo } from '#lib/bson/file-key.ts';
import { findComponent } from '#lib/catalog/catalog.ts';
import { iconOf } from '#lib/catalog/icons.ts';
import { listStandings } from '#lib/checks/queries.ts';
import { systemClock } from '#lib/clock.ts';
import { cursorOf, parseCursor } from '#lib/credentials/model.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { notFound } from '#lib/errors.ts';
import { listItems } from '#lib/export-items/queries.ts';
import { findFlowIds } from '#lib/flows/queries.ts';
import { isStorable } from '#lib/names.ts';
import { pageOf } from '#lib/pages.ts';
import { readKey } from '#lib/recipients/model.ts';
import { nameOf } from '#lib/recipients/queries.ts';
import { fingerprint } from '#lib/vault/signing.ts';
import { stateNow, wrapFileKey, type SealedTo } from './model.ts';
import {
  exportItemsPageSize,
  exportsPageSize,
  type ExportDetail,
  type ExportedItem,
  type ExportItemsPage,
  type ExportRow,
  type ExportsPage,
  type SealingInput,
} from './schema.ts';

/** What the file key is sealed to, and what may be told of it. INPUT_INVALID for a key that was changed on its way. */
export async function sealingOf(ctx: WorkspaceCtx, sealing: SealingInput): Promise<{ to: SealTo; told: SealedTo }> {
  const nobody = { recipientName: null, recipientFingerprint: null };
  if (sealing.kind === 'passphrase')
    return { to: { ...sealing, owner: ctx.tenantId }, told: { sealing: 'passphrase', ...nobody } };
  if (sealing.kind === 'installation')
    return { to: { kind: 'installation', wrap: wrapFileKey }, told: { sealing: 'installation', ...nobody } };
  const publicKey = readKey(sealing.key);
  const recipientFingerprint = fingerprint(publicKey);
  const recipientName = await nameOf(ctx, recipientFingerprint);
  return { to: { kind: 'recipient', publicKey }, told: { sealing: 'recipient', recipientName, recipientFingerprint } };
}

/** The names that travel, sealed, in the first frame of a file. */
export async function originOf(ctx: WorkspaceCtx): Promise<{ tenantName: string; workspaceName: string }> {
  const [row] = await read()
    .select({ tenantName: tenants.name, workspaceName: workspaces.name })
    .from(workspaces)
    .innerJoin(tenants, eq(tenants.id, workspaces.tenantId))
    .where(and(eq(workspaces.tenantId, ctx.tenantId), eq(workspaces.id, ctx.workspaceId)));
  if (!row) throw notFound('This workspace');
  return row;
}

const here = (ctx: WorkspaceCtx) => and(eq(exports.tenantId, ctx.tenantId), eq(exports.workspaceId, ctx.workspaceId));

export const ofExport = (ctx: WorkspaceCtx, id: string) => and(here(ctx), eq(exports.id, id));

/** An export of this very session. Of anybody or anything else there is none. */
export async function requireOwnExport(ctx: WorkspaceCtx, id: string, db: ReadDb | Tx = read()) {
  if (!isStorable(id)) throw notFound('This export');
  const [row] = await db.select().from(exports).where(ofExport(ctx, id));
  if (row?.createdBy !== ctx.actor.id || row.sessionId !== ctx.sessionId) throw notFound('This export');
  return row;
}

type Row = typeof exports.$inferSelect;

/** What was made in this workspace, newest first: by whom, of what and for whom. */
export async function listExports(ctx: WorkspaceCtx, after: string | null): Promise<ExportsPage> {
  authorise(ctx, 'credential.export');
  const cursor = after ? parseCursor(after) : null;
  const at = Number(cursor?.key);
  const rows = await read()
    .select()
    .from(exports)
    .where(
      and(
        here(ctx),
        cursor && Number.isSafeInteger(at)
          ? or(lt(exports.createdAt, at), and(eq(exports.createdAt, at), lt(exports.id, cursor.id)))
          : undefined,
      ),
    )
    .orderBy(desc(exports.createdAt), desc(exports.id))
    .limit(exportsPageSize + 1);
  const { rows: page, next } = pageOf(rows, exportsPageSize, (last) => cursorOf(String(last.createdAt), last.id));
  const now = systemClock();
  return {
    rows: page.map((row) => rowDto(row, now)),
    next,
  };
}

const rowDto = (row: Row, now: number): ExportRow => ({
  id: row.id,
  resourceType: row.resourceType,
  state: stateNow(row, now),
  fileName: row.fileName,
  count: row.count,
  leftOut: row.looked - row.count,
  at: row.createdAt,
  by: row.createdByLabel,
  sealing: row.sealing,
  recipientName: row.recipientName,
});

/** One file that was made here, or is being made. */
export async function getExport(ctx: WorkspaceCtx, id: string): Promise<ExportDetail> {
  authorise(ctx, 'credential.export');
  const row = await requireExport(ctx, id);
  const isSent = row.state === 'sent';
  return {
    ...rowDto(row, systemClock()),
    recipientFingerprint: row.recipientFingerprint,
    signerFingerprint: row.signerFingerprint,
    reason: row.reason,
    sentAt: isSent ? row.sentAt : null,
    fileBytes: isSent ? row.fileBytes : null,
    sha256: isSent ? row.sha256 : null,
  };
}

async function requireExport(ctx: WorkspaceCtx, id: string): Promise<Row> {
  if (!isStorable(id)) throw notFound('This export');
  const [row] = await read().select().from(exports).where(ofExport(ctx, id));
  if (!row) throw notFound('This export');
  return row;
}

/** What was chosen for one export in its order, each with how it stands now. */
export async function listExportItems(ctx: WorkspaceCtx, id: string, after: number): Promise<ExportItemsPage> {
  authorise(ctx, 'credential.export');
  const { resourceType } = await requireExport(ctx, id);
  const rows = await listItems(ctx, id, after, exportItemsPageSize + 1);
  const { rows: page, next } = pageOf(rows, exportItemsPageSize, (last) => last.i);
  const ids = page.map((row) => row.targetId);
  const isFlow = resourceType === 'flow';
  const standings = new Map((isFlow ? [] : await listStandings(ctx, ids)).map((one) => [one.id, one]));
  const flows = new Set(isFlow ? await findFlowIds(ctx, ids) : []);
  return {
    items: page.map(({ targetId, component, ...row }): ExportedItem => ({
      ...row,
      app: component === null ? null : appOf(component),
      standing: standings.get(targetId) ?? null,
      flowId: flows.has(targetId) ? targetId : null,
    })),
    next,
  };
}

function appOf(component: string) {
  const entry = findComponent(component);
  return { name: entry?.name ?? component, icon: iconOf(entry ?? { name: component }) };
}

/** Which of these are exports of this workspace. */
export async function knownExports(ctx: WorkspaceCtx, ids: readonly string[]): Promise<Set<string>> {
  authorise(ctx, 'credential.export');
  if (ids.length === 0) return new Set();
  const rows = await read()
    .select({ id: exports.id })
    .from(exports)
    .where(and(here(ctx), inArray(exports.id, [...ids])));
  return new Set(rows.map((row) => row.id));
}
