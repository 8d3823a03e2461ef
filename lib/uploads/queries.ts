import { and, eq, gt } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { uploadChunks, uploads } from '#db/schema/uploads.ts';
import { systemClock } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { isStorable } from '#lib/names.ts';
import { keyring } from '#lib/keys/queries.ts';
import { open } from '#lib/vault/seal.ts';
import { chunkBinding } from './model.ts';

/** An upload of this person that is whole and not yet gone. */
export async function requireUpload(ctx: WorkspaceCtx, id: string) {
  if (!isStorable(id)) throw gone();
  const [row] = await read()
    .select()
    .from(uploads)
    .where(
      and(
        eq(uploads.tenantId, ctx.tenantId),
        eq(uploads.workspaceId, ctx.workspaceId),
        eq(uploads.id, id),
        eq(uploads.createdBy, ctx.actor.id),
        gt(uploads.expiresAt, systemClock()),
      ),
    );
  if (!row || row.state === 'arriving') throw gone();
  if (row.state === 'applied') throw new AppError('IMP-303', 'This file has been imported already.');
  return row;
}

/** What a large import holds, whoever of the workspace goes on with it. */
export async function requireHeld(ctx: WorkspaceCtx, id: string) {
  const { tenantId, workspaceId } = ctx;
  const [row] = await read()
    .select()
    .from(uploads)
    .where(
      and(
        eq(uploads.tenantId, tenantId),
        eq(uploads.workspaceId, workspaceId),
        eq(uploads.id, id),
        eq(uploads.state, 'held'),
      ),
    );
  if (!row) throw gone();
  return row;
}

/** The bytes of an upload in their order, a chunk at a time. */
export async function* readUpload(ctx: WorkspaceCtx, upload: { id: string; chunks: number }): AsyncGenerator<Buffer> {
  const keys = await keyring();
  for (let n = 0; n < upload.chunks; n += 1) {
    const place = { tenantId: ctx.tenantId, workspaceId: ctx.workspaceId, uploadId: upload.id, n };
    const [row] = await read()
      .select({ sealed: uploadChunks.sealed })
      .from(uploadChunks)
      .where(
        and(
          eq(uploadChunks.tenantId, place.tenantId),
          eq(uploadChunks.workspaceId, place.workspaceId),
          eq(uploadChunks.uploadId, place.uploadId),
          eq(uploadChunks.n, n),
        ),
      );
    if (!row) throw gone();
    yield await open(keys, chunkBinding(place), row.sealed);
  }
}

const gone = () => new AppError('IMP-301', 'This upload is not here any more. Choose the file again.');
