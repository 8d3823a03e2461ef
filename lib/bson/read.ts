import type { z } from 'zod';
import { AppError } from '#lib/errors.ts';
import { fingerprint } from '#lib/vault/signing.ts';
import { formatVersion, originSchema, type Header, type Origin, type ResourceType, type Sealing } from './container.ts';
import type { BsonDocument } from './decode.ts';
import { flowItem, newerFlowItem, type ImportFlow } from './flow.ts';
import { readFrames, readOpening, type Container } from './frames.ts';
import { credentialItem, newerCredentialItem, parseItem, type ImportItem } from './item.ts';
import { documentsMax } from './limits.ts';
import { readPlain } from './plain.ts';
import { readPlainFlows } from './plain-flow.ts';
import { createReader, type ByteSource, type DocumentReader } from './reader.ts';
import { fileKeyOf, openFrame, type Unlock } from './unlock.ts';

interface FileFacts {
  readonly resourceType: ResourceType;
  /** Credentials or flows in the file. */
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

interface Opened<T> {
  /** Its number in the file, from 1. */
  readonly i: number;
  readonly item: T;
  /** Fields of a plain document that were not understood and not taken. */
  readonly ignored: readonly string[];
}

export type OpenedItem = Opened<ImportItem>;
export type OpenedFlow = Opened<ImportFlow>;

/**
 * Reads a file once, in constant memory, without any key: kind, versions, bounds, order, count, footer and signature of
 * a container; of a plain file, that every document maps onto what is imported.
 * @param itemsMax a file with more is not read further than it takes to know.
 * @param expected what is imported; a file of anything else is refused before it is read further.
 * @throws AppError IMP-100 … 110, 201, 202, 203, 206, 207, 208, 209, 210, 212.
 */
export async function inspect(
  source: ByteSource,
  itemsMax = documentsMax,
  expected: ResourceType = 'credential',
): Promise<Inspection> {
  return withReader(source, async (reader) => {
    const opening = await readOpening(reader, expected);
    if (opening.kind === 'keyhaven') refuseMore(opening.header.count, itemsMax);
    let count = 0;
    const readDocuments = expected === 'flow' ? readPlainFlows : readPlain;
    const entries = opening.kind === 'plain' ? readDocuments(reader, opening.first) : readFrames(reader, opening);
    for await (const { i } of entries) {
      count = i;
      if (opening.kind === 'plain') refuseMore(count, itemsMax);
    }
    const facts = {
      resourceType: expected,
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

function refuseMore(count: number, itemsMax: number): void {
  if (count <= itemsMax) return;
  throw new AppError(
    'IMP-212',
    `The file has more than ${itemsMax} items, which is as many as are imported at once. Export it in parts.`,
    { itemsMax },
  );
}

interface Kind<T> {
  readonly resourceType: ResourceType;
  readonly schema: z.ZodType<T>;
  /** For a file of a newer format. */
  readonly newerSchema: z.ZodType<T>;
  readonly readPlain: (reader: DocumentReader, first: BsonDocument) => AsyncGenerator<Opened<T>>;
}

const credentials: Kind<ImportItem> = {
  resourceType: 'credential',
  schema: credentialItem,
  newerSchema: newerCredentialItem,
  readPlain,
};
const flows: Kind<ImportFlow> = {
  resourceType: 'flow',
  schema: flowItem,
  newerSchema: newerFlowItem,
  readPlain: readPlainFlows,
};

/**
 * The items of a file in their order, one at a time. Items come out before the footer is reached: take none for good
 * until the generator has ended without an error.
 * @throws AppError as `inspect`, and IMP-204 (passphrase), IMP-205 (installation, recipient), IMP-207 (seal of an item), IMP-210.
 */
export const openItems = (source: ByteSource, unlock: Unlock): AsyncGenerator<OpenedItem> =>
  openAll(source, unlock, credentials);

/** The same, for a file of flows. */
export const openFlows = (source: ByteSource, unlock: Unlock): AsyncGenerator<OpenedFlow> =>
  openAll(source, unlock, flows);

async function* openAll<T>(source: ByteSource, unlock: Unlock, kind: Kind<T>): AsyncGenerator<Opened<T>> {
  const reader = createReader(source);
  try {
    const opening = await readOpening(reader, kind.resourceType);
    if (opening.kind === 'keyhaven') yield* openContainer(reader, opening, unlock, kind);
    else if (unlock.kind === 'plain') yield* kind.readPlain(reader, opening.first);
    else throw notSealed();
  } finally {
    await reader.close();
  }
}

async function* openContainer<T>(
  reader: DocumentReader,
  container: Container,
  unlock: Unlock,
  kind: Kind<T>,
): AsyncGenerator<Opened<T>> {
  const fileKey = await fileKeyOf(container.header, unlock);
  const schema = container.header.formatVersion > formatVersion ? kind.newerSchema : kind.schema;
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
    const opening = await readOpening(reader, null);
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
    const opening = await readOpening(reader, null);
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
