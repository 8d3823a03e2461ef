import { createHash } from 'node:crypto';
import { and, desc, eq, gt, inArray, lt, lte, ne } from 'drizzle-orm';
import { read, transact, type Tx } from '#db/client.ts';
import { uploadChunks, uploads } from '#db/schema/uploads.ts';
import { systemClock } from '#lib/clock.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { keyring } from '#lib/keys/queries.ts';
import { seal } from '#lib/vault/seal.ts';
import { chunkBinding, inChunks, shownFileName, uploadMs, waitingMax } from './model.ts';
import { fileBytesMax, tooLargeText, type UploadDto } from './schema.ts';

export interface Arriving {
  readonly fileName: string;
  /** What the sender says it sends; what arrives must be that, or nothing is kept. Null: the sender does not say. */
  readonly bytes: number | null;
  readonly sha256: string | null;
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Takes a file in, piece by piece, each sealed before it is stored. Whatever goes wrong, nothing of it stays. `arrived`
 * is done in the transaction in which it has become whole: nobody else comes in between.
 */
export async function receiveUpload(
  ctx: WorkspaceCtx,
  arriving: Arriving,
  arrived: (tx: Tx, now: number, upload: UploadDto) => Promise<void> = async () => undefined,
): Promise<UploadDto> {
  authorise(ctx, 'upload.create');
  if ((arriving.bytes ?? 0) > fileBytesMax) throw tooLarge();
  const id = newId('imp');
  const fileName = shownFileName(arriving.fileName);
  await transact(async (tx, now) => {
    await makeRoom(tx, ctx, now);
    await tx.insert(uploads).values({
      tenantId: ctx.tenantId,
      workspaceId: ctx.workspaceId,
      id,
      createdBy: ctx.actor.id,
      createdAt: now,
      expiresAt: now + uploadMs,
      fileName,
      fileBytes: arriving.bytes ?? 0,
      chunks: 0,
      state: 'arriving',
    });
  });
  try {
    const { chunks, bytes } = await storeChunks(ctx, id, arriving);
    const upload = { id, fileName, fileBytes: bytes };
    await transact(async (tx, now) => {
      await tx.update(uploads).set({ state: 'staged', chunks, fileBytes: bytes }).where(ofUpload(ctx, id));
      await arrived(tx, now, upload);
    });
    return upload;
  } catch (error) {
    await removeUpload(ctx, id);
    throw error;
  }
}

async function storeChunks(
  ctx: WorkspaceCtx,
  uploadId: string,
  arriving: Arriving,
): Promise<{ chunks: number; bytes: number }> {
  const keys = await keyring();
  const hash = createHash('sha256');
  let bytes = 0;
  let n = 0;
  for await (const chunk of inChunks(arriving.body)) {
    bytes += chunk.byteLength;
    if (bytes > fileBytesMax) throw tooLarge();
    if (arriving.bytes !== null && bytes > arriving.bytes) break;
    hash.update(chunk);
    const place = { tenantId: ctx.tenantId, workspaceId: ctx.workspaceId, uploadId, n };
    const sealed = await seal(keys, chunkBinding(place), chunk);
    await transact(async (tx) => {
      await tx.insert(uploadChunks).values({ ...place, sealed });
    });
    n += 1;
  }
  const isWhole = arriving.bytes === null || bytes === arriving.bytes;
  const isSame = arriving.sha256 === null || hash.digest('hex') === arriving.sha256.toLowerCase();
  if (!isWhole || !isSame) throw new AppError('IMP-304', 'The file did not arrive whole. Send it again.', { bytes });
  return { chunks: n, bytes };
}

/** For the person who cancels, and for whoever finds an upload nobody needs any more. */
export async function removeUpload(ctx: WorkspaceCtx, id: string): Promise<void> {
  authorise(ctx, 'upload.create');
  await transact(async (tx) => {
    await tx.delete(uploads).where(ofUpload(ctx, id));
  });
}

export const removeChunks = (tx: Tx, ctx: WorkspaceCtx, id: string) =>
  tx
    .delete(uploadChunks)
    .where(
      and(
        eq(uploadChunks.tenantId, ctx.tenantId),
        eq(uploadChunks.workspaceId, ctx.workspaceId),
        eq(uploadChunks.uploadId, id),
      ),
    );

/** Part of a large import's beginning: the file stays for as long as the import needs it. */
export async function holdUpload(tx: Tx, ctx: WorkspaceCtx, id: string): Promise<void> {
  const held = await tx
    .update(uploads)
    .set({ state: 'held' })
    .where(and(ofUpload(ctx, id), eq(uploads.state, 'staged')))
    .returning({ id: uploads.id });
  if (held.length === 0) throw new AppError('IMP-303', 'This file has been imported already.');
}

/** Part of its end: the job clears the file away. */
export async function letGoUpload(tx: Tx, place: Place, id: string): Promise<void> {
  await tx
    .update(uploads)
    .set({ state: 'applied', expiresAt: 0 })
    .where(and(ofPlace(place), eq(uploads.id, id)));
}

/** For the job: what nobody applied in time. What a large import holds is not ours to take away. */
export async function purgeUploads(): Promise<number> {
  const gone = await read()
    .select()
    .from(uploads)
    .where(and(lte(uploads.expiresAt, systemClock()), ne(uploads.state, 'held')));
  for (const upload of gone) {
    await removeChunksInPortions(upload);
    await transact(async (tx) => {
      await tx.delete(uploads).where(and(ofPlace(upload), eq(uploads.id, upload.id)));
    });
  }
  return gone.length;
}

/** Megabytes that are overwritten as they go: nobody waits for all of them. */
async function removeChunksInPortions(upload: typeof uploads.$inferSelect): Promise<void> {
  for (let n = 0; n < upload.chunks; n += chunksAtOnce)
    await transact(async (tx) => {
      await tx
        .delete(uploadChunks)
        .where(
          and(
            eq(uploadChunks.tenantId, upload.tenantId),
            eq(uploadChunks.workspaceId, upload.workspaceId),
            eq(uploadChunks.uploadId, upload.id),
            lt(uploadChunks.n, n + chunksAtOnce),
          ),
        );
    });
}

const chunksAtOnce = 8;

type Place = Pick<WorkspaceCtx, 'tenantId' | 'workspaceId'>;

const ofPlace = ({ tenantId, workspaceId }: Place) =>
  and(eq(uploads.tenantId, tenantId), eq(uploads.workspaceId, workspaceId));

const ofPerson = (ctx: WorkspaceCtx) => and(ofPlace(ctx), eq(uploads.createdBy, ctx.actor.id));

const ofUpload = (ctx: WorkspaceCtx, id: string) => and(ofPerson(ctx), eq(uploads.id, id));

/** What the person left waiting goes, oldest first; what is still arriving is not theirs to start a sixth time. */
async function makeRoom(tx: Tx, ctx: WorkspaceCtx, now: number): Promise<void> {
  const waiting = await tx
    .select({ id: uploads.id, state: uploads.state })
    .from(uploads)
    .where(and(ofPerson(ctx), inArray(uploads.state, ['arriving', 'staged']), gt(uploads.expiresAt, now)))
    .orderBy(desc(uploads.createdAt), desc(uploads.id));
  const staged = waiting.filter((upload) => upload.state === 'staged');
  const arriving = waiting.length - staged.length;
  if (arriving >= waitingMax)
    throw new AppError('TOO_MANY_ATTEMPTS', `${waitingMax} files are being sent already. Wait for one of them.`);
  for (const upload of staged.slice(waitingMax - 1 - arriving))
    await tx.delete(uploads).where(ofUpload(ctx, upload.id));
}

const tooLarge = () => new AppError('IMP-103', tooLargeText, { bytesMax: fileBytesMax });
