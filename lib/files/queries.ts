import type { Origin, ResourceType } from '#lib/bson/container.ts';
import { inWorker } from '#lib/bson/in-worker.ts';
import { printable } from '#lib/bson/printable.ts';
import type { Inspection } from '#lib/bson/read.ts';
import { fileKeyOf, type Unlock } from '#lib/bson/unlock.ts';
import type { ReadyUnlock } from '#lib/bson/worker-messages.ts';
import { may, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { unwrapFileKey } from '#lib/exports/model.ts';
import { receivingKeyOf } from '#lib/identities/queries.ts';
import { nameCharactersMax } from '#lib/names.ts';
import { standingOf } from '#lib/signers/queries.ts';
import { readUpload, requireUpload } from '#lib/uploads/queries.ts';
import { platformVersion } from '#lib/version.ts';
import type { FileDto } from './schema.ts';

export interface OpenedFile {
  /** Its tenant: what is sealed to it opens there. */
  readonly owner: string;
  readonly upload: { readonly id: string; readonly chunks: number; readonly fileName: string };
  readonly inspection: Inspection;
}

/** Reads the whole file once without any key: kind, bounds, order, signature. */
export async function openFile(
  ctx: WorkspaceCtx,
  uploadId: string,
  { expected, itemsMax }: { expected: ResourceType; itemsMax: number },
): Promise<OpenedFile> {
  const upload = await requireUpload(ctx, uploadId);
  const inspection = await inWorker(ctx.tenantId).inspect(readUpload(ctx, upload), itemsMax, expected);
  return { owner: ctx.tenantId, upload, inspection };
}

/**
 * What opens the file: what the person has given, stretched once, or a key that is here; null while a passphrase is still
 * needed.
 */
export async function unlocked(
  { owner, inspection }: OpenedFile,
  passphrase: string | null,
): Promise<ReadyUnlock | null> {
  if (inspection.kind === 'plain') return { kind: 'plain' };
  if (inspection.sealing === 'passphrase' && passphrase === null) return null;
  const given: Record<typeof inspection.sealing, Unlock> = {
    passphrase: { kind: 'passphrase', passphrase: passphrase ?? '', owner },
    installation: { kind: 'installation', unwrap: unwrapFileKey },
    recipient: { kind: 'recipient', privateKeyOf: (recipient) => receivingKeyOf(owner, recipient) },
  };
  return { kind: 'fileKey', fileKey: await fileKeyOf(inspection.header, given[inspection.sealing]) };
}

/** The same, for what is applied: without its passphrase nothing is. */
export async function requireUnlocked(file: OpenedFile, passphrase: string | null): Promise<ReadyUnlock> {
  const unlock = await unlocked(file, passphrase);
  if (unlock === null) throw new AppError('IMP-204', 'That passphrase does not open this file.');
  return unlock;
}

/** Who is trusted here decides whose credentials come in: it takes somebody who may import those. */
export const canRemember = (ctx: WorkspaceCtx): boolean => may(ctx, 'credential.import');

/** The file as it is shown; before it is unlocked it does not say where it comes from. */
export async function fileDto(ctx: WorkspaceCtx, file: OpenedFile, unlock: ReadyUnlock | null): Promise<FileDto> {
  const { inspection, upload } = file;
  const { resourceType, bytes, count } = inspection;
  const facts = { resourceType, fileName: upload.fileName, bytes, count };
  if (inspection.kind === 'plain')
    return { ...facts, exportedAt: null, origin: null, sealing: 'none', signer: null, platformVersion: null };
  const { header, signer } = inspection;
  return {
    ...facts,
    exportedAt: header.exportedAt.getTime(),
    origin: unlock && shownOrigin(await inWorker(ctx.tenantId).openOrigin(readUpload(ctx, upload), unlock)),
    sealing: inspection.sealing,
    signer: {
      fingerprint: signer.fingerprint,
      ...(await standingOf(ctx, signer)),
      isRemembered: canRemember(ctx),
    },
    platformVersion: header.platformVersion === platformVersion ? null : header.platformVersion,
  };
}

/** The words of a foreign file: whoever signed it may say anything. */
const shownOrigin = (origin: Origin | null): Origin | null =>
  origin && {
    tenantName: printable(origin.tenantName, nameCharactersMax),
    workspaceName: printable(origin.workspaceName, nameCharactersMax),
  };
