import { and, eq, gt, inArray, lte, ne } from 'drizzle-orm';
import { transact, type Tx } from '#db/client.ts';
import { exports } from '#db/schema/exports.ts';
import { batchRecorder, type BatchRecorder } from '#lib/audit/commands.ts';
import { encodeFileKey, newFileKey } from '#lib/bson/file-key.ts';
import { documentsMax, fileBytesMax } from '#lib/bson/limits.ts';
import { fileOverheadBytes } from '#lib/bson/write.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError, isAppError } from '#lib/errors.ts';
import { lookAt, writePage, type Page } from '#lib/export-items/commands.ts';
import { countChosen } from '#lib/export-items/queries.ts';
import { selection, type Selection } from '#lib/export-items/schema.ts';
import { newId } from '#lib/ids.ts';
import { keyring } from '#lib/keys/queries.ts';
import { stepUp } from '#lib/users/commands.ts';
import { seal } from '#lib/vault/seal.ts';
import {
  ended,
  exportFileName,
  filePlace,
  over,
  progressOf,
  sealingDetail,
  selectionOf,
  sliceMs,
  targetOfExport,
  waitingKeyBinding,
  waitingMs,
} from './model.ts';
import { ofExport, requireOwnExport, sealingOf } from './queries.ts';
import type { ExportInput, ExportProgress, KeyExportInput } from './schema.ts';

type Row = typeof exports.$inferSelect;

/**
 * Begins a file of credentials, after the person's password: its key is sealed to whoever may open it, and what was
 * chosen is written down page by page, with the audit rows. Of credentials chosen one by one, one that cannot be read
 * refuses it all; of many, it is left out and counted. `prepareExport` goes on until the state is `ready`; then the file
 * may be fetched, once, by the same session.
 * @throws AppError PASSWORD_WRONG, INPUT_INVALID, NOT_FOUND, UNREADABLE, TOO_LARGE: nothing was begun.
 */
export async function startExport(ctx: WorkspaceCtx, input: ExportInput): Promise<ExportProgress> {
  authorise(ctx, 'credential.export');
  await stepUp(ctx, input.password);
  return beginExport(ctx, input);
}

/**
 * The same for a program: its key was made by somebody who proved themselves, and says that it may. What it begins, it
 * alone fetches.
 * @throws AppError FORBIDDEN for a person, who has a password
 */
export async function startKeyExport(ctx: WorkspaceCtx, input: KeyExportInput): Promise<ExportProgress> {
  authorise(ctx, 'credential.export');
  // A file is secrets: who may not fetch one takes none along.
  authorise(ctx, 'credential.use');
  if (ctx.actor.kind !== 'key' || !ctx.limits) throw new AppError('FORBIDDEN', 'Only a key can do this.');
  return beginExport(ctx, input);
}

async function beginExport(ctx: WorkspaceCtx, input: KeyExportInput): Promise<ExportProgress> {
  const chosen = selectionOf(input);
  const total = await requireFitting(ctx, chosen);
  const page = await lookAt(ctx, chosen, null);
  const place = { ...filePlace(ctx), id: newId('exp') };
  const { to, told } = await sealingOf(ctx, input.sealing);
  const sealedKey = await seal(
    await keyring(),
    waitingKeyBinding(place),
    encodeFileKey(await newFileKey(to, place.id)),
  );
  const record = await batchRecorder(ctx);
  const begun = await transact(async (tx, now) => {
    const [row] = await tx
      .insert(exports)
      .values({
        ...place,
        ...told,
        resourceType: 'credential',
        state: 'preparing',
        selection: chosen,
        fileName: exportFileName(ctx, now),
        createdAt: now,
        createdBy: ctx.actor.id,
        createdByLabel: ctx.actor.label,
        sessionId: ctx.sessionId,
        expiresAt: now + waitingMs,
        total,
        looked: 0,
        count: 0,
        fileBytes: 0,
        reason: input.reason.trim(),
        sealedKey,
      })
      .returning();
    return row && addPage(tx, ctx, now, row, page, record);
  });
  if (!begun) throw ended('cancelled');
  return prepareFor(ctx, begun);
}

/** Goes on with it for a moment. A second call at the same time does no harm. @throws AppError EXPORT_ENDED, TOO_LARGE. */
export async function prepareExport(ctx: WorkspaceCtx, { id }: { id: string }): Promise<ExportProgress> {
  authorise(ctx, 'credential.export');
  return prepareFor(ctx, await requireOwnExport(ctx, id));
}

async function prepareFor(ctx: WorkspaceCtx, begun: Row): Promise<ExportProgress> {
  const until = performance.now() + sliceMs;
  let row = begun;
  while (row.state === 'preparing' && performance.now() < until) row = await prepareNext(ctx, row);
  if (row.state !== 'preparing' && row.state !== 'ready') throw ended(row.state);
  return progressOf(row);
}

async function prepareNext(ctx: WorkspaceCtx, row: Row): Promise<Row> {
  const page = await lookAt(ctx, selection.parse(row.selection), row.cursor);
  const record = await batchRecorder(ctx);
  try {
    const added = await transact((tx, now) => addPage(tx, ctx, now, row, page, record));
    // Nobody else goes on with it but another call of this session; or its time is over.
    return added ?? (await requirePreparing(ctx, row));
  } catch (error) {
    if (isAppError(error, 'TOO_LARGE') || isAppError(error, 'UNREADABLE'))
      await endExport(ctx, row.id, 'failed', ['preparing']);
    throw error;
  }
}

async function requirePreparing(ctx: WorkspaceCtx, { id, looked }: Row): Promise<Row> {
  const row = await requireOwnExport(ctx, id);
  if (row.state === 'preparing' && row.looked === looked) throw ended('expired');
  return row;
}

/** Null when somebody was faster or its time is over. With the last page it is ready, and counts as made. */
async function addPage(
  tx: Tx,
  ctx: WorkspaceCtx,
  now: number,
  row: Row,
  page: Page,
  record: BatchRecorder,
): Promise<Row | null> {
  const [added] = await tx
    .update(exports)
    .set({
      state: page.isLast ? 'ready' : 'preparing',
      looked: row.looked + page.items.length,
      cursor: page.items.at(-1)?.row.id ?? row.cursor,
      count: row.count + page.count,
      fileBytes: row.fileBytes + page.bytes,
      expiresAt: now + waitingMs,
    })
    .where(
      and(
        ofExport(ctx, row.id),
        eq(exports.state, 'preparing'),
        eq(exports.looked, row.looked),
        gt(exports.expiresAt, now),
      ),
    )
    .returning();
  if (!added) return null;
  requireRoom(added);
  await writePage(tx, ctx, now, { exportId: row.id, from: row.looked, page }, record);
  if (page.isLast) await record(tx, now, [madeEntry(added)]);
  return added;
}

const madeEntry = (row: Row) => ({
  action: 'export.created',
  ...targetOfExport(row),
  detail: {
    count: row.count,
    leftOut: row.looked > row.count ? row.looked - row.count : null,
    ...sealingDetail(row),
    reason: row.reason,
  },
});

function requireRoom({ state, count, fileBytes }: Row): void {
  if (count > documentsMax || fileBytes + fileOverheadBytes > fileBytesMax) throw tooLarge(count);
  if (state === 'ready' && count === 0)
    throw new AppError('UNREADABLE', 'None of these credentials can be read. Nothing was exported.');
}

const tooLarge = (count: number) => {
  const most = `${documentsMax.toLocaleString('en-GB')} credentials and ${fileBytesMax / 1024 / 1024} MB`;
  return new AppError('TOO_LARGE', `A file holds ${most} at the most. Export one app at a time.`, { count });
};

async function requireFitting(ctx: WorkspaceCtx, chosen: Selection): Promise<number> {
  const total = await countChosen(ctx, chosen);
  if (total > documentsMax) throw tooLarge(total);
  if (total === 0 && chosen.scope !== 'selected')
    throw new AppError('INPUT_INVALID', 'There is no credential to export.');
  return total;
}

/** For the person who does not want it any more. The key is gone at once. */
export async function cancelExport(ctx: WorkspaceCtx, { id }: { id: string }): Promise<void> {
  authorise(ctx, 'credential.export');
  await requireOwnExport(ctx, id);
  await endExport(ctx, id, 'cancelled', ['preparing', 'ready']);
}

/** Nothing more comes of it: no key, no time. */
export async function endExport(
  ctx: WorkspaceCtx,
  id: string,
  state: Row['state'],
  from: Row['state'][],
): Promise<void> {
  await transact(async (tx) => {
    await tx
      .update(exports)
      .set({ ...over, state })
      .where(and(ofExport(ctx, id), inArray(exports.state, from)));
  });
}

/** For the job: what nobody fetched in time has no key any more; what was on its way for too long broke off. */
export const purgeExports = (): Promise<number> =>
  transact(async (tx, now) => {
    const isDue = lte(exports.expiresAt, now);
    const broken = await tx
      .update(exports)
      .set({ ...over, state: 'broken' })
      .where(and(isDue, eq(exports.state, 'sending')))
      .returning({ id: exports.id });
    const expired = await tx
      .update(exports)
      .set({ ...over, state: 'expired' })
      .where(and(isDue, ne(exports.state, 'sending')))
      .returning({ id: exports.id });
    return broken.length + expired.length;
  });
