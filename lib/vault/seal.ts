/**
 * Envelope encryption of one value:
 *
 *   root key (provider) ─wraps→ data key of the tenant ─HKDF→ key of the record version ─AES-256-GCM→ box
 *
 * The last two steps are the box of `aead.ts`: its key derives from the data key and everything in the binding. The box
 * names its data key, so older keys open what they sealed while new values get the current one. A value moved to another
 * tenant, workspace, credential, field, version or audience does not open there.
 */
import { decrypt, encrypt, keyIdOf } from './aead.ts';
import { additionalData, type Binding } from './binding.ts';
import type { DataKey, Keyring } from './keyring.ts';

export type { Binding } from './binding.ts';

/**
 * Seals `plain` under the tenant's current data key.
 * @throws AppError UNREADABLE when the tenant has no data key, or the root key does not open it.
 */
export async function seal(keyring: Keyring, binding: Binding, plain: Uint8Array): Promise<Buffer> {
  return sealWith(await keyring.current(binding.tenantId), binding, plain);
}

/** The same with a data key at hand: for many values of one tenant, or a tenant whose key is not stored yet. */
export function sealWith(dataKey: DataKey, binding: Binding, plain: Uint8Array): Buffer {
  return encrypt(dataKey.bytes, dataKey.keyId, additionalData(binding), plain);
}

/**
 * What was sealed, if it was sealed for exactly this binding.
 * @throws AppError UNREADABLE for anything else: another binding, changed bytes, a data key that is gone.
 */
export async function open(keyring: Keyring, binding: Binding, sealed: Uint8Array): Promise<Buffer> {
  const dataKey = await keyring.find(binding.tenantId, keyIdOf(sealed));
  return decrypt(dataKey.bytes, additionalData(binding), sealed);
}
