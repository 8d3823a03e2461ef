import { serialize } from 'bson';
import type { ErrorCode } from '#lib/errors.ts';
import { sealTo } from '#lib/vault/hpke.ts';
import { fingerprint } from '#lib/vault/signing.ts';
import { lowOrderPoints } from '#lib/vault/testing.ts';
import { newReceivingKey } from '#lib/vault/x25519.ts';
import { fileKeyBinding } from '../container.ts';
import { hostile, type HostileCase } from './case.ts';
import { documentsOf, exportId, fileKey, goodItem, headerWith, signed } from './made.ts';

const { publicKey } = newReceivingKey();

/** As it should be, for somebody who is nowhere here. */
function sealing(change: Record<string, unknown> = {}): Record<string, unknown> {
  const { ephemeral, sealed } = sealTo(publicKey, { info: fileKeyBinding(exportId) }, fileKey);
  return { kind: 'recipient', recipient: fingerprint(publicKey), ephemeral, wrapped: sealed, ...change };
}

const whole = async (change: Record<string, unknown> = {}): Promise<Uint8Array> =>
  signed(await documentsOf([goodItem()], undefined, { minReaderVersion: 2, sealing: sealing(change) }));

const header = (name: string, change: Record<string, unknown>, code: ErrorCode = 'IMP-203'): HostileCase =>
  hostile(code, name, async () => serialize(await headerWith({ minReaderVersion: 2, sealing: sealing(change) })));

/** Sealed to a key, or said to be. */
export const recipients: readonly HostileCase[] = [
  hostile('IMP-205', 'sealed to a key that is nowhere here', () => whole()),
  hostile('IMP-205', 'sealed to zeros', () => whole({ recipient: '0000 '.repeat(10).trim() })),
  hostile('IMP-203', 'sealed to a key, for a reader that has none', async () =>
    signed(await documentsOf([goodItem()], undefined, { minReaderVersion: 1, sealing: sealing() })),
  ),
  hostile('IMP-202', 'sealed to a key, for a reader that is not there yet', async () =>
    signed(await documentsOf([goodItem()], undefined, { minReaderVersion: 3, sealing: sealing() })),
  ),
  ...lowOrderPoints.map((point) => header(`sealed by ${point}`, { ephemeral: Buffer.from(point, 'hex') })),
  header('sealed by a key of 31 bytes', { ephemeral: Buffer.alloc(31, 9) }),
  header('sealed by a key of 100 KB', { ephemeral: Buffer.alloc(100_000, 9) }),
  header('sealed by a key that is text', { ephemeral: 'a'.repeat(32) }),
  header('a file key wrapped in 15 bytes', { wrapped: Buffer.alloc(15) }),
  header('a file key wrapped in 100 KB', { wrapped: Buffer.alloc(100_000) }),
  header('a recipient of 900 KB', { recipient: '9F3C '.repeat(180_000) }),
  header('a recipient that moves the cursor', { recipient: '\u001b[2J' }),
  header('a recipient that is a list', { recipient: ['9F3C'] }),
  header('a recipient and a passphrase at once', { kdf: 'scrypt', n: 2, r: 8, p: 1, salt: Buffer.alloc(16) }),
];
