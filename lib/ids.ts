import { randomBytes } from 'node:crypto';
import { freshBytes } from './random.ts';

/** Crockford base 32: no I, L, O, U; sorts as the bytes do. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

function base32(bytes: Uint8Array): string {
  let bits = 0;
  let value = 0;
  let text = '';
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(value >>> bits) & 31];
      value &= (1 << bits) - 1;
    }
  }
  return bits > 0 ? text + alphabet[(value << (5 - bits)) & 31] : text;
}

export type IdPrefix =
  | 'usr'
  | 'ten'
  | 'wsp'
  | 'crd'
  | 'ver'
  | 'imp'
  | 'exp'
  | 'aud'
  | 'flw'
  | 'stp'
  | 'key'
  | 'req'
  | 'ses'
  | 'inv'
  | 'oap'
  | 'whk'
  | 'evt'
  | 'dlv'
  | 'ntc'
  | 'lea'
  | 'con'
  | 'vsi'
  | 'liv';

/** Ids of one millisecond follow each other in the order in which they were made, in this program. */
let countedMs = 0;
let counted = 0;

function countWithin(now: number, bytes: Buffer): number {
  // Begins in the lower half: there is room for as many more as a millisecond can hold.
  counted = now === countedMs ? counted + 1 : bytes.readUInt16BE(6) >>> 1;
  countedMs = now;
  return counted & 0xffff;
}

/**
 * A time-ordered id: 48 bits of milliseconds, 16 that count within one, 64 random bits. Names a row; it is never a secret.
 */
export function newId(prefix: IdPrefix, now: number = Date.now()): string {
  const bytes = freshBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes.writeUInt16BE(countWithin(now, bytes), 6);
  return `${prefix}_${base32(bytes)}`;
}

/** Before every id made at this time or later, behind every one made earlier. */
export function earliestId(prefix: IdPrefix, at: number): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(Math.max(at, 0), 0, 6);
  return `${prefix}_${base32(bytes)}`;
}

/** 256 random bits for cookies and links: base64url, 43 characters. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** The identifier a credential travels with. Readable, random enough not to meet another by chance. */
export function newIdentifier(component: string): string {
  return `${component}-${base32(randomBytes(10))}`;
}
