import { randomBytes } from 'node:crypto';
import { slugOf } from '#lib/names.ts';

const triesMax = 50;

/**
 * `acme`, `acme-2`, `acme-3`, …: the first that is free; after fifty of one name a random end.
 */
export async function freeSlug(
  wanted: string,
  fallback: string,
  isTaken: (slug: string) => Promise<boolean>,
): Promise<string> {
  const base = slugOf(wanted, fallback);
  for (let n = 1; n <= triesMax; n += 1) {
    const candidate = n === 1 ? base : `${base}-${n}`;
    if (!(await isTaken(candidate))) return candidate;
  }
  return `${base}-${randomBytes(3).toString('hex')}`;
}
