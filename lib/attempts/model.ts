import { createHash } from 'node:crypto';
import { minuteMs } from '#lib/clock.ts';
import { nameKey } from '#lib/names.ts';
import { networkOf } from '#lib/networks.ts';

export const windowMs = 15 * minuteMs;
export const emailTriesMax = 10;
export const addressTriesMax = 50;

export interface Counter {
  readonly key: string;
  readonly triesMax: number;
}

/** Hashed, because people type passwords into the wrong field. */
const hashed = (text: string): string => createHash('sha256').update(text).digest('hex');

/** All spellings of an address are one: NFKC, case folded, blanks gone. */
export const emailKey = (email: string): string => nameKey(email).replaceAll(/\s/gu, '');

/** One counter for the person, one for where the tries come from. */
export const countersOf = (email: string, address: string): readonly Counter[] => [
  { key: `email ${hashed(emailKey(email))}`, triesMax: emailTriesMax },
  { key: `address ${hashed(networkOf(address))}`, triesMax: addressTriesMax },
];
