import { createHash } from 'node:crypto';
import { and, eq, gt } from 'drizzle-orm';
import { transact, type Tx } from '#db/client.ts';
import { exportItems, exports } from '#db/schema/exports.ts';
import { recorder } from '#lib/audit/commands.ts';
import type { AuditDetail } from '#lib/audit/model.ts';
import { decodeFileKey } from '#lib/bson/file-key.ts';
import { writeContainer, type ContainerInput } from '#lib/bson/write.ts';
import { systemClock } from '#lib/clock.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { itemsOf } from '#lib/export-items/queries.ts';
import { endExport } from '#lib/exports/commands.ts';
import {
  ended,
  filePlace,
  over,
  pieceBytes,
  sealingDetail,
  sendingMs,
  targetOfExport,
  waitingKeyBinding,
  type SealedTo,
} from '#lib/exports/model.ts';
import { ofExport, originOf, requireOwnExport, sealingOf } from '#lib/exports/queries.ts';
import type { SealingInput } from '#lib/exports/schema.ts';
import { signingKeyOf } from '#lib/identities/queries.ts';
import { newId } from '#lib/ids.ts';
import { keyring } from '#lib/keys/queries.ts';
import { inChunks } from '#lib/uploads/model.ts';
import { open } from '#lib/vault/seal.ts';
import { fingerprint } from '#lib/vault/signing.ts';
import { platformVersion } from '#lib/version.ts';

/** A file that is this request's to send, and nobody's any more. */
export interface ClaimedExport {
  readonly fileName: string;
  /** Its bytes. It is whole, and recorded so, when the last of them is taken. */
  readonly bytes: AsyncGenerator<Buffer>;
}

/** Takes the file that is ready, once. @throws AppError NOT_FOUND, STATE_INVALID while it is prepared, EXPORT_ENDED. */
export async function claimExport(ctx: WorkspaceCtx, id: string): Promise<ClaimedExport> {
  authorise(ctx, 'credential.export');
  const row = await requireOwnExport(ctx, id);
  if (row.state === 'preparing') throw new AppError('STATE_INVALID', 'This file is still being prepared.');
  if (row.state !== 'ready' || row.sealedKey === null) throw ended(row.state);
  const fileKey = decodeFileKey(await open(await keyring(), waitingKeyBinding(row), row.sealedKey));
  const signer = await signingKeyOf(ctx.tenantId);
  const [origin, record] = [await originOf(ctx), await recorder(ctx)];
  await transact(async (tx, now) => {
    const taken = await tx
      .update(exports)
      .set({
        state: 'sending',
        sealedKey: null,
        signerFingerprint: fingerprint(signer.publicKey),
        expiresAt: now + sendingMs,
      })
      .where(and(ofExport(ctx, id), eq(exports.state, 'ready'), gt(exports.expiresAt, now)))
      .returning({ id: exports.id });
    if (taken.length === 0) throw ended((await requireOwnExport(ctx, id, tx)).state);
    await record(tx, now, { action: 'export.fetched', ...targetOfExport(row) });
  });
  const documents = writeContainer({
    resourceType: 'credential',
    platformVersion,
    exportId: id,
    exportedAt: new Date(row.createdAt),
    origin,
    count: row.count,
    items: itemsOf(ctx, id),
    sealing: fileKey,
    signer,
  });
  return { fileName: row.fileName, bytes: sending(ctx, id, documents) };
}

/** The last piece leaves when the digest of the whole is stored: what is not written down has no footer. */
async function* sending(ctx: WorkspaceCtx, id: string, documents: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let fileBytes = 0;
  let held: Buffer | null = null;
  let isWhole = false;
  try {
    for await (const piece of inChunks(documents, pieceBytes)) {
      if (held) yield held;
      held = piece;
      hash.update(piece);
      fileBytes += piece.length;
    }
    await recordSent(ctx, id, { fileBytes, sha256: hash.digest('hex') });
    if (held) yield held;
    isWhole = true;
  } finally {
    if (!isWhole) await endExport(ctx, id, 'broken', ['sending', 'sent']);
  }
}

const recordSent = (ctx: WorkspaceCtx, id: string, digest: { fileBytes: number; sha256: string }): Promise<void> =>
  transact(async (tx, now) => {
    await tx
      .update(exports)
      .set({ ...over, ...digest, state: 'sent', sentAt: now })
      .where(ofExport(ctx, id));
  });

/** The file's bytes, claimed at the first of them. @throws AppError as `claimExport`. */
export async function* streamExport(ctx: WorkspaceCtx, id: string): AsyncGenerator<Buffer> {
  yield* (await claimExport(ctx, id)).bytes;
}

/** A small file made in one go. */
export interface SealedFile {
  readonly exportId: string;
  readonly at: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly told: SealedTo;
  readonly signerFingerprint: string;
  /** What it is sealed to, for the audit. */
  readonly sealing: AuditDetail;
}

/** A container of these flows, signed by this tenant. It may leave once `recordFlowFile` has written down that it does. */
export async function sealFlows(
  ctx: WorkspaceCtx,
  items: readonly Readonly<Record<string, unknown>>[],
  sealing: SealingInput,
): Promise<SealedFile> {
  const exportId = newId('exp');
  const at = systemClock();
  const { to, told } = await sealingOf(ctx, sealing);
  const signer = await signingKeyOf(ctx.tenantId);
  const bytes = await collect({
    resourceType: 'flow',
    platformVersion,
    exportId,
    exportedAt: new Date(at),
    origin: await originOf(ctx),
    count: items.length,
    items,
    sealing: to,
    signer,
  });
  const signerFingerprint = fingerprint(signer.publicKey);
  return { exportId, at, bytes: new Uint8Array(bytes), told, signerFingerprint, sealing: sealingDetail(told) };
}

async function collect(input: ContainerInput): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of writeContainer(input)) parts.push(part);
  return Buffer.concat(parts);
}

/** Part of a command: the file among the exports, as one that has been sent. */
export async function recordFlowFile(
  tx: Tx,
  ctx: WorkspaceCtx,
  now: number,
  { exportId, bytes, told, signerFingerprint }: SealedFile,
  { fileName, flows }: { fileName: string; flows: readonly { readonly id: string; readonly name: string }[] },
): Promise<void> {
  const total = flows.length;
  await tx.insert(exports).values({
    ...filePlace(ctx),
    ...told,
    id: exportId,
    resourceType: 'flow',
    state: 'sent',
    fileName,
    createdAt: now,
    createdBy: ctx.actor.id,
    createdByLabel: ctx.actor.label,
    sessionId: ctx.sessionId,
    total,
    looked: total,
    count: total,
    fileBytes: bytes.byteLength,
    signerFingerprint,
    sentAt: now,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  });
  const place = { ...filePlace(ctx), exportId };
  await tx.insert(exportItems).values(flows.map(({ id, name }, at) => ({ ...place, i: at + 1, targetId: id, name })));
}
