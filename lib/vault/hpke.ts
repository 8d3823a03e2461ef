/**
 * Hybrid public key encryption, RFC 9180: base mode, one message, DHKEM(X25519, HKDF-SHA256) (0x0020), HKDF-SHA256
 * (0x0001), AES-256-GCM (0x0002). Section numbers below are of that RFC. Whoever has the public key can seal; who sealed
 * it, a signature must say.
 *
 * Both public keys go into the secret, so a sealed message belongs to one recipient and one ephemeral key.
 */
import { createHmac } from 'node:crypto';
import { AppError } from '#lib/errors.ts';
import { gcmDecrypt, gcmEncrypt, gcmKeyBytes, gcmNonceBytes, gcmTagBytes } from './gcm.ts';
import { newReceivingKey, publicKeyOf, sharedSecret, type ReceivingKeyPair } from './x25519.ts';

/** What sealing adds to the plaintext. */
export const hpkeOverheadBytes = gcmTagBytes;

export interface SealedTo {
  /** The encapsulated key (`enc`), 32 bytes: the public half of a key that was made for this message. */
  readonly ephemeral: Buffer;
  /** Ciphertext ‖ tag of 16 bytes. */
  readonly sealed: Buffer;
}

const nothing = Buffer.alloc(0);
const secretBytes = 32;
const kem = Buffer.from('KEM\x00\x20', 'latin1');
const suite = Buffer.from('HPKE\x00\x20\x00\x01\x00\x02', 'latin1');
const modeBase = Buffer.from([0]);

/**
 * Seals to a public key (6.1, SealBase). `info` and `additional` are not stored: whoever opens must know them.
 * @param publicKey raw, 32 bytes. @param ephemeral for published test vectors; new for each message otherwise.
 * @throws RangeError for a public key of another length or of low order.
 */
export function sealTo(
  publicKey: Uint8Array,
  { info, additional = nothing }: Bound,
  plain: Uint8Array,
  ephemeral: ReceivingKeyPair = newReceivingKey(),
): SealedTo {
  const secret = sharedSecret(ephemeral.privateKey, publicKey);
  if (secret === null) throw new RangeError('Nothing can be sealed to this public key.');
  const { key, nonce } = schedule(secret, ephemeral.publicKey, publicKey, info);
  return { ephemeral: ephemeral.publicKey, sealed: gcmEncrypt(key, nonce, additional, plain) };
}

export interface Bound {
  readonly info: Uint8Array;
  readonly additional?: Uint8Array;
}

/**
 * What was sealed (6.1, OpenBase).
 * @param privateKey PKCS#8 DER.
 * @throws AppError UNREADABLE, always with the same words, for another key, another `info` or any changed byte.
 */
export function openSealedTo(
  privateKey: Uint8Array,
  { info, additional = nothing }: Bound,
  { ephemeral, sealed }: SealedTo,
): Buffer {
  const secret = sharedSecret(privateKey, ephemeral);
  if (secret === null) throw unreadable();
  const { key, nonce } = schedule(secret, ephemeral, publicKeyOf(privateKey), info);
  const plain = gcmDecrypt(key, nonce, additional, sealed);
  if (plain === null) throw unreadable();
  return plain;
}

const unreadable = (): AppError => new AppError('UNREADABLE', 'This cannot be opened with this key.');

/** 4.1 (ExtractAndExpand over both public keys), then 5.1 (KeySchedule in base mode: no pre-shared key). */
function schedule(dh: Uint8Array, ephemeral: Uint8Array, recipient: Uint8Array, info: Uint8Array) {
  const sharedBy = Buffer.concat([ephemeral, recipient]);
  const shared = expand(kem, extract(kem, nothing, 'eae_prk', dh), 'shared_secret', sharedBy, secretBytes);
  const context = Buffer.concat([
    modeBase,
    extract(suite, nothing, 'psk_id_hash', nothing),
    extract(suite, nothing, 'info_hash', info),
  ]);
  const secret = extract(suite, shared, 'secret', nothing);
  return {
    key: expand(suite, secret, 'key', context, gcmKeyBytes),
    nonce: expand(suite, secret, 'base_nonce', context, gcmNonceBytes),
  };
}

const hmac = (key: Uint8Array, ...parts: readonly (string | Uint8Array)[]): Buffer => {
  const mac = createHmac('sha256', key);
  for (const part of parts) mac.update(part);
  return mac.digest();
};

/** 4, LabeledExtract. */
const extract = (suiteId: Uint8Array, salt: Uint8Array, label: string, key: Uint8Array): Buffer =>
  hmac(salt, 'HPKE-v1', suiteId, label, key);

/** 4, LabeledExpand, for up to 32 bytes: one block of HKDF-Expand. */
const expand = (suiteId: Uint8Array, secret: Uint8Array, label: string, info: Uint8Array, bytes: number): Buffer =>
  hmac(secret, Buffer.from([0, bytes]), 'HPKE-v1', suiteId, label, info, Buffer.from([1])).subarray(0, bytes);
