import { and, eq } from 'drizzle-orm';
import { read, transact, type Tx } from '#db/client.ts';
import { credentials, type Settings } from '#db/schema/credentials.ts';
import { importItems, imports } from '#db/schema/imports.ts';
import { recorder, type Recorder } from '#lib/audit/commands.ts';
import { targetOf, unproved } from '#lib/credentials/model.ts';
import { live, ofWorkspace } from '#lib/credentials/queries.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError, isAppError } from '#lib/errors.ts';
import type { FileDto, SignerDto } from '#lib/files/schema.ts';
import type { ItemFacts } from '#lib/import-items/model.ts';
import { moveToTrash } from '#lib/trash/commands.ts';
import { prepareVersion } from '#lib/versions/commands.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { undoDays } from '#lib/versions/schema.ts';
import { blockersOf, isGone, undoableUntil, type Stored } from './model.ts';
import { factsOf, listStored, ofCredential, ofImport, requireImport } from './queries.ts';
import { verifiedMax, type Blocker, type Outcome, type SignerStanding, type UndoneDto } from './schema.ts';

export interface Applied {
  /** Of the upload, and of the import from now on. */
  readonly id: string;
  readonly file: FileDto;
  readonly sha256: string;
  readonly exportId: string | null;
}


/** Part of an import: what it was, and what became of each item. */
export async function recordImport(
  tx: Tx,
  ctx: WorkspaceCtx,
  now: number,
  applied: Applied,
  items: readonly ItemFacts[],
): Promise<void> {
  const count = (outcome: Outcome) => items.filter((item) => item.outcome === outcome).length;
  const counts = {
    created: count('created'),
    overridden: count('overridden'),
    skipped: count('skipped'),
    refused: count('refused'),
  };
  await insertImport(tx, ctx, now, applied, { ...counts, total: items.length });
  for (let at = 0; at < items.length; at += itemsAtOnce)
    await insertItems(tx, ctx, applied.id, items.slice(at, at + itemsAtOnce));
}

type ImportFacts = Pick<typeof imports.$inferInsert, Outcome | 'total' | 'state'>;

/** Part of an import that goes on for a while: it is in the list from its beginning. */
export async function insertImport(
  tx: Tx,
  ctx: WorkspaceCtx,
  now: number,
  { id, file, sha256, exportId }: Applied,
  facts: ImportFacts,
): Promise<void> {
  await tx.insert(imports).values({
    tenantId: ctx.tenantId,
    workspaceId: ctx.workspaceId,
    id,
    fileName: file.fileName,
    fileBytes: file.bytes,
    sha256,
    sealing: file.sealing,
    signerFingerprint: file.signer?.fingerprint ?? null,
    signerStanding: standingAfter(file.signer),
    exportId,
    exportedAt: file.exportedAt,
    appliedAt: now,
    appliedBy: ctx.actor.id,
    appliedByLabel: ctx.actor.label,
    ...facts,
  });
}

/** What became of some of its items: a few hundred at the most. */
export async function insertItems(tx: Tx, ctx: WorkspaceCtx, importId: string, items: readonly ItemFacts[]) {
  const place = { tenantId: ctx.tenantId, workspaceId: ctx.workspaceId, importId };
  if (items.length > 0) await tx.insert(importItems).values(items.map((item) => ({ ...item, ...place })));
}

/** Whoever nobody knew was confirmed, or nothing would have been stored. */
const standingAfter = (signer: SignerDto | null): SignerStanding =>
  signer?.standing === 'unknown' ? 'confirmed' : (signer?.standing ?? null);

const itemsAtOnce = 100;

/**
 * Takes an import back as one unit: what it created goes to the trash, what it overrode has its former value again as a
 * new version. Refused as a whole when anything newer depends on it. Undone already, it answers the same once more.
 */
export async function undoImport(ctx: WorkspaceCtx, { id }: { id: string }): Promise<UndoneDto> {
  authorise(ctx, 'credential.import');
  const row = await requireImport(ctx, id);
  if (row.undoneAt !== null) return undoneDto(row, row.undoneAt);
  const stored = await listStored(ctx, id);
  const former = await prepareFormer(ctx, stored);
  const record = await recorder(ctx);
  return transact(async (tx, now) => {
    const undone = await requireImport(ctx, id, tx);
    if (undone.undoneAt !== null) return undoneDto(undone, undone.undoneAt);
    if (now > undoableUntil(undone.appliedAt)) throw tooLate();
    const left = await requireUndoable(tx, ctx, id, former);
    const verifyDueAt = left.length <= verifiedMax ? now : null;
    for (const item of left) {
      if (item.outcome === 'created') await moveToTrash(tx, ctx, now, item.credentialId, record);
      else await bringBack(tx, ctx, now, item, { former: former.get(item.credentialId), verifyDueAt, record });
    }
    const by = { undoneAt: now, undoneBy: ctx.actor.id, undoneByLabel: ctx.actor.label };
    await tx.update(imports).set(by).where(ofImport(ctx, id));
    await record(tx, now, {
      action: 'import.undone',
      targetKind: 'import',
      targetId: id,
      targetLabel: undone.fileName,
      detail: { created: undone.created, overridden: undone.overridden, sha256: undone.sha256 },
    });
    return undoneDto(undone, now);
  });
}

const undoneDto = (row: { created: number; overridden: number }, at: number): UndoneDto => ({
  trashed: row.created,
  reverted: row.overridden,
  at,
});

const tooLate = () =>
  new AppError('IMP-306', `An import can be undone for ${undoDays} days. Nothing was changed.`, { days: undoDays });

/** A former value, sealed anew as the next version; or why it cannot be. */
type Former =
  | { readonly number: number; readonly version: Value; readonly add: (tx: Tx, now: number) => Promise<void> }
  | { readonly lost: string };

interface Value {
  readonly settings: Settings;
  readonly audience: readonly string[];
}

/** Opens and seals before the transaction; which number comes next is looked at again inside. */
async function prepareFormer(ctx: WorkspaceCtx, stored: readonly Stored[]): Promise<Map<string, Former>> {
  const { now } = await factsOf(ctx, stored, read());
  const former = new Map<string, Former>();
  for (const { credentialId, versionBefore } of stored) {
    const here = now.get(credentialId);
    if (versionBefore === null || here === undefined) continue;
    const number = here.version + 1;
    former.set(credentialId, await sealAgain(ctx, credentialId, versionBefore, number).catch(lostValue));
  }
  return former;
}

/** It is that very version again, id and time: a file that carries it is recognised, an older one is told. */
async function sealAgain(ctx: WorkspaceCtx, credentialId: string, from: number, number: number): Promise<Former> {
  const version = await openVersion(ctx, credentialId, from);
  const origin = { id: version.versionId, savedAt: version.savedAt };
  const add = await prepareVersion(ctx, { ...version, credentialId, number, reason: 'undone', origin });
  return { number, version, add };
}

function lostValue(error: unknown): Former {
  if (isAppError(error, 'UNREADABLE')) return { lost: 'Its former value cannot be read: its seal does not hold.' };
  if (isAppError(error, 'NOT_FOUND')) return { lost: 'Its former value is not kept any more.' };
  throw error;
}

/** What is left to do; or IMP-305, naming everything that is in the way. */
async function requireUndoable(
  tx: Tx,
  ctx: WorkspaceCtx,
  id: string,
  former: ReadonlyMap<string, Former>,
): Promise<Stored[]> {
  const stored = await listStored(ctx, id, tx);
  const facts = await factsOf(ctx, stored, tx);
  const unreadable = [...former].flatMap(([key, one]) => ('lost' in one ? [[key, one.lost] as const] : []));
  const blockers = blockersOf(stored, { ...facts, lost: new Map([...facts.lost, ...unreadable]) });
  if (blockers.length > 0) throw blocked(blockers);
  return stored.filter((item) => !isGone(item, facts.now.get(item.credentialId)));
}

function blocked(blockers: readonly Blocker[]): AppError {
  const many = blockers.length === 1 ? 'One credential depends' : `${blockers.length} credentials depend`;
  return new AppError('IMP-305', `${many} on this import by now. Nothing was changed.`, {
    ids: blockers.map((one) => one.credentialId),
    components: blockers.map((one) => one.component),
    names: blockers.map((one) => one.name),
    reasons: blockers.map((one) => one.why),
    here: blockers.filter((one) => one.isHere).map((one) => one.credentialId),
  });
}

interface Return {
  readonly former: Former | undefined;
  readonly verifyDueAt: number | null;
  readonly record: Recorder;
}

async function bringBack(
  tx: Tx,
  ctx: WorkspaceCtx,
  now: number,
  item: Stored,
  { former, verifyDueAt, record }: Return,
) {
  if (former === undefined || 'lost' in former) throw changedMeanwhile();
  const { number, version, add } = former;
  const [row] = await tx
    .update(credentials)
    .set({
      environment: item.environmentBefore ?? '',
      metadata: item.metadataBefore ?? {},
      settings: version.settings,
      audience: [...version.audience],
      version: number,
      revision: item.revision + 1,
      ...unproved(verifyDueAt),
      updatedAt: now,
    })
    .where(
      and(
        ofWorkspace(ctx),
        live,
        eq(credentials.id, item.credentialId),
        eq(credentials.revision, item.revision),
        eq(credentials.version, number - 1),
      ),
    )
    .returning({ id: credentials.id, name: credentials.name });
  if (!row) throw changedMeanwhile();
  await add(tx, now);
  await moveAlong(tx, ctx, item);
  await record(tx, now, { action: 'credential.reverted', ...targetOf(row), detail: { version: number } });
}

/** What an import before this one had left is there again: that one can be undone next. */
async function moveAlong(tx: Tx, ctx: WorkspaceCtx, item: Stored): Promise<void> {
  if (item.revisionBefore === null) return;
  await tx
    .update(importItems)
    .set({ revision: item.revision + 1 })
    .where(and(ofCredential(ctx, item.credentialId), eq(importItems.revision, item.revisionBefore)));
}

const changedMeanwhile = () =>
  new AppError('CHANGED_MEANWHILE', 'One of these credentials was changed just now. Nothing was undone; try again.');
