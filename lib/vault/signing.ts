/**
 * Signatures (Ed25519, RFC 8032) and keyed MACs (HMAC-SHA256, RFC 2104). Public keys travel raw, 32 bytes; private keys
 * are PKCS#8 DER and are stored wrapped. A fingerprint is what two people read to each other.
 */
import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  hash,
  KeyObject,
  sign as signBytes,
  verify as verifyBytes,
} from 'node:crypto';

const publicKeyBytes = 32;
const signatureBytes = 64;
/** SubjectPublicKeyInfo of an Ed25519 key (RFC 8410) up to the key itself. */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');
const fingerprintBytes = 20;

export interface SigningKeyPair {
  /** Raw, 32 bytes. */
  readonly publicKey: Buffer;
  /** PKCS#8 DER. */
  readonly privateKey: Buffer;
}

export function newSigningKey(): SigningKeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  });
  return { publicKey: publicKey.subarray(spkiPrefix.length), privateKey };
}

/** The signature, 64 bytes. @param privateKey PKCS#8 DER. @throws Error for bytes that are no Ed25519 key. */
export function sign(privateKey: Uint8Array, bytes: Uint8Array): Buffer {
  const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' });
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('Not an Ed25519 key.');
  return signBytes(null, bytes, key);
}

/** Whether the signature is of these bytes by this key. False for a malformed key or signature; never throws. */
export function verifySignature(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== publicKeyBytes || signature.length !== signatureBytes) return false;
  try {
    const key = createPublicKey({ key: Buffer.concat([spkiPrefix, publicKey]), format: 'der', type: 'spki' });
    return verifyBytes(null, bytes, key, signature);
  } catch {
    return false;
  }
}

/** The first 160 bits of the key's SHA-256 in ten groups of four: `9F3C 01D2 …`. Enough that no second key meets it. */
export function fingerprint(publicKey: Uint8Array): string {
  const digest = hash('sha256', publicKey, 'buffer').subarray(0, fingerprintBytes);
  return (digest.toString('hex').toUpperCase().match(/.{4}/g) ?? []).join(' ');
}

/** HMAC-SHA256, 32 bytes. Compare with `timingSafeEqual`. Of a key that is used often, pass an object: it is made of bytes each time. */
export const mac = (key: Uint8Array | KeyObject, bytes: Uint8Array): Buffer =>
  createHmac('sha256', key instanceof KeyObject ? key : createSecretKey(key))
    .update(bytes)
    .digest();
