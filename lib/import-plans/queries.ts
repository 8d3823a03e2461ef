import { and, asc, count, eq, gt, gte, lte } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { inList } from '#db/in-list.ts';
import { credentials, credentialVersions } from '#db/schema/credentials.ts';
import { importPlanChunks, importPlanItems, importRuns } from '#db/schema/imports.ts';
import { findComponent } from '#lib/catalog/catalog.ts';
import { iconOf } from '#lib/catalog/icons.ts';
import { describeConflict, isSameVersion, storedVersion } from '#lib/conflicts/queries.ts';
import type { ConflictDto } from '#lib/conflicts/schema.ts';
import { live, ofWorkspace } from '#lib/credentials/queries.ts';
import { systemClock } from '#lib/clock.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import type { FileDto } from '#lib/files/schema.ts';
import { runDto, type Run } from '#lib/import-runs/model.ts';
import { findRun, requireRun } from '#lib/import-runs/queries.ts';
import type { Decision } from '#lib/imports/model.ts';
import type { ReadItem } from '#lib/imports/queries.ts';
import { notFound } from '#lib/errors.ts';
import { pageOf } from '#lib/pages.ts';
import { standingOf } from '#lib/signers/queries.ts';
import { canRemember } from '#lib/files/queries.ts';
import { fingerprint } from '#lib/vault/signing.ts';
import { choiceOf, isOpen, type PlanRow, factsOfPlain, plainItem, type PlanFacts } from './model.ts';
import {
  planPageSize,
  type OpenPlan,
  type PlanDto,
  type PlanItemsInput,
  type PlanItemsPage,
  type PlannedItem,
} from './schema.ts';

export const itemsOf = ({ tenantId, workspaceId, id }: Pick<Run, 'tenantId' | 'workspaceId' | 'id'>) =>
  and(
    eq(importPlanItems.tenantId, tenantId),
    eq(importPlanItems.workspaceId, workspaceId),
    eq(importPlanItems.importId, id),
  );

export const chunksOf = ({ tenantId, workspaceId, id }: Pick<Run, 'tenantId' | 'workspaceId' | 'id'>) =>
  and(
    eq(importPlanChunks.tenantId, tenantId),
    eq(importPlanChunks.workspaceId, workspaceId),
    eq(importPlanChunks.importId, id),
  );

/** The run of a plan, whether it is being made, waits or failed. Not in this workspace, or applied: NOT_FOUND. */
export async function requirePlan(ctx: WorkspaceCtx, id: string): Promise<Run> {
  const run = await requireRun(ctx, id);
  if (run.kind !== 'plan') throw notFound('This plan');
  return run;
}

/** A plan as its page shows it; null when there is none, for then it was applied or put away. */
export async function findPlan(ctx: WorkspaceCtx, id: string): Promise<PlanDto | null> {
  authorise(ctx, 'credential.import');
  const run = await findRun(ctx, id);
  if (run?.kind !== 'plan') return null;
  return {
    id: run.id,
    run: runDto(run, systemClock()),
    file: await fileOf(ctx, run),
    counts: { new: run.fresh, conflict: run.conflicts, refused: run.refused },
    forConflicts: run.forConflicts,
    doing: await doingOf(run),
    expiresAt: run.expiresAt,
  };
}

/** The plans that are being made or wait for somebody, the one that began first at the top: a few at the most. */
export async function listOpenPlans(ctx: WorkspaceCtx): Promise<OpenPlan[]> {
  authorise(ctx, 'credential.import');
  const { tenantId, workspaceId, kind, startedAt, id } = importRuns;
  const runs = await read()
    .select()
    .from(importRuns)
    .where(and(eq(tenantId, ctx.tenantId), eq(workspaceId, ctx.workspaceId), eq(kind, 'plan')))
    .orderBy(asc(startedAt), asc(id));
  const now = systemClock();
  return runs.map((run) => ({
    id: run.id,
    fileName: run.file.fileName,
    fileBytes: run.file.bytes,
    run: runDto(run, now),
    expiresAt: run.expiresAt,
  }));
}

/** What was kept of the file when its plan began; how its signer stands is looked at again. */
export async function fileOf(ctx: WorkspaceCtx, run: Run): Promise<FileDto> {
  const signer = signerOf(run);
  if (signer === null) return { ...run.file, signer: null };
  const standing = await standingOf(ctx, signer);
  return { ...run.file, signer: { fingerprint: signer.fingerprint, ...standing, isRemembered: canRemember(ctx) } };
}

export const signerOf = ({ signerKey }: Run) =>
  signerKey === null ? null : { publicKey: signerKey, fingerprint: fingerprint(signerKey) };

/** How many of each, with the choices made so far: counted by outcome and choice, not item by item. */
export async function doingOf(run: Run): Promise<PlanDto['doing']> {
  const doing = { create: 0, override: 0, skip: 0, open: 0 };
  if (run.state !== 'ready') return doing;
  const { outcome, overrideRefused, choice } = importPlanItems;
  const own = await read()
    .select({ outcome, overrideRefused, choice, items: count() })
    .from(importPlanItems)
    .where(and(itemsOf(run), eq(importPlanItems.outcome, 'conflict')))
    .groupBy(outcome, overrideRefused, choice);
  for (const { items, ...row } of own)
    doing[isOpen(row, run.forConflicts) ? 'open' : choiceOf(row, run.forConflicts)] += items;
  const [left] = await read()
    .select({ items: count() })
    .from(importPlanItems)
    .where(and(itemsOf(run), eq(outcome, 'new'), eq(choice, 'skip')));
  const leftOut = left?.items ?? 0;
  doing.create += run.fresh - leftOut;
  doing.skip += leftOut;
  doing.skip += run.refused;
  return doing;
}

/** Items of a plan in the order of the file, all of them or one kind. */
export async function listPlanItems(ctx: WorkspaceCtx, input: PlanItemsInput): Promise<PlanItemsPage> {
  authorise(ctx, 'credential.import');
  const run = await requirePlan(ctx, input.id);
  const own = await read()
    .select()
    .from(importPlanItems)
    .where(
      and(
        itemsOf(run),
        gt(importPlanItems.i, input.after),
        input.filter === 'all' ? undefined : eq(importPlanItems.outcome, input.filter),
      ),
    )
    .orderBy(asc(importPlanItems.i))
    .limit(planPageSize + 1);
  const isPlainShown = input.filter === 'all' || input.filter === 'new';
  const plain = isPlainShown ? await listPlain(run, input.after, own) : [];
  const rows = [...own, ...plain].toSorted((a, b) => a.i - b.i);
  const { rows: page, next } = pageOf(rows, planPageSize, (last) => last.i);
  const items: PlannedItem[] = [];
  for (const row of page) items.push(await plannedItem(ctx, row, run));
  return { items, next };
}

/** Plain items after this one, as many as a page may need. What was chosen for alone has a row of its own. */
async function listPlain(run: Run, after: number, own: readonly PlanRow[]): Promise<PlanFacts[]> {
  const chosen = new Set(own.map((row) => row.i));
  const found: PlanFacts[] = [];
  for (let from = after; found.length <= planPageSize;) {
    const [chunk] = await read()
      .select()
      .from(importPlanChunks)
      .where(and(chunksOf(run), gt(importPlanChunks.last, from)))
      .orderBy(asc(importPlanChunks.first))
      .limit(1);
    if (!chunk) break;
    for (const item of chunk.items) if (item.i > after && !chosen.has(item.i)) found.push(factsOfPlain(item));
    from = chunk.last;
  }
  return found;
}

async function plannedItem(ctx: WorkspaceCtx, row: PlanFacts, run: Run): Promise<PlannedItem> {
  const entry = findComponent(row.component);
  const { i, name, identifier, component, environment, outcome, reason, createName, ignored } = row;
  return {
    i,
    name,
    identifier,
    component,
    componentName: entry?.name ?? component,
    icon: iconOf(entry ?? { name: component }),
    environment,
    outcome,
    reason,
    conflict: await conflictOf(ctx, row),
    createName,
    ignored,
    choice: choiceOf(row, run.forConflicts),
    isOwn: row.choice !== null,
    isOpen: isOpen(row, run.forConflicts),
  };
}

async function conflictOf(ctx: WorkspaceCtx, row: PlanFacts): Promise<ConflictDto | null> {
  if (row.outcome !== 'conflict' || row.metBy === null || row.metId === null) return null;
  const [here] = await read()
    .select()
    .from(credentials)
    .where(and(ofWorkspace(ctx), live, eq(credentials.id, row.metId)));
  if (!here) return null;
  const isStill = here.revision === row.metRevision;
  const overrideRefused = isStill ? row.overrideRefused : 'It was changed after this plan was made.';
  const stored = await storedVersion(ctx, here);
  const file = { ...row, authType: here.authType, settings: row.settings ?? {}, isSame: row.isSame && isStill };
  return describeConflict(ctx, { here, by: row.metBy, overrideRefused, stored }, file);
}

/** What is done with an item: the part of its plan that an apply needs. */
export type Planned = Pick<
  PlanRow,
  | 'i'
  | 'outcome'
  | 'reason'
  | 'createName'
  | 'createIdentifier'
  | 'metId'
  | 'metRevision'
  | 'metVersion'
  | 'overrideRefused'
  | 'choice'
>;

/** The plan of these items, by their number: plain where nothing else is said. */
export async function planOf(run: Run, items: readonly ReadItem[]): Promise<Map<number, Planned>> {
  const [first, last] = [items[0]?.i ?? 0, items.at(-1)?.i ?? 0];
  const { i, outcome, reason, createName, createIdentifier, ...rest } = importPlanItems;
  const { metId, metRevision, metVersion, overrideRefused, choice } = rest;
  const met = { metId, metRevision, metVersion, overrideRefused, choice };
  const rows = await read()
    .select({ i, outcome, reason, createName, createIdentifier, ...met })
    .from(importPlanItems)
    .where(and(itemsOf(run), gte(i, first), lte(i, last)));
  const planned = new Map<number, Planned>(rows.map((row) => [row.i, row]));
  for (const item of items) if (!planned.has(item.i)) planned.set(item.i, factsOfPlain(plainItem(item)));
  return planned;
}

/** Which conflicts bring the very version that is here: only where the ids agree is a secret opened. */
export async function sameVersions(
  ctx: WorkspaceCtx,
  items: readonly ReadItem[],
  decisions: readonly Decision[],
): Promise<Set<number>> {
  const met = items.flatMap((item, at) => {
    const here = decisions[at]?.outcome === 'conflict' ? decisions[at].here : null;
    const version = item.opened.item.version;
    return here && version && item.draft ? [{ i: item.i, here, id: version.id, secret: item.draft.secret }] : [];
  });
  if (met.length === 0) return new Set();
  const rows = await read()
    .select({ credentialId: credentialVersions.credentialId, versionId: credentialVersions.versionId })
    .from(credentialVersions)
    .where(
      and(
        eq(credentialVersions.tenantId, ctx.tenantId),
        eq(credentialVersions.workspaceId, ctx.workspaceId),
        inList(
          credentialVersions.credentialId,
          met.map((one) => one.here.id),
        ),
        inList(
          credentialVersions.versionId,
          met.map((one) => one.id),
        ),
      ),
    );
  const known = new Set(rows.map((row) => `${row.credentialId} ${row.versionId}`));
  const same = new Set<number>();
  for (const { i, here, id, secret } of met)
    if (known.has(`${here.id} ${id}`) && isSameVersion(await storedVersion(ctx, here), { id, secret })) same.add(i);
  return same;
}

/** One item, for a choice. A plain one has no row yet. */
export async function requirePlanItem(run: Run, i: number): Promise<PlanRow> {
  const [row] = await read()
    .select()
    .from(importPlanItems)
    .where(and(itemsOf(run), eq(importPlanItems.i, i)));
  if (row) return row;
  const [chunk] = await read()
    .select()
    .from(importPlanChunks)
    .where(and(chunksOf(run), lte(importPlanChunks.first, i), gte(importPlanChunks.last, i)));
  const plain = chunk?.items.find((item) => item.i === i);
  if (!plain) throw notFound('This item');
  const { tenantId, workspaceId, id: importId } = run;
  return { tenantId, workspaceId, importId, ...factsOfPlain(plain) };
}
