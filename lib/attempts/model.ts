import { createHash } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import { minuteMs } from '#lib/clock.ts';
import { nameKey } from '#lib/names.ts';

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

/** Who has one IPv6 address has the whole /64 it lies in. */
function network(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return `${ipaddr.fromByteArray([...parsed.toByteArray().slice(0, 8), 0, 0, 0, 0, 0, 0, 0, 0]).toString()}/64`;
}

/** One counter for the person, one for where the tries come from. */
export const countersOf = (email: string, address: string): readonly Counter[] => [
  { key: `email ${hashed(emailKey(email))}`, triesMax: emailTriesMax },
  { key: `address ${hashed(network(address))}`, triesMax: addressTriesMax },
];
