import { and, eq } from 'drizzle-orm';
import { isUniqueViolation, transact, type Tx } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { recorder, type Recorder } from '#lib/audit/commands.ts';
import { targetOf } from '#lib/credentials/model.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { changed, closeUpload, pinOf } from '#lib/files/commands.ts';
import { openFile, requireUnlocked } from '#lib/files/queries.ts';
import { newId, newIdentifier } from '#lib/ids.ts';
import { nameKey } from '#lib/names.ts';
import { prepareVersion } from '#lib/versions/commands.ts';
import type { Decision, Here } from './model.ts';
import { decisionsOf, ofCredential, ofCredentials, readItems, type ReadItem } from './queries.ts';
import { verifiedMax, type AppliedDto, type AppliedItem, type ApplyInput, type Choice } from './schema.ts';

type Writer = (tx: Tx, now: number, record: Recorder, verifyDueAt: number | null) => Promise<AppliedItem>;

interface Step {
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
  const record = await recorder(ctx);
  return transact(async (tx, now) => {
    if ((await decisionsOf(ctx, items, file.inspection.sha256, tx)).token !== token) throw changed();
    await closeUpload(tx, ctx, file.upload.id);
    await pin(tx, now, record);
    const done = await writeSteps(steps, tx, now, record);
    await record(tx, now, {
      action: 'import.applied',
      targetKind: 'import',
      targetId: file.upload.id,
      targetLabel: file.upload.fileName,
      detail: { created: done.created.length, overridden: done.overridden.length, sha256: file.inspection.sha256 },
    });
    return { ...done, skipped: items.length - steps.length, isVerifying: steps.length <= verifiedMax };
  }).catch((error: unknown) => {
    throw isUniqueViolation(error) ? changed() : error;
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
    return { id, name, component: item.component };
  };
  return { kind: 'create', write };
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
    return { id: here.id, name: here.name, component: item.component };
  };
  return { kind: 'override', write };
}

async function writeSteps(steps: readonly Step[], tx: Tx, now: number, record: Recorder) {
  const verifyDueAt = steps.length <= verifiedMax ? now : null;
  const created: AppliedItem[] = [];
  const overridden: AppliedItem[] = [];
  // Overrides first: what they leave alone is what the names of the new ones were chosen around.
  for (const kind of ['override', 'create'] as const)
    for (const step of steps.filter((one) => one.kind === kind))
      (kind === 'create' ? created : overridden).push(await step.write(tx, now, record, verifyDueAt));
  return { created, overridden };
}

/** What was verified before says nothing about what came in a file. */
const unproved = (verifyDueAt: number | null) => ({
  state: 'unverified' as const,
  stateCode: null,
  stateMessage: null,
  stateFix: null,
  account: null,
  checkedAt: null,
  verifyDueAt,
});

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
