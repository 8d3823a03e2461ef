import { AppError } from '#lib/errors.ts';
import { parseReceivingKey } from '#lib/vault/x25519.ts';

/** The public key, raw. @throws AppError INPUT_INVALID (`detail.field`: `key`) for one that was changed on its way. */
export function readKey(text: string): Buffer {
  const publicKey = parseReceivingKey(text);
  if (publicKey === null)
    throw new AppError('INPUT_INVALID', 'This key was changed on its way. Copy it again, all of it.', { field: 'key' });
  return publicKey;
}
