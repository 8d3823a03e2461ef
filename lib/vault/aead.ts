/**
 * The box: bytes under one key, bound to their context, that open under that key alone.
 *
 *   box        = header ‖ commitment (32) ‖ nonce (12, random) ‖ ciphertext ‖ tag (16)
 *   header     = "KHV" ‖ format version (1) ‖ algorithm (1) ‖ length of key id (1) ‖ key id (UTF-8, 1 to 255 bytes)
 *   bound      = lengthPrefixed(header, the caller's additional data)
 *   okm        = HKDF-SHA256(key, no salt, info = lengthPrefixed("keyhaven box 1", SHA-256(bound)), 64 bytes)
 *   commitment = okm[32..64)
 *   ciphertext ‖ tag = AES-256-GCM(key = okm[0..32), nonce, additional data = bound)
 *
 * GCM alone does not commit to its key: one ciphertext can be made that opens under two. The commitment is compared
 * first, so whoever makes a file cannot make it mean two things. Each context has an AES key of its own, so the bound of
 * 2^32 random nonces for a key (NIST SP 800-38D, 8.3) counts the boxes of one record version, not of a tenant.
 */
import { createSecretKey, hash, hkdfSync, timingSafeEqual } from 'node:crypto';
import { AppError } from '#lib/errors.ts';
import { freshBytes } from '#lib/random.ts';
import { gcmDecrypt, gcmEncrypt, gcmKeyBytes, gcmNonceBytes, gcmTagBytes } from './gcm.ts';

const magic = Buffer.from('KHV', 'latin1');
const formatVersion = 1;
/** AES-256-GCM with keys and commitment by HKDF-SHA256. */
const algorithmId = 1;
const fixedHeaderBytes = magic.length + 3;
const commitmentBytes = 32;
const keyIdBytesMax = 255;
const lengthBytes = 4;
/** The most that one unit of UTF-16 takes. */
const utf8BytesMax = 3;

const noBytes = Buffer.alloc(0);
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const unreadable = (): AppError => new AppError('UNREADABLE', 'This cannot be opened with this key.');

/**
 * Each part as its length (4 bytes, big endian) and its bytes; strings as UTF-8. No two lists of parts give the same
 * bytes, which separators cannot promise.
 * @throws TypeError for a string with a lone surrogate: UTF-8 would make it equal to another.
 */
export function lengthPrefixed(parts: readonly (string | Uint8Array)[]): Buffer {
  const roomFor = (part: string | Uint8Array) => part.length * (typeof part === 'string' ? utf8BytesMax : 1);
  const room = parts.reduce((sum, part) => sum + lengthBytes + roomFor(part), 0);
  // Cut to what was written. Short ones lie in Node's pool: a zeroed buffer of its own for each takes ten times as long.
  const bytes = Buffer.allocUnsafe(room);
  let at = 0;
  for (const part of parts) {
    const start = at + lengthBytes;
    const length = typeof part === 'string' ? writeText(bytes, part, start) : part.length;
    if (typeof part !== 'string') bytes.set(part, start);
    bytes.writeUInt32BE(length, at);
    at = start + length;
  }
  return bytes.subarray(0, at);
}

function writeText(bytes: Buffer, text: string, at: number): number {
  if (!text.isWellFormed()) throw new TypeError('Text with a lone surrogate.');
  return bytes.write(text, at);
}

/**
 * A key of 32 bytes for one purpose and context. HKDF-SHA256 (RFC 5869), no salt,
 * info = lengthPrefixed("keyhaven key 1", purpose, SHA-256(context)).
 * @param key uniformly random, 32 bytes or more; a passphrase is stretched first.
 */
export function deriveKey(key: Uint8Array, purpose: string, context: Uint8Array = noBytes): Buffer {
  const info = lengthPrefixed(['keyhaven key 1', purpose, hash('sha256', context, 'buffer')]);
  return Buffer.from(hkdfSync('sha256', key, noBytes, info, gcmKeyBytes));
}

/**
 * A box of `plain`. `additional` is not stored: whoever opens the box must know it.
 * @param key 32 bytes. @param keyId 1 to 255 bytes of UTF-8, readable by anyone.
 * @throws RangeError for a key or key id of another length.
 */
export function encrypt(key: Uint8Array, keyId: string, additional: Uint8Array, plain: Uint8Array): Buffer {
  if (key.length !== gcmKeyBytes) throw new RangeError(`A key has ${gcmKeyBytes} bytes.`);
  const header = headerOf(keyId);
  const bound = lengthPrefixed([header, additional]);
  const { aesKey, commitment } = boxKeys(key, bound);
  const nonce = freshBytes(gcmNonceBytes);
  const sealed = gcmEncrypt(aesKey, nonce, bound, plain);
  return Buffer.concat([header, commitment, nonce, sealed]);
}

/**
 * What was put into the box.
 * @throws AppError UNREADABLE, always with the same words, for another key, other additional data or any changed byte.
 */
export function decrypt(key: Uint8Array, additional: Uint8Array, box: Uint8Array): Buffer {
  const { header, commitment, nonce, sealed } = parse(box);
  if (key.length !== gcmKeyBytes) throw unreadable();
  const bound = lengthPrefixed([header, additional]);
  const keys = boxKeys(key, bound);
  if (!timingSafeEqual(keys.commitment, commitment)) throw unreadable();
  const plain = gcmDecrypt(keys.aesKey, nonce, bound, sealed);
  if (plain === null) throw unreadable();
  return plain;
}

/**
 * The id of the key a box asks for. Nothing has proved it yet: use it to look the key up, for nothing else.
 * @throws AppError UNREADABLE for bytes that are no box.
 */
export function keyIdOf(box: Uint8Array): string {
  const { header } = parse(box);
  try {
    return utf8.decode(header.subarray(fixedHeaderBytes));
  } catch {
    throw unreadable();
  }
}

function headerOf(keyId: string): Buffer {
  const id = Buffer.from(keyId);
  if (!keyId.isWellFormed() || id.length < 1 || id.length > keyIdBytesMax) {
    throw new RangeError(`A key id has 1 to ${keyIdBytesMax} bytes of UTF-8.`);
  }
  return Buffer.concat([magic, Buffer.from([formatVersion, algorithmId, id.length]), id]);
}

function boxKeys(key: Uint8Array, bound: Uint8Array): { aesKey: Buffer; commitment: Buffer } {
  const info = lengthPrefixed(['keyhaven box 1', hash('sha256', bound, 'buffer')]);
  // Node takes ten times as long over a key that is given as bytes.
  const okm = Buffer.from(hkdfSync('sha256', createSecretKey(key), noBytes, info, gcmKeyBytes + commitmentBytes));
  return { aesKey: okm.subarray(0, gcmKeyBytes), commitment: okm.subarray(gcmKeyBytes) };
}

function parse(box: Uint8Array): { header: Uint8Array; commitment: Uint8Array; nonce: Uint8Array; sealed: Uint8Array } {
  const keyIdBytes = box[fixedHeaderBytes - 1] ?? 0;
  const headerEnd = fixedHeaderBytes + keyIdBytes;
  const commitmentEnd = headerEnd + commitmentBytes;
  const nonceEnd = commitmentEnd + gcmNonceBytes;
  const isOurs =
    magic.equals(box.subarray(0, magic.length)) &&
    box[magic.length] === formatVersion &&
    box[magic.length + 1] === algorithmId;
  if (!isOurs || keyIdBytes === 0 || box.length < nonceEnd + gcmTagBytes) throw unreadable();
  return {
    header: box.subarray(0, headerEnd),
    commitment: box.subarray(headerEnd, commitmentEnd),
    nonce: box.subarray(commitmentEnd, nonceEnd),
    sealed: box.subarray(nonceEnd),
  };
}
