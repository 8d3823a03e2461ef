import { deserialize } from 'bson';

export type BsonValue = string | number | bigint | boolean | null | Date | Buffer | readonly BsonValue[] | BsonDocument;

export interface BsonDocument {
  readonly [key: string]: BsonValue;
}

/**
 * Plain values from the one document that `bytes` is. `scanDocument` must have passed it: depth, types, UTF-8 and
 * duplicate keys are not looked at again. int64 becomes a number where that is exact, else a bigint.
 */
export function decodeDocument(bytes: Buffer): BsonDocument {
  return copyDocument(
    deserialize(bytes, { bsonRegExp: true, promoteValues: true, promoteBuffers: true, useBigInt64: true }),
  );
}

/** Every key becomes an own property, so `__proto__`, `_bsontype` and `toJSON` are names like any other. */
function copyDocument(document: object): BsonDocument {
  return Object.fromEntries(Object.entries(document).map(([key, value]) => [key, copyValue(value)]));
}

function copyValue(value: unknown): BsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  if (typeof value === 'bigint') return exactNumber(value);
  if (value instanceof Date) return value;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (Array.isArray(value)) return value.map(copyValue);
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) return copyDocument(value);
  // The scan lets no type through that js-bson has a class for.
  throw new TypeError('A decoded value is not plain.');
}

function exactNumber(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

export const isDocument = (value: BsonValue | undefined): value is BsonDocument =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Date) &&
  !Buffer.isBuffer(value);
