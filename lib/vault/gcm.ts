import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto';

export const gcmKeyBytes = 32;
export const gcmNonceBytes = 12;
export const gcmTagBytes = 16;

const algorithm = 'aes-256-gcm';
const options = { authTagLength: gcmTagBytes };

/**
 * AES-256-GCM (NIST SP 800-38D) with the nonce given: ciphertext ‖ tag of 16 bytes. For `aead.ts`, which draws the nonce,
 * and for published test vectors.
 */
export function gcmEncrypt(key: Uint8Array, nonce: Uint8Array, additional: Uint8Array, plain: Uint8Array): Buffer {
  const cipher = createCipheriv(algorithm, createSecretKey(key), nonce, options);
  cipher.setAAD(additional);
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** The plaintext, or null when the tag does not match. What was deciphered before the tag was known is wiped. */
export function gcmDecrypt(
  key: Uint8Array,
  nonce: Uint8Array,
  additional: Uint8Array,
  sealed: Uint8Array,
): Buffer | null {
  if (sealed.length < gcmTagBytes) return null;
  const end = sealed.length - gcmTagBytes;
  const decipher = createDecipheriv(algorithm, createSecretKey(key), nonce, options);
  decipher.setAAD(additional);
  decipher.setAuthTag(sealed.subarray(end));
  const plain = decipher.update(sealed.subarray(0, end));
  try {
    decipher.final();
    return plain;
  } catch {
    plain.fill(0);
    return null;
  }
}
