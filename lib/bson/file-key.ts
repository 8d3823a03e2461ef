import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '#lib/errors.ts';
import { encrypt } from '#lib/vault/aead.ts';
import { sealTo } from '#lib/vault/hpke.ts';
import { fingerprint } from '#lib/vault/signing.ts';
import { isUsablePublicKey } from '#lib/vault/x25519.ts';
import {
  fileKeyBinding,
  fileKeyBytes,
  passphraseKeyId,
  saltBytes,
  sealingSchema,
  type RecipientSealing,
  type Sealing,
} from './container.ts';
import { decodeDocument } from './decode.ts';
import { encodeDocument } from './encode.ts';
import { scryptBlockSize, scryptCost, scryptParallelization } from './limits.ts';
import { stretchPassphrase } from './stretch.ts';

export type SealTo =
  /** `owner`: the tenant in whose turn it is stretched. */
  | { readonly kind: 'passphrase'; readonly passphrase: string; readonly owner?: string }
  | {
      readonly kind: 'installation';
      readonly wrap: (fileKey: Buffer) => Promise<{ readonly installationId: string; readonly wrapped: Buffer }>;
    }
  /** X25519, raw, 32 bytes. */
  | { readonly kind: 'recipient'; readonly publicKey: Buffer };

/** The key of one file, and what its header says of how to get at it. */
export interface FileKey {
  /** 32 bytes. */
  readonly bytes: Buffer;
  readonly sealing: Sealing;
}

type Random = (bytes: number) => Buffer;

/**
 * A new key for the file of that export, sealed to whoever is to open it. After this the passphrase is not needed.
 * @throws AppError INPUT_INVALID for a public key nothing can be sealed to; BUSY when too many passphrases are stretched.
 */
export async function newFileKey(to: SealTo, exportId: string, random: Random = randomBytes): Promise<FileKey> {
  const bytes = random(fileKeyBytes);
  return { bytes, sealing: await sealFileKey(to, exportId, bytes, random) };
}

async function sealFileKey(to: SealTo, exportId: string, fileKey: Buffer, random: Random): Promise<Sealing> {
  if (to.kind === 'installation') return { kind: 'installation', ...(await to.wrap(fileKey)) };
  if (to.kind === 'recipient') return sealToRecipient(to.publicKey, exportId, fileKey);
  const cost = { n: scryptCost, r: scryptBlockSize, p: scryptParallelization, salt: random(saltBytes) };
  const stretched = await stretchPassphrase(to.passphrase, cost, to.owner);
  const wrapped = encrypt(stretched, passphraseKeyId, fileKeyBinding(exportId), fileKey);
  return { kind: 'passphrase', kdf: 'scrypt', ...cost, wrapped };
}

function sealToRecipient(publicKey: Buffer, exportId: string, fileKey: Buffer): RecipientSealing {
  if (!isUsablePublicKey(publicKey))
    throw new AppError('INPUT_INVALID', 'Nothing can be sealed to this key.', { field: 'sealing' });
  const { ephemeral, sealed } = sealTo(publicKey, { info: fileKeyBinding(exportId) }, fileKey);
  return { kind: 'recipient', recipient: fingerprint(publicKey), ephemeral, wrapped: sealed };
}

const stored = z.strictObject({
  bytes: z.custom<Buffer>((value) => Buffer.isBuffer(value) && value.length === fileKeyBytes),
  sealing: sealingSchema,
});

/** One BSON document, to be kept under a seal until the file is written. */
export const encodeFileKey = (key: FileKey): Buffer => encodeDocument({ ...key });

/** Of bytes that were under our own seal. */
export const decodeFileKey = (document: Buffer): FileKey => stored.parse(decodeDocument(document));
