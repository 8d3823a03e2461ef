/**
 * The root key, and the two functions that use it. It wraps data keys and a few keys of the installation, nothing else,
 * and never leaves its provider: a key management service fits the same interface.
 *
 * Every wrapped value is a box (`aead.ts`) whose key id is a fingerprint of the root key, so a backup tells which root
 * key it needs.
 */
import { deriveKey, decrypt, encrypt, lengthPrefixed } from './aead.ts';
import { isAppError } from '#lib/errors.ts';
import { parseRootKey, readRootKeyFile } from './root-key-file.ts';

export { createRootKeyFile } from './root-key-file.ts';

export interface KeyProvider {
  readonly name: 'file' | 'env';
  /** `context` is bound to the result and not stored: unwrapping needs the same. */
  wrap(plain: Uint8Array, context: Uint8Array): Promise<Buffer>;
  /** Rejects with AppError UNREADABLE for another root key, another context or changed bytes. */
  unwrap(wrapped: Uint8Array, context: Uint8Array): Promise<Buffer>;
}

/**
 * The root key of this installation: `rootKey` (base64 of 32 bytes) when given, else the file.
 * @throws Error in plain words for the operator, when there is no key, or none that may be used. Never with key bytes.
 */
export async function openKeyProvider(source: { rootKey?: string; keyFile: string }): Promise<KeyProvider> {
  if (source.rootKey === undefined) return providerOf('file', await readRootKeyFile(source.keyFile));
  const key = parseRootKey(source.rootKey);
  if (key === null) throw new Error('KEYHAVEN_ROOT_KEY must be base64 of 32 bytes: 44 characters.');
  return providerOf('env', key);
}

function providerOf(name: KeyProvider['name'], rootKey: Buffer): KeyProvider {
  const wrappingKey = deriveKey(rootKey, 'wrap');
  const keyId = `root-${deriveKey(rootKey, 'root key id').toString('hex', 0, 8)}`;
  return {
    name,
    wrap: async (plain, context) => encrypt(wrappingKey, keyId, context, plain),
    unwrap: async (wrapped, context) => decrypt(wrappingKey, context, wrapped),
  };
}

const checkContext = lengthPrefixed(['key check']);
const checkPlain = Buffer.from('This database belongs to this root key.');

/** A few bytes to keep in a new database; they tell later whether a root key is the one it was made with. */
export const newKeyCheck = (provider: KeyProvider): Promise<Buffer> => provider.wrap(checkPlain, checkContext);

/** Whether the root key is the one the check was made with. Rejects only when the provider itself fails. */
export async function opensKeyCheck(provider: KeyProvider, check: Uint8Array): Promise<boolean> {
  try {
    return checkPlain.equals(await provider.unwrap(check, checkContext));
  } catch (error) {
    if (isAppError(error, 'UNREADABLE')) return false;
    throw error;
  }
}
