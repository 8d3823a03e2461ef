import { and, eq } from 'drizzle-orm';
import type { Tx } from '#db/client.ts';
import { uploads } from '#db/schema/uploads.ts';
import type { Recorder } from '#lib/audit/commands.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { pinSigner } from '#lib/signers/commands.ts';
import { findPinned, standingOf } from '#lib/signers/queries.ts';
import { removeChunks } from '#lib/uploads/commands.ts';
import { canRemember, type OpenedFile } from './queries.ts';

type Signer = Extract<OpenedFile['inspection'], { kind: 'keyhaven' }>['signer'];

/** Null: a file without one. */
export const signerOf = ({ inspection }: OpenedFile): Signer | null =>
  inspection.kind === 'plain' ? null : inspection.signer;

/** Part of what is stored from the file: it is applied once. */
export async function closeUpload(tx: Tx, ctx: WorkspaceCtx, id: string): Promise<void> {
  const closed = await tx
    .update(uploads)
    .set({ state: 'applied' })
    .where(
      and(
        eq(uploads.tenantId, ctx.tenantId),
        eq(uploads.workspaceId, ctx.workspaceId),
        eq(uploads.id, id),
        eq(uploads.state, 'staged'),
      ),
    )
    .returning({ id: uploads.id });
  if (closed.length === 0) throw new AppError('IMP-303', 'This file has been imported already.');
  await removeChunks(tx, ctx, id);
}

/** A signer nobody here knows must have been confirmed; where that person may say so, the tenant then remembers it. */
export async function pinOf(ctx: WorkspaceCtx, signer: Signer | null, isAccepted: boolean) {
  if (signer === null) return async () => undefined;
  const { standing } = await standingOf(ctx, signer);
  if (standing === 'known') return (tx: Tx) => refuseForgotten(tx, ctx, signer);
  if (standing !== 'unknown') return async () => undefined;
  if (!isAccepted)
    throw new AppError('IMP-211', `Nobody here has confirmed the signer ${signer.fingerprint}.`, {
      fingerprint: signer.fingerprint,
    });
  if (!canRemember(ctx)) return async () => undefined;
  return (tx: Tx, now: number, record: Recorder) => pinSigner(tx, ctx, now, signer, record);
}

/** Known at the preview; somebody may have forgotten it since. */
async function refuseForgotten(tx: Tx, ctx: WorkspaceCtx, signer: Signer): Promise<void> {
  if ((await findPinned(ctx, signer, tx)) === null) throw changed();
}

export const changed = () =>
  new AppError('IMP-302', 'Something here changed after the preview. Nothing was stored; look at it again.');
