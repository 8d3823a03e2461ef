import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { AppError, isAppError } from '#lib/errors.ts';
import { encrypt } from '#lib/vault/aead.ts';
import { sign } from '#lib/vault/signing.ts';
import {
  containerFormat,
  fileKeyId,
  formatVersion,
  frameBinding,
  headerSchema,
  originSchema,
  readerVersionOf,
  sha256,
  signedBytes,
  type Origin,
  type ResourceType,
  type Sealing,
} from './container.ts';
import { documentBytesOf, encodeDocument } from './encode.ts';
import { newFileKey, type FileKey, type SealTo } from './file-key.ts';
import { flowItem } from './flow.ts';
import { credentialItem, parseItem } from './item.ts';
import { documentsMax, fileBytesMax, scanLimits } from './limits.ts';

/** Room kept for the footer, which is about 160 bytes. */
const footerBytesMax = 256;

export interface ContainerInput {
  readonly resourceType: ResourceType;
  readonly platformVersion: string;
  readonly exportId: string;
  readonly exportedAt: Date;
  readonly origin: Origin;
  /** How many items there are, 1 to 100,000: it stands in the header, before the items are read. */
  readonly count: number;
  /** Credentials as in `item.ts`, or flows as in `flow.ts`: plain objects of texts, finite numbers, booleans, null, dates, bytes, lists. */
  readonly items: AsyncIterable<Readonly<Record<string, unknown>>> | Iterable<Readonly<Record<string, unknown>>>;
  /** Whom it is sealed to; or the key that was sealed to them before. */
  readonly sealing: SealTo | FileKey;
  /** Ed25519: the public key raw, the private key PKCS#8 DER. */
  readonly signer: { readonly publicKey: Buffer; readonly privateKey: Buffer };
  readonly random?: (bytes: number) => Buffer;
}

/**
 * The container, document by document; the layout is in docs/format.md. Nothing is written that `read.ts` would refuse.
 * @throws AppError INPUT_INVALID or IMP-210 for an item that cannot travel, TOO_LARGE above 1 MiB an item or 64 MiB in all,
 * CHANGED_MEANWHILE when there are not as many items as `count` says. A file that ended in an error has no footer.
 */
export async function* writeContainer(input: ContainerInput): AsyncGenerator<Buffer> {
  if (!Number.isInteger(input.count) || input.count < 1)
    throw new AppError('INPUT_INVALID', 'There is nothing to export.');
  if (input.count > documentsMax) throw tooLarge(`A file holds at most ${documentsMax} items.`);
  const origin = checked(originSchema, input.origin);
  const fileKey =
    'bytes' in input.sealing ? input.sealing : await newFileKey(input.sealing, input.exportId, input.random);
  const body = createHash('sha256');
  let bytes = 0;
  const emit = (document: Buffer): Buffer => {
    bytes += document.length;
    if (bytes > fileBytesMax - footerBytesMax)
      throw tooLarge(`A file holds at most ${fileBytesMax} bytes. Export fewer items at a time.`);
    body.update(document);
    return document;
  };

  const header = encodeDocument(checked(headerSchema, headerOf(input, fileKey.sealing)));
  const headerHash = sha256(header);
  const frame = (i: number, last: boolean, document: Buffer): Buffer =>
    frameDocument(i, last, encrypt(fileKey.bytes, fileKeyId, frameBinding(headerHash, i, last), document));

  yield emit(header);
  yield emit(frame(0, false, encodeDocument(origin, 1)));
  let i = 0;
  for await (const item of input.items) {
    i += 1;
    if (i > input.count) throw miscounted();
    parseItem<unknown>(input.resourceType === 'credential' ? credentialItem : flowItem, item, i);
    yield emit(
      frame(
        i,
        i === input.count,
        ofItem(i, () => encodeDocument(item, 1)),
      ),
    );
  }
  if (i !== input.count) throw miscounted();
  const bodyHash = body.digest();
  const signature = sign(input.signer.privateKey, signedBytes(bodyHash, i));
  yield encodeDocument({ count: i, sha256: bodyHash, signature });
}

const tooLarge = (message: string): AppError => new AppError('TOO_LARGE', message);
const miscounted = (): AppError =>
  new AppError('CHANGED_MEANWHILE', 'The items changed while they were exported. Export again.');

function headerOf(input: ContainerInput, sealing: Sealing): Record<string, unknown> {
  return {
    resourceType: input.resourceType,
    format: containerFormat,
    formatVersion,
    minReaderVersion: readerVersionOf[sealing.kind],
    platformVersion: input.platformVersion,
    exportId: input.exportId,
    exportedAt: input.exportedAt,
    count: input.count,
    signer: { publicKey: input.signer.publicKey },
    sealing,
  };
}

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const field = result.error.issues[0]?.path.map(String).join('.') ?? '';
  throw new AppError('INPUT_INVALID', `The file cannot be made: ${field} is not what a header holds.`, { field });
}

/** What the box of `aead.ts` adds to a document that is sealed under the file key. */
const boxOverheadBytes = 66 + fileKeyId.length;

/** All but the items of a file at the most, footer and names included. */
export const fileOverheadBytes = 16_384;

/**
 * Bytes a credential takes in a file, exactly; `i` names it where it is refused.
 * @throws AppError INPUT_INVALID, IMP-210 or TOO_LARGE for one that cannot travel, as `writeContainer` would.
 */
export function frameBytesOf(item: Readonly<Record<string, unknown>>, i: number): number {
  parseItem<unknown>(credentialItem, item, i);
  const bytes = ofItem(i, () => documentBytesOf(item, 1)) + boxOverheadBytes + frameOverheadBytes;
  if (bytes > scanLimits.documentBytesMax) throw tooLargeItem(i, bytes);
  return bytes;
}

const tooLargeItem = (i: number, bytes: number): AppError =>
  new AppError('TOO_LARGE', `Item ${i} cannot be exported. It takes ${bytes} bytes, more than a document can.`, {
    item: i,
    bytes,
  });

/** Two lengths, three elements, and their ends. */
const frameOverheadBytes = 29;

/** `{i, last, box}` as BSON. All frames look the same, and there are many: this is a tenth of the work of a library. */
function frameDocument(i: number, last: boolean, box: Buffer): Buffer {
  const bytes = box.length + frameOverheadBytes;
  if (bytes > scanLimits.documentBytesMax) throw tooLargeItem(i, bytes);
  const document = Buffer.alloc(bytes);
  let at = document.writeInt32LE(bytes, 0);
  at += document.write('\x10i\0', at, 'latin1');
  at = document.writeInt32LE(i, at);
  at += document.write('\x08last\0', at, 'latin1');
  at = document.writeUInt8(last ? 1 : 0, at);
  at += document.write('\x05box\0', at, 'latin1');
  at = document.writeInt32LE(box.length, at) + 1;
  box.copy(document, at);
  return document;
}

/** Names the item in what `encode.ts` refuses. */
function ofItem<T>(i: number, encode: () => T): T {
  try {
    return encode();
  } catch (error) {
    if (!isAppError(error)) throw error;
    const code = error.code === 'TOO_LARGE' ? 'TOO_LARGE' : 'INPUT_INVALID';
    throw new AppError(code, `Item ${i} cannot be exported. ${error.message}`, { ...error.detail, item: i });
  }
}
