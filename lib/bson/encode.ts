import { calculateObjectSize, serialize } from 'bson';
import { AppError } from '#lib/errors.ts';
import { isStorable } from '#lib/names.ts';
import { scanLimits } from './limits.ts';
import { printable } from './printable.ts';
import { scanDocument } from './scan.ts';

/** js-bson keeps one buffer of 17 MiB and may cut a text that crosses its end; nothing near it is ever handed over. */
const sizeOf = (document: Map<string, unknown>): number => calculateObjectSize(document);

/**
 * One BSON document, made so that this reader accepts it: what cannot be read again is refused here, at the export.
 * Numbers are int32 where they fit, else double.
 * @throws AppError INPUT_INVALID (`detail.field`) for a value no file can hold, TOO_LARGE above 1 MiB.
 */
export function encodeDocument(record: Readonly<Record<string, unknown>>, depth = 0): Buffer {
  const document = asMap(record, '', depth);
  const size = sizeOf(document);
  if (size > scanLimits.documentBytesMax) {
    throw new AppError('TOO_LARGE', `A document of ${size} bytes is larger than a file can hold.`, {
      bytes: size,
      bytesMax: scanLimits.documentBytesMax,
    });
  }
  const { buffer, byteOffset, byteLength } = serialize(document);
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  scanDocument(bytes, 0, scanLimits, { offset: 0, depth });
  return bytes;
}

/**
 * Bytes the document will take, without making it.
 * @throws AppError INPUT_INVALID (`detail.field`) for a value no file can hold.
 */
export const documentBytesOf = (record: Readonly<Record<string, unknown>>, depth = 0): number =>
  sizeOf(asMap(record, '', depth));

/** A Map has no keys of its own that js-bson would take for a type tag or a conversion (`_bsontype`, `toBSON`). */
function asMap(record: object, path: string, depth: number): Map<string, unknown> {
  if (depth >= scanLimits.depthMax) throw refusal(path, 'lies too deep');
  return new Map(
    Object.entries(record).map(([key, value]) => {
      const field = path === '' ? key : `${path}.${key}`;
      if (!isStorable(key)) throw refusal(field, 'has a name that is not well-formed text');
      return [key, asBson(value, field, depth)];
    }),
  );
}

function asBson(value: unknown, field: string, depth: number): unknown {
  if (value === null || typeof value === 'boolean' || value instanceof Uint8Array) return value;
  if (typeof value === 'string') {
    if (!isStorable(value)) throw refusal(field, 'is not well-formed text');
    return value;
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw refusal(field, 'is not a finite number');
    return value;
  }
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw refusal(field, 'is not a date');
    return value;
  }
  if (Array.isArray(value)) return value.map((entry, index) => asBson(entry, `${field}.${index}`, depth + 1));
  if (typeof value === 'object') return asMap(value, field, depth + 1);
  throw refusal(field, `is of a type (${typeof value}) that a file cannot hold`);
}

const refusal = (field: string, what: string): AppError =>
  new AppError('INPUT_INVALID', `The field ${printable(field)} ${what}.`, { field: printable(field) });
