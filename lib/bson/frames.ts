import type { z } from 'zod';
import { AppError } from '#lib/errors.ts';
import { verifySignature } from '#lib/vault/signing.ts';
import {
  containerFormat,
  footerSchema,
  formatVersion,
  frameSchema,
  headerSchema,
  readerVersion,
  readerVersionOf,
  sha256,
  signedBytes,
  type Frame,
  type Header,
  type ResourceType,
} from './container.ts';
import { decodeDocument, type BsonDocument } from './decode.ts';
import { refuseOtherResource } from './kind.ts';
import { peekScalars } from './peek.ts';
import type { DocumentReader } from './reader.ts';
import { checkStretchCost } from './stretch.ts';

export interface Container {
  readonly kind: 'keyhaven';
  readonly header: Header;
  readonly headerHash: Buffer;
}

export type Opening = Container | { readonly kind: 'plain'; readonly first: BsonDocument };

/**
 * Reads the first document: the kind of file before anything else, then whether this reader may read it.
 * @param expected what is imported; null where the kind was found out before.
 * @throws AppError IMP-100 … 110, 201, 202, 203, 206, 209.
 */
export async function readOpening(reader: DocumentReader, expected: ResourceType | null): Promise<Opening> {
  const scalars = peekScalars(await reader.head());
  if (expected !== null) refuseOtherResource(expected, scalars.get('resourceType'), scalars.get('type'));
  const isContainer = scalars.get('format') === containerFormat;
  if (isContainer) refuseNewerFormat(scalars.get('minReaderVersion'));
  const bytes = await reader.next();
  if (bytes === null) throw new AppError('IMP-100', 'The file is empty.');
  const first = decodeDocument(bytes);
  return isContainer
    ? { kind: 'keyhaven', header: readHeader(first), headerHash: sha256(bytes) }
    : { kind: 'plain', first };
}

function refuseNewerFormat(minReaderVersion: unknown): void {
  if (typeof minReaderVersion !== 'number' || !(minReaderVersion > readerVersion)) return;
  throw new AppError(
    'IMP-202',
    `The file needs reader version ${minReaderVersion}; this installation reads version ${readerVersion}. Update this installation, or export again from an older one.`,
    { minReaderVersion, readerVersion },
  );
}

/** A file of a newer format that older readers may read has fields of its own, which say nothing to us. */
const schemaFor = <T extends z.ZodRawShape>(schema: z.ZodObject<T, z.core.$strict>, version: unknown) =>
  typeof version === 'number' && version > formatVersion ? schema.strip() : schema;

function readHeader(document: BsonDocument): Header {
  const result = schemaFor(headerSchema, document['formatVersion']).safeParse(document);
  if (!result.success) {
    const field = result.error.issues[0]?.path.map(String).join('.') ?? '';
    throw new AppError('IMP-203', 'The header of the file is not one that can be read here.', { field });
  }
  const header = result.data;
  if (header.minReaderVersion < readerVersionOf[header.sealing.kind])
    throw new AppError('IMP-203', 'The header of the file names a reader that could not read it.', {
      field: 'minReaderVersion',
    });
  if (header.sealing.kind === 'passphrase') checkStretchCost(header.sealing);
  if (header.count === 0) throw new AppError('IMP-209', `There is no ${header.resourceType} in the file.`);
  return header;
}

/**
 * Every sealed frame in its order, then the footer: nothing is left to read when this ends without an error.
 * @throws AppError IMP-207 for a frame that is not where it belongs, IMP-208 for the footer, IMP-102, IMP-110.
 */
export async function* readFrames(reader: DocumentReader, { header }: Container): AsyncGenerator<Frame> {
  for (let i = 0; i <= header.count; i += 1) {
    const bytes = await reader.next();
    if (bytes === null) {
      throw new AppError('IMP-102', `The file ends before item ${i} of ${header.count}.`, {
        offset: reader.bytesRead(),
      });
    }
    const frame = schemaFor(frameSchema, header.formatVersion).safeParse(decodeDocument(bytes));
    if (!frame.success || frame.data.i !== i || frame.data.last !== (i === header.count)) throw notInPlace(i);
    yield frame.data;
  }
  await readFooter(reader, header);
}

/** Frame 0 holds the origin, not an item. */
export const frameName = (i: number): string => (i === 0 ? 'The origin of the file' : `Item ${i}`);

const notInPlace = (i: number): AppError =>
  new AppError('IMP-207', `${frameName(i)} is not where it belongs. The file was changed after its export.`, {
    item: i,
  });

async function readFooter(reader: DocumentReader, header: Header): Promise<void> {
  const bodyHash = reader.sha256();
  const bytes = await reader.next();
  if (bytes === null) {
    throw new AppError('IMP-102', 'The file ends before its footer.', { offset: reader.bytesRead() });
  }
  const footer = schemaFor(footerSchema, header.formatVersion).safeParse(decodeDocument(bytes));
  const isWhole =
    footer.success &&
    footer.data.count === header.count &&
    footer.data.sha256.equals(bodyHash) &&
    verifySignature(header.signer.publicKey, signedBytes(bodyHash, header.count), footer.data.signature);
  if (!isWhole) {
    throw new AppError('IMP-208', 'The signature does not match. The file was changed after its export.');
  }
  if ((await reader.next()) !== null) {
    throw new AppError('IMP-110', 'There are bytes after the end of the file.', { offset: reader.bytesRead() });
  }
}
