import { createHash, randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { AppError, isAppError } from '#lib/errors.ts';
import { encrypt } from '#lib/vault/aead.ts';
import { sealTo } from '#lib/vault/hpke.ts';
import { fingerprint, sign } from '#lib/vault/signing.ts';
import { isUsablePublicKey } from '#lib/vault/x25519.ts';
import {
  containerFormat,
  fileKeyBinding,
  fileKeyBytes,
  fileKeyId,
  formatVersion,
  frameBinding,
  headerSchema,
  originSchema,
  passphraseKeyId,
  readerVersionOf,
  saltBytes,
  sha256,
  signedBytes,
  type Origin,
  type RecipientSealing,
  type ResourceType,
  type Sealing,
} from './container.ts';
import { encodeDocument } from './encode.ts';
import { flowItem } from './flow.ts';
import { credentialItem, parseItem } from './item.ts';
import { documentsMax, fileBytesMax, scryptBlockSize, scryptCost, scryptParallelization } from './limits.ts';
import { stretchPassphrase } from './stretch.ts';

/** Room kept for the footer, which is about 160 bytes. */
const footerBytesMax = 256;

export type SealTo =
  /** `owner`: the tenant in whose turn it is stretched. */
  | { readonly kind: 'passphrase'; readonly passphrase: string; readonly owner?: string }
  | {
      readonly kind: 'installation';
      readonly wrap: (fileKey: Buffer) => Promise<{ readonly installationId: string; readonly wrapped: Buffer }>;
    }
  /** X25519, raw, 32 bytes. */
  | { readonly kind: 'recipient'; readonly publicKey: Buffer };

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
  readonly sealing: SealTo;
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
  const fileKey = (input.random ?? randomBytes)(fileKeyBytes);
  const body = createHash('sha256');
  let bytes = 0;
  const emit = (document: Buffer): Buffer => {
    bytes += document.length;
    if (bytes > fileBytesMax - footerBytesMax)
      throw tooLarge(`A file holds at most ${fileBytesMax} bytes. Export fewer items at a time.`);
    body.update(document);
    return document;
  };

  const header = encodeDocument(checked(headerSchema, await headerOf(input, fileKey)));
  const headerHash = sha256(header);
  const frame = (i: number, last: boolean, document: Buffer): Buffer =>
    encodeDocument({ i, last, box: encrypt(fileKey, fileKeyId, frameBinding(headerHash, i, last), document) });

  yield emit(header);
  yield emit(frame(0, false, encodeDocument(origin, 1)));
  let i = 0;
  for await (const item of input.items) {
    i += 1;
    if (i > input.count) throw miscounted();
    parseItem<unknown>(input.resourceType === 'credential' ? credentialItem : flowItem, item, i);
    yield emit(ofItem(i, () => frame(i, i === input.count, encodeDocument(item, 1))));
  }
  if (i !== input.count) throw miscounted();
  const bodyHash = body.digest();
  const signature = sign(input.signer.privateKey, signedBytes(bodyHash, i));
  yield encodeDocument({ count: i, sha256: bodyHash, signature });
}

const tooLarge = (message: string): AppError => new AppError('TOO_LARGE', message);
const miscounted = (): AppError =>
  new AppError('CHANGED_MEANWHILE', 'The items changed while they were exported. Export again.');

async function headerOf(input: ContainerInput, fileKey: Buffer): Promise<Record<string, unknown>> {
  return {
    resourceType: input.resourceType,
    format: containerFormat,
    formatVersion,
    minReaderVersion: readerVersionOf[input.sealing.kind],
    platformVersion: input.platformVersion,
    exportId: input.exportId,
    exportedAt: input.exportedAt,
    count: input.count,
    signer: { publicKey: input.signer.publicKey },
    sealing: await sealFileKey(input, fileKey),
  };
}

async function sealFileKey({ sealing, exportId, random }: ContainerInput, fileKey: Buffer): Promise<Sealing> {
  if (sealing.kind === 'installation') return { kind: 'installation', ...(await sealing.wrap(fileKey)) };
  if (sealing.kind === 'recipient') return sealToRecipient(sealing.publicKey, exportId, fileKey);
  const salt = (random ?? randomBytes)(saltBytes);
  const cost = { n: scryptCost, r: scryptBlockSize, p: scryptParallelization, salt };
  const stretched = await stretchPassphrase(sealing.passphrase, cost, sealing.owner);
  const wrapped = encrypt(stretched, passphraseKeyId, fileKeyBinding(exportId), fileKey);
  return { kind: 'passphrase', kdf: 'scrypt', ...cost, wrapped };
}

function sealToRecipient(publicKey: Buffer, exportId: string, fileKey: Buffer): RecipientSealing {
  if (!isUsablePublicKey(publicKey))
    throw new AppError('INPUT_INVALID', 'Nothing can be sealed to this key.', { field: 'sealing' });
  const { ephemeral, sealed } = sealTo(publicKey, { info: fileKeyBinding(exportId) }, fileKey);
  return { kind: 'recipient', recipient: fingerprint(publicKey), ephemeral, wrapped: sealed };
}

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const field = result.error.issues[0]?.path.map(String).join('.') ?? '';
  throw new AppError('INPUT_INVALID', `The file cannot be made: ${field} is not what a header holds.`, { field });
}

/** Names the item in what `encodeDocument` refuses. */
function ofItem(i: number, encode: () => Buffer): Buffer {
  try {
    return encode();
  } catch (error) {
    if (!isAppError(error)) throw error;
    const code = error.code === 'TOO_LARGE' ? 'TOO_LARGE' : 'INPUT_INVALID';
    throw new AppError(code, `Item ${i} cannot be exported. ${error.message}`, { ...error.detail, item: i });
  }
}
