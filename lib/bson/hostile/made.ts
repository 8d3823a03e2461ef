import { serialize } from 'bson';
import { encrypt } from '#lib/vault/aead.ts';
import { newSigningKey, sign } from '#lib/vault/signing.ts';
import {
  containerFormat,
  fileKeyBinding,
  fileKeyBytes,
  fileKeyId,
  frameBinding,
  passphraseKeyId,
  saltBytes,
  sha256,
  signedBytes,
} from '../container.ts';
import { passphrase, sampleItem } from '../fixtures.ts';
import { stretchPassphrase } from '../stretch.ts';

/*
 * Containers by somebody who knows the format, has a key to sign with and keeps to the rules where it suits them. Sealed
 * to the passphrase of the fixtures, with the least stretching there is.
 */

const signer = newSigningKey();
const fileKey = Buffer.alloc(fileKeyBytes, 7);
const exportId = 'exp_hostile';

/** A credential that would be imported, with fields replaced or added. */
export const goodItem = (n = 1, change: Record<string, unknown> = {}): Uint8Array =>
  serialize({
    ...sampleItem(n),
    component: 'github',
    settings: {},
    audience: ['https://api.github.com:443'],
    ...change,
  });

const origin = serialize({ tenantName: 'Contoso', workspaceName: 'Staging' });

/** A header that is in order, with fields replaced or added. */
export async function headerWith(
  change: Record<string, unknown> = {},
  sealing: Record<string, unknown> = {},
): Promise<Record<string, unknown>> {
  const cost = { n: 2, r: 8, p: 1, salt: Buffer.alloc(saltBytes, 3) };
  const stretched = await stretchPassphrase(passphrase, cost);
  const wrapped = encrypt(stretched, passphraseKeyId, fileKeyBinding(exportId), fileKey);
  return {
    resourceType: 'credential',
    format: containerFormat,
    formatVersion: 1,
    minReaderVersion: 1,
    platformVersion: '0.1.0',
    exportId,
    exportedAt: new Date(0),
    count: 1,
    signer: { publicKey: signer.publicKey },
    sealing: { kind: 'passphrase', kdf: 'scrypt', ...cost, wrapped, ...sealing },
    ...change,
  };
}

export const boxOf = (header: Uint8Array, i: number, last: boolean, plain: Uint8Array): Buffer =>
  encrypt(fileKey, fileKeyId, frameBinding(sha256(header), i, last), plain);

export const frame = (header: Uint8Array, i: number, last: boolean, plain: Uint8Array): Uint8Array =>
  serialize({ i, last, box: boxOf(header, i, last, plain) });

/** The documents of a container with these items, as the bytes that are sealed, without its footer. */
export async function documentsOf(
  items: readonly Uint8Array[],
  first: Uint8Array = origin,
  change: Record<string, unknown> = {},
): Promise<Uint8Array[]> {
  const header = serialize(await headerWith({ count: items.length, ...change }));
  const frames = items.map((item, index) => frame(header, index + 1, index + 1 === items.length, item));
  return [header, frame(header, 0, false, first), ...frames];
}

/** The documents with a footer that fits them. */
export function signed(documents: readonly Uint8Array[], count = documents.length - 2): Buffer {
  const hash = sha256(Buffer.concat(documents));
  const signature = sign(signer.privateKey, signedBytes(hash, count));
  return Buffer.concat([...documents, serialize({ count, sha256: hash, signature })]);
}

/** Items 1 to `count`, all in order. */
export const goodDocuments = (count: number): Promise<Uint8Array[]> =>
  documentsOf(Array.from({ length: count }, (_, n) => goodItem(n + 1)));
