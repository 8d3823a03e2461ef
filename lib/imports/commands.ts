import { and, eq } from 'drizzle-orm';
import { isUniqueViolation, transact, type Tx } from '#db/client.ts';
import { credentials, credentialVersions } from '#db/schema/credentials.ts';
import { recorder, type Recorder } from '#lib/audit/commands.ts';
import { printable } from '#lib/bson/printable.ts';
import { targetOf, unproved } from '#lib/credentials/model.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { changed, closeUpload, pinOf } from '#lib/files/commands.ts';
import { fileDto, openFile, requireUnlocked, type OpenedFile } from '#lib/files/queries.ts';
import { newId, newIdentifier } from '#lib/ids.ts';
import { recordImport, type ItemFacts } from '#lib/import-history/commands.ts';
import { undoableUntil } from '#lib/import-history/model.ts';
import { verifiedMax } from '#lib/import-history/schema.ts';
import { nameCharactersMax, nameKey } from '#lib/names.ts';
import { prepareVersion } from '#lib/versions/commands.ts';
import { isOlder, type Decision, type Here } from './model.ts';
import { decisionsOf, ofCredential, ofCredentials, readItems, type ReadItem } from './queries.ts';
import type { AppliedDto, AppliedItem, ApplyInput, Choice } from './schema.ts';

type Writer = (tx: Tx, now: number, record: Recorder, verifyDueAt: number | null) => Promise<Written>;

interface Written {
  readonly item: AppliedItem;
  /** What the history keeps of it beside its name. */
  readonly facts: Omit<ItemFacts, 'i' | 'name' | 'component'>;
}

interface Step {
  readonly i: number;
  readonly kind: 'create' | 'override';
  readonly write: Writer;
}

/**
 * Stores what the person saw and chose, all of it or nothing. Anything that has changed since the preview is IMP-302:
 * the plan is shown again. A file is applied once.
 */
export async function applyImport(ctx: WorkspaceCtx, input: ApplyInput): Promise<AppliedDto> {
  authorise(ctx, 'credential.import');
  const file = await openFile(ctx, input.uploadId, ofCredentials);
  const unlock = await requireUnlocked(file, input.passphrase);
  const pin = await pinOf(ctx, file, input.acceptSigner);
  const items = await readItems(ctx, file, unlock);
  const { decisions, token } = await decisionsOf(ctx, items, file.inspection.sha256);
  if (token !== input.token) throw changed();
  const steps = await prepareSteps(ctx, items, decisions, new Map(input.choices.map((one) => [one.i, one.do])));
  const applied = await appliedOf(ctx, file);
  const record = await recorder(ctx);
  return transact(async (tx, now) => {
    if ((await decisionsOf(ctx, items, file.inspection.sha256, tx)).token !== token) throw changed();
    await closeUpload(tx, ctx, file.upload.id);
    await pin(tx, now, record);
    const done = await writeSteps(steps, tx, now, record);
    await recordImport(tx, ctx, now, applied, [...done.facts, ...leftOut(items, steps)]);
    await record(tx, now, {
      action: 'import.applied',
      targetKind: 'import',
      targetId: file.upload.id,
      targetLabel: file.upload.fileName,
      detail: { created: done.created.length, overridden: done.overridden.length, sha256: file.inspection.sha256 },
    });
    return {
      importId: applied.id,
      created: done.created,
      overridden: done.overridden,
      skipped: items.length - steps.length,
      isVerifying: steps.length <= verifiedMax,
      undoableUntil: undoableUntil(now),
    };
  }).catch((error: unknown) => {
    throw isUniqueViolation(error) ? changed() : error;
  });
}

async function appliedOf(ctx: WorkspaceCtx, file: OpenedFile) {
  const { sha256 } = file.inspection;
  const exportId = file.inspection.kind === 'plain' ? null : file.inspection.header.exportId;
  return { id: file.upload.id, file: await fileDto(ctx, file, null), sha256, exportId };
}

/** What the history says of items that were not stored; of a refused one the words are only a foreign file's. */
function leftOut(items: readonly ReadItem[], steps: readonly Step[]): ItemFacts[] {
  const stored = new Set(steps.map((step) => step.i));
  return items
    .filter((item) => !stored.has(item.i))
    .map(({ i, name, component, reason }) => {
      if (reason === null) return { i, name, component, outcome: 'skipped', reason, isOlder: false };
      const shown = { name: printable(name, nameCharactersMax), component: printable(component, 100) };
      return { i, ...shown, outcome: 'refused', reason: printable(reason, 400), isOlder: false };
    });
}

async function prepareSteps(
  ctx: WorkspaceCtx,
  items: readonly ReadItem[],
  decisions: readonly Decision[],
  choices: ReadonlyMap<number, Choice>,
): Promise<Step[]> {
  const steps: Step[] = [];
  for (const [index, item] of items.entries()) {
    const decision = decisions[index];
    const choice = choices.get(item.i) ?? 'skip';
    if (!decision || choice === 'skip') continue;
    if (item.draft === null)
      throw new AppError('INPUT_INVALID', item.reason ?? 'This item cannot be imported.', { item: item.i });
    if (choice === 'create') steps.push(await createStep(ctx, item, decision));
    else steps.push(await overrideStep(ctx, item, decision));
  }
  if (steps.length === 0) throw new AppError('INPUT_INVALID', 'Choose at least one credential.');
  return steps;
}

async function createStep(ctx: WorkspaceCtx, item: ReadItem, decision: Decision): Promise<Step> {
  const id = newId('crd');
  const draft = draftOf(item);
  const { version, environment, metadata } = item.opened.item;
  const number = version?.number ?? 1;
  const addVersion = await prepareVersion(ctx, {
    ...draft,
    credentialId: id,
    number,
    reason: 'imported',
    ...(version ? { origin: { id: version.id, savedAt: version.savedAt.getTime() } } : {}),
  });
  const name = decision.createName;
  const write: Writer = async (tx, now, record, verifyDueAt) => {
    await tx.insert(credentials).values({
      tenantId: ctx.tenantId,
      workspaceId: ctx.workspaceId,
      id,
      identifier: decision.createIdentifier ?? newIdentifier(item.component),
      name,
      nameKey: nameKey(name),
      component: item.component,
      authType: item.authType,
      environment,
      settings: draft.settings,
      metadata,
      audience: [...draft.audience],
      version: number,
      revision: 1,
      ...unproved(verifyDueAt),
      expiresAt: null,
      createdAt: now,
      createdBy: ctx.actor.id,
      updatedAt: now,
    });
    await addVersion(tx, now);
    await record(tx, now, entryOf('credential.imported', { id, name }, item));
    return {
      item: { id, name, component: item.component },
      facts: { outcome: 'created', isOlder: false, credentialId: id, revision: 1, versionAfter: number },
    };
  };
  return { i: item.i, kind: 'create', write };
}

/** Name and identifier stay: whoever refers to the credential goes on finding it. The old value stays as a version. */
async function overrideStep(ctx: WorkspaceCtx, item: ReadItem, decision: Decision): Promise<Step> {
  const here = overridable(decision, item);
  const draft = draftOf(item);
  const { version, environment, metadata } = item.opened.item;
  const number = here.version + 1;
  const addVersion = await prepareVersion(ctx, {
    ...draft,
    credentialId: here.id,
    number,
    reason: 'override',
    ...(version ? { origin: { id: version.id, savedAt: version.savedAt.getTime() } } : {}),
  });
  const write: Writer = async (tx, now, record, verifyDueAt) => {
    const before = await readBefore(tx, ctx, here);
    const changedRows = await tx
      .update(credentials)
      .set({
        environment,
        settings: draft.settings,
        metadata,
        audience: [...draft.audience],
        version: number,
        revision: here.revision + 1,
        ...unproved(verifyDueAt),
        updatedAt: now,
      })
      .where(and(ofCredential(ctx, here.id), eq(credentials.revision, here.revision)))
      .returning({ id: credentials.id });
    if (changedRows.length === 0) throw changed();
    await addVersion(tx, now);
    await record(tx, now, entryOf('credential.overridden', here, item));
    return {
      item: { id: here.id, name: here.name, component: item.component },
      facts: {
        outcome: 'overridden',
        isOlder: isOlder(version?.savedAt.getTime() ?? null, before.savedAt),
        credentialId: here.id,
        revisionBefore: here.revision,
        revision: here.revision + 1,
        versionBefore: here.version,
        versionAfter: number,
        environmentBefore: here.environment,
        metadataBefore: before.metadata,
      },
    };
  };
  return { i: item.i, kind: 'override', write };
}

/** What an undo gives back beside the version. */
async function readBefore(tx: Tx, ctx: WorkspaceCtx, here: Here) {
  const [before] = await tx
    .select({ metadata: credentials.metadata, savedAt: credentialVersions.savedAt })
    .from(credentials)
    .leftJoin(
      credentialVersions,
      and(
        eq(credentialVersions.tenantId, credentials.tenantId),
        eq(credentialVersions.workspaceId, credentials.workspaceId),
        eq(credentialVersions.credentialId, credentials.id),
        eq(credentialVersions.number, credentials.version),
      ),
    )
    .where(ofCredential(ctx, here.id));
  if (!before) throw changed();
  return before;
}

async function writeSteps(steps: readonly Step[], tx: Tx, now: number, record: Recorder) {
  const verifyDueAt = steps.length <= verifiedMax ? now : null;
  const created: AppliedItem[] = [];
  const overridden: AppliedItem[] = [];
  const facts: ItemFacts[] = [];
  // Overrides first: what they leave alone is what the names of the new ones were chosen around.
  for (const kind of ['override', 'create'] as const)
    for (const step of steps.filter((one) => one.kind === kind)) {
      const written = await step.write(tx, now, record, verifyDueAt);
      (kind === 'create' ? created : overridden).push(written.item);
      const { name, component } = written.item;
      facts.push({ i: step.i, name, component, ...written.facts });
    }
  return { created, overridden, facts };
}

function draftOf(item: ReadItem) {
  if (item.draft === null) throw new AppError('INPUT_INVALID', item.reason ?? 'This item cannot be imported.');
  return item.draft;
}

function overridable(decision: Decision, item: ReadItem): Here {
  if (decision.here !== null && decision.overrideRefused === null) return decision.here;
  throw new AppError('INPUT_INVALID', decision.overrideRefused ?? 'There is nothing to override.', { item: item.i });
}

const entryOf = (action: string, row: { id: string; name: string }, item: ReadItem) => ({
  action,
  ...targetOf(row),
  detail: { component: item.component, item: item.i },
});
