import { createHash } from 'node:crypto';
import { z } from 'zod';
import { fingerprintText } from '#lib/names.ts';
import { lengthPrefixed } from '#lib/vault/aead.ts';
import { hpkeOverheadBytes } from '#lib/vault/hpke.ts';
import { isUsablePublicKey, x25519KeyBytes } from '#lib/vault/x25519.ts';
import { documentsMax } from './limits.ts';

/*
 * A container is a sequence of BSON documents (docs/format.md):
 *
 *   header                      in clear: what it is, how it is sealed, who signed it, how many items follow
 *   frame 0                     sealed: names of the tenant and workspace it comes from
 *   frame 1 … frame `count`     sealed: one item each, public and secret fields together
 *   footer                      count, SHA-256 of every byte before it, Ed25519 signature
 *
 * Each frame is sealed with SHA-256(header), its number and whether it is the last, so none can be dropped, doubled,
 * moved, or brought in from another file.
 */

export const containerFormat = 'keyhaven';
export const formatVersion = 1;
/** The newest `minReaderVersion` this reader satisfies. */
export const readerVersion = 2;
/** The oldest reader that knows the way a file is sealed: what is written as its `minReaderVersion`. */
export const readerVersionOf: Record<Sealing['kind'], number> = { passphrase: 1, installation: 1, recipient: 2 };

export const fileKeyBytes = 32;
export const fileKeyId = 'file';
export const passphraseKeyId = 'passphrase';
export const saltBytes = 16;

export const resourceTypes = ['credential', 'flow'] as const;
export type ResourceType = (typeof resourceTypes)[number];

/** ASCII: it is shown to people before anything has proved it. */
const text = (charactersMax: number) =>
  z
    .string()
    .max(charactersMax)
    .regex(/^[\x20-\x7e]+$/);
const whole = (min: number, max: number) => z.number().int().min(min).max(max);
const bytes = (min: number, max = min) =>
  z.custom<Buffer>(
    (value) => Buffer.isBuffer(value) && value.length >= min && value.length <= max,
    min === max ? `${min} bytes are expected.` : `${min} to ${max} bytes are expected.`,
  );

const passphraseSealing = z.strictObject({
  kind: z.literal('passphrase'),
  kdf: z.literal('scrypt'),
  n: whole(2, Number.MAX_SAFE_INTEGER),
  r: whole(1, Number.MAX_SAFE_INTEGER),
  p: whole(1, Number.MAX_SAFE_INTEGER),
  salt: bytes(saltBytes, 64),
  wrapped: bytes(1, 1_024),
});

const installationSealing = z.strictObject({
  kind: z.literal('installation'),
  installationId: text(200),
  wrapped: bytes(1, 8_192),
});

const recipientSealing = z.strictObject({
  kind: z.literal('recipient'),
  recipient: fingerprintText,
  ephemeral: bytes(x25519KeyBytes).refine(isUsablePublicKey, 'Nothing can be sealed by this key.'),
  wrapped: bytes(fileKeyBytes + hpkeOverheadBytes),
});

export type PassphraseSealing = z.infer<typeof passphraseSealing>;
export type RecipientSealing = z.infer<typeof recipientSealing>;

export const sealingSchema = z.discriminatedUnion('kind', [passphraseSealing, installationSealing, recipientSealing]);
export type Sealing = z.infer<typeof sealingSchema>;

export const headerSchema = z.strictObject({
  resourceType: z.enum(resourceTypes),
  format: z.literal(containerFormat),
  formatVersion: whole(1, 1_000_000),
  minReaderVersion: whole(1, 1_000_000),
  platformVersion: text(100),
  exportId: text(200),
  exportedAt: z.date(),
  count: whole(0, documentsMax),
  signer: z.strictObject({ publicKey: bytes(32) }),
  sealing: sealingSchema,
});
export type Header = z.infer<typeof headerSchema>;

export const frameSchema = z.strictObject({ i: whole(0, documentsMax), last: z.boolean(), box: bytes(1, 2 ** 20) });
export type Frame = z.infer<typeof frameSchema>;

export const footerSchema = z.strictObject({ count: whole(1, documentsMax), sha256: bytes(32), signature: bytes(64) });

export const originSchema = z.strictObject({ tenantName: z.string().max(400), workspaceName: z.string().max(400) });
export type Origin = z.infer<typeof originSchema>;

export const sha256 = (data: Uint8Array): Buffer => createHash('sha256').update(data).digest();

/** Additional data of frame `i`: SHA-256 of the header's bytes (32) ‖ i (4, big endian) ‖ last (1: 0 or 1). */
export function frameBinding(headerHash: Uint8Array, i: number, last: boolean): Buffer {
  const place = Buffer.alloc(5);
  place.writeUInt32BE(i, 0);
  place.writeUInt8(last ? 1 : 0, 4);
  return Buffer.concat([headerHash, place]);
}

/** Additional data of a file key sealed to a passphrase; `info` of one sealed to a recipient. */
export const fileKeyBinding = (exportId: string): Buffer => lengthPrefixed(['keyhaven file key 1', exportId]);

/** What the signature covers: every byte before the footer, through its SHA-256, and the count. */
export function signedBytes(bodyHash: Uint8Array, count: number): Buffer {
  const number = Buffer.alloc(4);
  number.writeUInt32BE(count);
  return lengthPrefixed(['keyhaven container 1', bodyHash, number]);
}
