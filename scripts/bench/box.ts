/**
 * The least crypto a job without the product needs: opening the boxes it is given (docs/format.md, section 3), which
 * cannot be had cheaper, and sealing with AES-256-GCM alone.
 */
import { createCipheriv, createDecipheriv, hash, hkdfSync, randomFillSync, type KeyObject } from 'node:crypto';

const fixedHeaderBytes = 6;
const commitmentBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const keyBytes = 32;
const noSalt = Buffer.alloc(0);

export function lengthPrefixed(parts: readonly (string | Uint8Array)[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const bytes = typeof part === 'string' ? Buffer.from(part) : part;
      const length = Buffer.allocUnsafe(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}

export function openBox(key: KeyObject, additional: Uint8Array, box: Buffer): Buffer {
  const headerEnd = fixedHeaderBytes + box.readUInt8(fixedHeaderBytes - 1);
  const bound = lengthPrefixed([box.subarray(0, headerEnd), additional]);
  const info = lengthPrefixed(['keyhaven box 1', hash('sha256', bound, 'buffer')]);
  const okm = Buffer.from(hkdfSync('sha256', key, noSalt, info, keyBytes + commitmentBytes));
  const nonceAt = headerEnd + commitmentBytes;
  if (!okm.subarray(keyBytes).equals(box.subarray(headerEnd, nonceAt))) throw new Error('Another key.');
  const decipher = createDecipheriv(
    'aes-256-gcm',
    okm.subarray(0, keyBytes),
    box.subarray(nonceAt, nonceAt + nonceBytes),
  );
  decipher.setAAD(bound);
  decipher.setAuthTag(box.subarray(box.length - tagBytes));
  const plain = decipher.update(box.subarray(nonceAt + nonceBytes, box.length - tagBytes));
  decipher.final();
  return plain;
}

/** nonce ‖ ciphertext ‖ tag. */
export function seal(key: KeyObject, additional: Uint8Array, plain: Uint8Array): Buffer {
  const nonce = randomFillSync(Buffer.allocUnsafe(nonceBytes));
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(additional);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Additional data of frame `i` of a file. */
export function frameBinding(headerHash: Uint8Array, i: number, last: boolean): Buffer {
  const place = Buffer.alloc(5);
  place.writeUInt32BE(i, 0);
  place.writeUInt8(last ? 1 : 0, 4);
  return Buffer.concat([headerHash, place]);
}

/** Additional data of the sealed secret of one version. */
export const versionBinding = (row: {
  tenantId: string;
  workspaceId: string;
  credentialId: string;
  number: number;
  audience: readonly string[];
}): Buffer =>
  lengthPrefixed([
    'keyhaven record 1',
    row.tenantId,
    row.workspaceId,
    row.credentialId,
    'secret',
    String(row.number),
    lengthPrefixed(row.audience),
  ]);
