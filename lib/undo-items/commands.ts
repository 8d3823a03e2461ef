import { and, eq } from 'drizzle-orm';
import { read, type Tx } from '#db/client.ts';
import { credentials, type Settings } from '#db/schema/credentials.ts';
import { importItems } from '#db/schema/imports.ts';
import type { Recorder } from '#lib/audit/commands.ts';
import { targetOf, unproved } from '#lib/credentials/model.ts';
import { live, ofWorkspace } from '#lib/credentials/queries.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { AppError, isAppError } from '#lib/errors.ts';
import { keepsGeneration } from '#lib/grants/commands.ts';
import { findGeneration } from '#lib/grants/queries.ts';
import { blockersOf, type Facts, type Stored } from '#lib/import-history/model.ts';
import { factsOf, ofCredential } from '#lib/import-history/queries.ts';
import type { Blocker } from '#lib/import-history/schema.ts';
import { moveToTrash } from '#lib/trash/commands.ts';
import { prepareVersion } from '#lib/versions/commands.ts';
import { openVersion } from '#lib/versions/queries.ts';

/** A former value, sealed anew as the next version; or why it cannot be. */
export type Former =
  | {
      readonly number: number;
      readonly version: Value;
      /** Of the tokens, where there are any: newer ones may come for the former value until it is back. */
      readonly generation: number | null;
      readonly add: (tx: Tx, now: number) => Promise<void>;
    }
  | { readonly lost: string };

interface Value {
  readonly settings: Settings;
  readonly audience: readonly string[];
}

/** Opens and seals before the transaction; which number comes next is looked at again inside. */
export async function prepareFormer(ctx: WorkspaceCtx, stored: readonly Stored[]): Promise<Map<string, Former>> {
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
  const generation = await findGeneration(ctx, credentialId);
  const version = await openVersion(ctx, credentialId, from);
  const origin = { id: version.versionId, savedAt: version.savedAt };
  const add = await prepareVersion(ctx, { ...version, credentialId, number, reason: 'undone', origin });
  return { number, version, generation, add };
}

function lostValue(error: unknown): Former {
  if (isAppError(error, 'UNREADABLE')) return { lost: 'Its former value cannot be read: its seal does not hold.' };
  if (isAppError(error, 'NOT_FOUND')) return { lost: 'Its former value is not kept any more.' };
  throw error;
}

/** What keeps these items from being taken back, with what cannot be read any more. */
export function blockersIn(stored: readonly Stored[], facts: Facts, former: ReadonlyMap<string, Former>): Blocker[] {
  const unreadable = [...former].flatMap(([key, one]) => ('lost' in one ? [[key, one.lost] as const] : []));
  return blockersOf(stored, { ...facts, lost: new Map([...facts.lost, ...unreadable]) });
}

interface Return {
  readonly former: ReadonlyMap<string, Former>;
  readonly verifyDueAt: number | null;
  readonly record: Recorder;
}

/** Part of an undo: what was created goes to the trash, what was overridden has its former value again. */
export async function takeBack(tx: Tx, ctx: WorkspaceCtx, now: number, items: readonly Stored[], terms: Return) {
  for (const item of items) {
    if (item.outcome === 'created') await moveToTrash(tx, ctx, now, item.credentialId, terms.record);
    else await bringBack(tx, ctx, now, item, terms);
  }
}

async function bringBack(
  tx: Tx,
  ctx: WorkspaceCtx,
  now: number,
  item: Stored,
  { former: allFormer, verifyDueAt, record }: Return,
) {
  const former = allFormer.get(item.credentialId);
  if (former === undefined || 'lost' in former) throw changedMeanwhile();
  const { number, version, generation, add } = former;
  if (!(await keepsGeneration(tx, ctx, item.credentialId, generation))) throw overtaken();
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

const overtaken = () =>
  new AppError(
    'BUSY',
    'A token of these credentials is being refreshed or removed just now. Nothing was undone; try again.',
  );

const changedMeanwhile = () =>
  new AppError('CHANGED_MEANWHILE', 'One of these credentials was changed just now. Nothing was undone; try again.');
