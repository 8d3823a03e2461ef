import { isUniqueViolation, transact } from '#db/client.ts';
import { batchRecorder, recorder } from '#lib/audit/commands.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { changed, closeUpload, pinOf, signerOf } from '#lib/files/commands.ts';
import { fileDto, openFile, requireUnlocked, type OpenedFile } from '#lib/files/queries.ts';
import { recordImport, type Applied } from '#lib/import-history/commands.ts';
import { undoableUntil } from '#lib/import-history/model.ts';
import { verifiedMax } from '#lib/import-history/schema.ts';
import { prepareItem, writeItems, type Prepared } from '#lib/import-items/commands.ts';
import type { ItemFacts, Overriding, Wanted } from '#lib/import-items/model.ts';
import type { Decision } from './model.ts';
import { decisionsOf, ofCredentials, readItems, shownOf, type ReadItem } from './queries.ts';
import type { AppliedDto, AppliedItem, ApplyInput, Choice } from './schema.ts';

/**
 * Stores what the person saw and chose, all of it or nothing. Anything that has changed since the preview is IMP-302:
 * the plan is shown again. A file is applied once.
 */
export async function applyImport(ctx: WorkspaceCtx, input: ApplyInput): Promise<AppliedDto> {
  authorise(ctx, 'credential.import');
  const file = await openFile(ctx, input.uploadId, ofCredentials);
  const unlock = await requireUnlocked(file, input.passphrase);
  const pin = await pinOf(ctx, signerOf(file), input.acceptSigner);
  const items = await readItems(ctx, file, unlock);
  const { decisions, token } = await decisionsOf(ctx, items, file.inspection.sha256);
  if (token !== input.token) throw changed();
  const chosen = wantedOf(items, decisions, new Map(input.choices.map((one) => [one.i, one.do])));
  const prepared: Prepared[] = [];
  for (const wanted of chosen) prepared.push(await prepareItem(ctx, wanted));
  const applied = await appliedOf(ctx, file);
  const [record, recordAll] = [await recorder(ctx), await batchRecorder(ctx)];
  return transact(async (tx, now) => {
    if ((await decisionsOf(ctx, items, file.inspection.sha256, tx)).token !== token) throw changed();
    await closeUpload(tx, ctx, file.upload.id);
    await pin(tx, now, record);
    const verifyDueAt = prepared.length <= verifiedMax ? now : null;
    const facts: (ItemFacts & { credentialId: string })[] = [];
    for (const written of await writeItems(tx, ctx, now, prepared, { record: recordAll, verifyDueAt, isWary: false })) {
      if (written.kind === 'changed') throw changed();
      facts.push(written.facts);
    }
    await recordImport(tx, ctx, now, applied, [...facts, ...leftOut(items, chosen)]);
    const named = (outcome: 'created' | 'overridden'): AppliedItem[] =>
      facts
        .filter((one) => one.outcome === outcome)
        .map(({ credentialId, name, component }) => ({ id: credentialId, name, component }));
    const [created, overridden] = [named('created'), named('overridden')];
    await record(tx, now, {
      action: 'import.applied',
      targetKind: 'import',
      targetId: file.upload.id,
      targetLabel: file.upload.fileName,
      detail: { created: created.length, overridden: overridden.length, sha256: file.inspection.sha256 },
    });
    return {
      importId: applied.id,
      created,
      overridden,
      skipped: items.length - prepared.length,
      isVerifying: verifyDueAt !== null,
      undoableUntil: undoableUntil(now),
    };
  }).catch((error: unknown) => {
    throw isUniqueViolation(error) ? changed() : error;
  });
}

async function appliedOf(ctx: WorkspaceCtx, file: OpenedFile): Promise<Applied> {
  const { sha256 } = file.inspection;
  const exportId = file.inspection.kind === 'plain' ? null : file.inspection.header.exportId;
  return { id: file.upload.id, file: await fileDto(ctx, file, null), sha256, exportId };
}

/** What the history says of items that were not stored. */
function leftOut(items: readonly ReadItem[], chosen: readonly Wanted[]): ItemFacts[] {
  const stored = new Set(chosen.map((wanted) => wanted.i));
  return items.filter((item) => !stored.has(item.i)).map(leftOutFacts);
}

export const leftOutFacts = ({ i, ...item }: Pick<ReadItem, 'i' | 'name' | 'component' | 'reason'>): ItemFacts => ({
  i,
  ...shownOf(item),
  outcome: item.reason === null ? 'skipped' : 'refused',
  isOlder: false,
});

function wantedOf(
  items: readonly ReadItem[],
  decisions: readonly Decision[],
  choices: ReadonlyMap<number, Choice>,
): Wanted[] {
  const chosen = items.flatMap((item, index) => {
    const decision = decisions[index];
    const choice = choices.get(item.i) ?? 'skip';
    return decision && choice !== 'skip' ? [wantedItem(item, decision, choice)] : [];
  });
  if (chosen.length === 0) throw new AppError('INPUT_INVALID', 'Choose at least one credential.');
  return chosen;
}

type Deciding = Pick<Decision, 'overrideRefused' | 'createName' | 'createIdentifier'> & {
  readonly here: Overriding['here'] | null;
};

/** What is done with an item. @throws AppError INPUT_INVALID for what cannot be done with it. */
export function wantedItem(item: ReadItem, decision: Deciding, choice: Exclude<Choice, 'skip'>): Wanted {
  const { i, component, authType, draft, opened } = item;
  if (draft === null) throw refused(i, item.reason ?? 'This item cannot be imported.');
  const { environment, metadata, version } = opened.item;
  const incoming = { i, component, draft, environment, metadata, version };
  if (choice === 'create')
    return { ...incoming, kind: 'create', name: decision.createName, identifier: decision.createIdentifier, authType };
  const { here, overrideRefused } = decision;
  if (here === null || overrideRefused !== null) throw refused(i, overrideRefused ?? 'There is nothing to override.');
  return { ...incoming, kind: 'override', here };
}

const refused = (item: number, why: string) => new AppError('INPUT_INVALID', why, { item });
