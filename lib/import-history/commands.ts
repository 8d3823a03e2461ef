import type { Tx } from '#db/client.ts';
import { importItems, imports } from '#db/schema/imports.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import type { FileDto, SignerDto } from '#lib/files/schema.ts';
import type { ItemFacts } from '#lib/import-items/model.ts';
import type { Outcome, SignerStanding } from './schema.ts';

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
  await insertItems(tx, ctx, applied.id, items);
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
  await tx.insertMany(
    importItems,
    items.map((item) => ({ ...item, ...place })),
  );
}

/** Whoever nobody knew was confirmed, or nothing would have been stored. */
const standingAfter = (signer: SignerDto | null): SignerStanding =>
  signer?.standing === 'unknown' ? 'confirmed' : (signer?.standing ?? null);
