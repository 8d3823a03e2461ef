import { randomFillSync } from 'node:crypto';

/** Fetched a page at a time: a call to the operating system's generator for each few bytes takes longer than their use. */
const page = Buffer.allocUnsafeSlow(4_096);
let used = page.length;

/** A few random bytes that are no secret: of ids and nonces. None is given twice. */
export function freshBytes(count: number): Buffer {
  if (used + count > page.length) {
    randomFillSync(page);
    used = 0;
  }
  const bytes = Buffer.from(page.subarray(used, used + count));
  used += count;
  return bytes;
}
