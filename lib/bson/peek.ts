import { elementType } from './element.ts';

/*
 * What kind of file is this? Asked before the strict scan, because a flow exported by another tool is still a flow when
 * it holds a type, a size or a nesting that no credential may have. Only the outermost level is walked, over lengths;
 * nothing found here is trusted further than one clipped word and one number.
 */

const fixedBytes: ReadonlyMap<number, number> = new Map([
  [elementType.double, 8],
  [elementType.bool, 1],
  [elementType.date, 8],
  [elementType.null, 0],
  [elementType.int32, 4],
  [elementType.int64, 8],
  [0x06, 0],
  [0x07, 12],
  [0x11, 8],
  [0x13, 16],
  [0x7f, 0],
  [0xff, 0],
]);

const keysMax = 1_000;

/** Bytes of the value at `at`, or null where the beginning of the file does not tell. */
function valueBytes(head: Buffer, at: number, type: number): number | null {
  const fixed = fixedBytes.get(type);
  if (fixed !== undefined) return fixed;
  if (type === 0x0b) {
    const pattern = head.indexOf(0, at);
    const options = pattern < 0 ? -1 : head.indexOf(0, pattern + 1);
    return options < 0 ? null : options + 1 - at;
  }
  if (at + 4 > head.length) return null;
  const length = head.readInt32LE(at);
  if (length < 0) return null;
  if (type === elementType.document || type === elementType.array || type === 0x0f) return length >= 5 ? length : null;
  if (type === elementType.binary) return 4 + 1 + length;
  if (type === elementType.string || type === 0x0d || type === 0x0e) return 4 + length;
  return type === 0x0c ? 4 + length + 12 : null;
}

function scalarAt(head: Buffer, at: number, type: number, length: number): string | number | null {
  if (at + length > head.length) return null;
  if (type === elementType.string) return head.toString('utf8', at + 4, Math.max(at + 4, at + length - 1));
  if (type === elementType.int32) return head.readInt32LE(at);
  if (type === elementType.int64) return Number(head.readBigInt64LE(at));
  return type === elementType.double ? head.readDoubleLE(at) : null;
}

/** The texts and numbers among the outermost keys of the document that `head` begins with, as far as it reaches. */
export function peekScalars(head: Buffer): ReadonlyMap<string, string | number> {
  const found = new Map<string, string | number>();
  let at = 4;
  for (let count = 0; count < keysMax && at < head.length && head[at] !== 0; count += 1) {
    const type = head.readUInt8(at);
    const zero = head.indexOf(0, at + 1);
    if (zero < 0) break;
    const key = head.toString('utf8', at + 1, zero);
    at = zero + 1;
    const length = valueBytes(head, at, type);
    if (length === null) break;
    const value = scalarAt(head, at, type, length);
    if (value !== null && !found.has(key)) found.set(key, value);
    at += length;
  }
  return found;
}
