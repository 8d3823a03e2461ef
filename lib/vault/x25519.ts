/**
 * X25519 (RFC 7748). Public keys travel raw, 32 bytes; private keys are PKCS#8 DER and are stored sealed. A public key
 * that gives the same secret with every private key (a point of low order) is refused wherever one comes in.
 */
import {
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hash,
  type KeyObject,
} from 'node:crypto';

export const x25519KeyBytes = 32;
/** SubjectPublicKeyInfo and PrivateKeyInfo of an X25519 key (RFC 8410) up to the key itself. */
const spkiPrefix = Buffer.from('302a300506032b656e032100', 'hex');
const pkcs8Prefix = Buffer.from('302e020100300506032b656e04220420', 'hex');

export interface ReceivingKeyPair {
  /** Raw, 32 bytes. */
  readonly publicKey: Buffer;
  /** PKCS#8 DER. */
  readonly privateKey: Buffer;
}

export function newReceivingKey(): ReceivingKeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('x25519', {
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  });
  return { publicKey: publicKey.subarray(spkiPrefix.length), privateKey };
}

/** PKCS#8 DER of 32 raw bytes, as test vectors and other libraries have them. */
export const privateKeyFrom = (raw: Uint8Array): Buffer => Buffer.concat([pkcs8Prefix, raw]);

/** The raw public key of a private key. @throws TypeError for bytes that are no X25519 key. */
export function publicKeyOf(privateKey: Uint8Array): Buffer {
  const der = createPublicKey(privateKeyObject(privateKey)).export({ type: 'spki', format: 'der' });
  return der.subarray(spkiPrefix.length);
}

/** The shared secret, 32 bytes, or null for a public key of another length or of low order: it would be all zero. */
export function sharedSecret(privateKey: Uint8Array, publicKey: Uint8Array): Buffer | null {
  if (publicKey.length !== x25519KeyBytes) return null;
  const key = createPublicKey({ key: Buffer.concat([spkiPrefix, publicKey]), format: 'der', type: 'spki' });
  const secret = agreed(privateKeyObject(privateKey), key);
  return secret?.some((byte) => byte !== 0) ? secret : null;
}

/** OpenSSL refuses an all-zero secret by an error of its own. */
function agreed(privateKey: KeyObject, publicKey: KeyObject): Buffer | null {
  try {
    return diffieHellman({ privateKey, publicKey });
  } catch {
    return null;
  }
}

function privateKeyObject(privateKey: Uint8Array): KeyObject {
  const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' });
  if (key.asymmetricKeyType !== 'x25519') throw new TypeError('Not an X25519 key.');
  return key;
}

/** Any private key shows it: they are all multiples of the order of those points. */
const anyPrivateKey = privateKeyFrom(Buffer.alloc(x25519KeyBytes, 0x42));

/** Whether something can be sealed to this public key: 32 bytes, not of low order. */
export const isUsablePublicKey = (publicKey: Uint8Array): boolean => sharedSecret(anyPrivateKey, publicKey) !== null;

const textPrefix = 'khr1_';
const checksumBytes = 4;
const checksumOf = (publicKey: Uint8Array): Buffer =>
  hash('sha256', Buffer.concat([Buffer.from('keyhaven receiving key 1'), publicKey]), 'buffer').subarray(
    0,
    checksumBytes,
  );

/** How people hand a receiving key on: `khr1_` and base64url of the key and 4 bytes that show a slip of the hand. */
export const receivingKeyText = (publicKey: Uint8Array): string =>
  `${textPrefix}${Buffer.concat([publicKey, checksumOf(publicKey)]).toString('base64url')}`;

/** The public key, raw; null for text that is none, was changed on its way, or names a key nothing is sealed to. */
export function parseReceivingKey(text: string): Buffer | null {
  if (!text.startsWith(textPrefix)) return null;
  const bytes = Buffer.from(text.slice(textPrefix.length), 'base64url');
  const publicKey = bytes.subarray(0, x25519KeyBytes);
  const isWhole = bytes.length === x25519KeyBytes + checksumBytes && receivingKeyText(publicKey) === text;
  return isWhole && isUsablePublicKey(publicKey) ? publicKey : null;
}
