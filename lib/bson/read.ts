import { AppError } from '#lib/errors.ts';
import { fingerprint } from '#lib/vault/signing.ts';
import { formatVersion, originSchema, type Header, type Origin, type Sealing } from './container.ts';
import { readFrames, readOpening, type Container } from './frames.ts';
import { credentialItem, parseItem, type ImportItem } from './item.ts';
import { readPlain } from './plain.ts';
import { createReader, type ByteSource, type DocumentReader } from './reader.ts';
import { fileKeyOf, openFrame, type Unlock } from './unlock.ts';

interface FileFacts {
  readonly resourceType: 'credential';
  /** Credentials in the file. */
  readonly count: number;
  readonly bytes: number;
  /** Of the whole file, hexadecimal. */
  readonly sha256: string;
}

/** A file that is whole and was signed by `signer`; whether that signer is trusted is not decided here. */
export interface ContainerInspection extends FileFacts {
  readonly kind: 'keyhaven';
  readonly header: Header;
  readonly signer: { readonly publicKey: Buffer; readonly fingerprint: string };
  readonly sealing: Sealing['kind'];
}

/** A file of another tool: well formed, unsigned, not sealed. */
export interface PlainInspection extends FileFacts {
  readonly kind: 'plain';
}

export type Inspection = ContainerInspection | PlainInspection;

export interface OpenedItem {
  /** Its number in the file, from 1. */
  readonly i: number;
  readonly item: ImportItem;
  /** Fields of a plain document that were not understood and not taken. */
  readonly ignored: readonly string[];
}

/**
 * Reads a file once, in constant memory, without any key: kind, versions, bounds, order, count, footer and signature of
 * a container; of a plain file, that every document maps onto a credential.
 * @throws AppError IMP-100 … 110, 201, 202, 203, 206, 207, 208, 209, 210.
 */
export async function inspect(source: ByteSource): Promise<Inspection> {
  return withReader(source, async (reader) => {
    const opening = await readOpening(reader);
    let count = 0;
    const entries = opening.kind === 'plain' ? readPlain(reader, opening.first) : readFrames(reader, opening);
    for await (const { i } of entries) count = i;
    const facts = {
      resourceType: 'credential',
      count,
      bytes: reader.bytesRead(),
      sha256: reader.sha256().toString('hex'),
    } as const;
    if (opening.kind === 'plain') return { kind: 'plain', ...facts };
    const { header } = opening;
    const { publicKey } = header.signer;
    const signer = { publicKey, fingerprint: fingerprint(publicKey) };
    return { kind: 'keyhaven', header, signer, sealing: header.sealing.kind, ...facts };
  });
}

/**
 * The items of a file in their order, one at a time. Items come out before the footer is reached: take none for good
 * until the generator has ended without an error.
 * @throws AppError as `inspect`, and IMP-204 (passphrase), IMP-205 (installation), IMP-207 (seal of an item), IMP-210.
 */
export async function* openItems(source: ByteSource, unlock: Unlock): AsyncGenerator<OpenedItem> {
  const reader = createReader(source);
  try {
    const opening = await readOpening(reader);
    if (opening.kind === 'keyhaven') yield* openContainer(reader, opening, unlock);
    else if (unlock.kind === 'plain') yield* readPlain(reader, opening.first);
    else throw notSealed();
  } finally {
    await reader.close();
  }
}

async function* openContainer(
  reader: DocumentReader,
  container: Container,
  unlock: Unlock,
): AsyncGenerator<OpenedItem> {
  const fileKey = await fileKeyOf(container.header, unlock);
  const schema = container.header.formatVersion > formatVersion ? credentialItem.strip() : credentialItem;
  for await (const frame of readFrames(reader, container)) {
    const document = openFrame(container, fileKey, frame);
    if (frame.i > 0) yield { i: frame.i, item: parseItem(schema, document, frame.i), ignored: [] };
  }
}

/**
 * Tenant and workspace a container comes from; null for a plain file. Reads no further than the first frame.
 * @throws AppError as `openItems`; IMP-203 when the names are not there.
 */
export async function openOrigin(source: ByteSource, unlock: Unlock): Promise<Origin | null> {
  return withReader(source, async (reader) => {
    const opening = await readOpening(reader);
    if (opening.kind === 'plain') return null;
    const fileKey = await fileKeyOf(opening.header, unlock);
    const frame = await readFrames(reader, opening).next();
    const origin = originSchema.safeParse(frame.done === true ? null : openFrame(opening, fileKey, frame.value));
    if (!origin.success) throw new AppError('IMP-203', 'The file does not say where it comes from.');
    return origin.data;
  });
}

/**
 * The key of a sealed file, so that one stretching serves all that is opened later with `{ kind: 'fileKey' }`. A secret:
 * it opens every item of this file.
 * @throws AppError IMP-204, IMP-205, IMP-203 for a file that is not sealed.
 */
export async function openFileKey(source: ByteSource, unlock: Unlock): Promise<Buffer> {
  return withReader(source, async (reader) => {
    const opening = await readOpening(reader);
    if (opening.kind === 'plain') throw notSealed();
    return fileKeyOf(opening.header, unlock);
  });
}

const notSealed = (): AppError => new AppError('IMP-203', 'The file is not sealed.');

async function withReader<T>(source: ByteSource, read: (reader: DocumentReader) => Promise<T>): Promise<T> {
  const reader = createReader(source);
  try {
    return await read(reader);
  } finally {
    await reader.close();
  }
}
