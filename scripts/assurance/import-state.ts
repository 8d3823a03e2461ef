/** What an import leaves in a workspace, in a form in which two workspaces can be compared. */
import { and, asc, count, eq, isNull, type Column } from 'drizzle-orm';
import { read, transact, type Tx } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { credentials, credentialVersions } from '#db/schema/credentials.ts';
import { importItems, importPlanChunks, importPlanItems, importRuns, imports } from '#db/schema/imports.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { keyring } from '#lib/keys/queries.ts';
import { open } from '#lib/vault/seal.ts';
import { bindingOf, decodeSealed } from '#lib/versions/model.ts';
import type { OpenedVersion } from '#lib/versions/queries.ts';

type Place = Pick<WorkspaceCtx, 'tenantId' | 'workspaceId'>;

const inPlace = (table: { tenantId: Column; workspaceId: Column }, { tenantId, workspaceId }: Place) =>
  and(eq(table.tenantId, tenantId), eq(table.workspaceId, workspaceId));

/** A border: everything read in one snapshot. */
export const readBorder = (ctx: Place, importId: string) =>
  transact(async (tx) => ({
    run: await runOf(tx, ctx, importId),
    journal: await journalOf(tx, ctx, importId),
    planned: await plannedOf(tx, ctx, importId),
    live: await liveOf(tx, ctx),
    versions: await versionsOf(tx, ctx),
    audited: await auditedOf(tx, ctx),
  }));

export type Border = Awaited<ReturnType<typeof readBorder>>;

async function runOf(tx: Tx, ctx: Place, importId: string) {
  const [run] = await tx
    .select({ kind: importRuns.kind, state: importRuns.state, done: importRuns.done, error: importRuns.errorMessage })
    .from(importRuns)
    .where(and(inPlace(importRuns, ctx), eq(importRuns.id, importId)));
  return run ?? null;
}

async function journalOf(tx: Tx, ctx: Place, importId: string) {
  return tx
    .select({ i: importItems.i, outcome: importItems.outcome, credentialId: importItems.credentialId })
    .from(importItems)
    .where(and(inPlace(importItems, ctx), eq(importItems.importId, importId)))
    .orderBy(asc(importItems.i));
}

/** Rows of the plan, of single items and of plain ones in portions. */
async function plannedOf(tx: Tx, ctx: Place, importId: string) {
  let rows = 0;
  for (const table of [importPlanItems, importPlanChunks]) {
    const [row] = await tx
      .select({ n: count() })
      .from(table)
      .where(and(inPlace(table, ctx), eq(table.importId, importId)));
    rows += row?.n ?? 0;
  }
  return rows;
}

async function liveOf(tx: Tx, ctx: Place) {
  const [row] = await tx
    .select({ n: count() })
    .from(credentials)
    .where(and(inPlace(credentials, ctx), isNull(credentials.deletedAt)));
  return row?.n ?? 0;
}

async function versionsOf(tx: Tx, ctx: Place) {
  const [row] = await tx.select({ n: count() }).from(credentialVersions).where(inPlace(credentialVersions, ctx));
  return row?.n ?? 0;
}

/** How many rows of each action. */
async function auditedOf(tx: Tx, ctx: Place): Promise<Record<string, number>> {
  const rows = await tx
    .select({ action: audit.action, n: count() })
    .from(audit)
    .where(eq(audit.tenantId, ctx.tenantId))
    .groupBy(audit.action);
  return Object.fromEntries(rows.map(({ action, n }) => [action, n]));
}

/** Every credential with all its versions, opened, in the order of names: only ids and times of this import are left out. */
export async function readCredentials(ctx: Place) {
  const rows = await read().select().from(credentials).where(inPlace(credentials, ctx));
  const versions = await openVersions(ctx);
  const known = rows.map((row) => ({
    identifier: row.identifier,
    name: row.name,
    nameKey: row.nameKey,
    component: row.component,
    authType: row.authType,
    environment: row.environment,
    settings: row.settings,
    metadata: row.metadata,
    audience: row.audience,
    version: row.version,
    revision: row.revision,
    state: row.state,
    deletedAt: row.deletedAt,
    versions: versions.get(row.id) ?? [],
  }));
  return known.toSorted((a, b) => compare(`${a.component} ${a.name}`, `${b.component} ${b.name}`));
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

interface KnownVersion extends OpenedVersion {
  readonly reason: string;
  readonly secretFields: readonly string[];
}

async function openVersions(ctx: Place): Promise<Map<string, KnownVersion[]>> {
  const rows = await read()
    .select()
    .from(credentialVersions)
    .where(inPlace(credentialVersions, ctx))
    .orderBy(asc(credentialVersions.number));
  const ring = await keyring();
  const opened = new Map<string, KnownVersion[]>();
  for (const row of rows) {
    const { number, versionId, reason, savedAt, audience, secretFields } = row;
    const { secret, settings } = decodeSealed(await open(ring, bindingOf(row), row.sealed));
    const own = opened.get(row.credentialId) ?? [];
    own.push({ number, versionId, reason, savedAt, audience, secretFields, secret, settings });
    opened.set(row.credentialId, own);
  }
  return opened;
}

/** The journal of an import, without the ids that are drawn anew each time. */
export const readJournal = (ctx: Place, importId: string) =>
  read()
    .select({
      i: importItems.i,
      name: importItems.name,
      component: importItems.component,
      outcome: importItems.outcome,
      reason: importItems.reason,
      isOlder: importItems.isOlder,
      revisionBefore: importItems.revisionBefore,
      revision: importItems.revision,
      versionBefore: importItems.versionBefore,
      versionAfter: importItems.versionAfter,
    })
    .from(importItems)
    .where(and(inPlace(importItems, ctx), eq(importItems.importId, importId)))
    .orderBy(asc(importItems.i));

export async function readImportRow(ctx: Place, importId: string) {
  const [row] = await read()
    .select({
      state: imports.state,
      total: imports.total,
      created: imports.created,
      overridden: imports.overridden,
      skipped: imports.skipped,
      refused: imports.refused,
    })
    .from(imports)
    .where(and(inPlace(imports, ctx), eq(imports.id, importId)));
  return row ?? null;
}

/** Ids of credentials that an import's audit rows speak of, once for each row. */
export async function auditedTargets(ctx: Place, action: string): Promise<string[]> {
  const rows = await read()
    .select({ id: audit.targetId })
    .from(audit)
    .where(and(eq(audit.tenantId, ctx.tenantId), eq(audit.action, action)));
  return rows.map(({ id }) => id).toSorted();
}
