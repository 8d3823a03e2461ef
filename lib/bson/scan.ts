import { isUtf8 } from 'node:buffer';
import { AppError, type ErrorCode } from '#lib/errors.ts';
import { elementType, foreignTypes } from './element.ts';
import { scanLimits, type ScanLimits } from './limits.ts';
import { printable } from './printable.ts';

/*
 * The bytes of one document are walked with an explicit stack before anything is built from them. Whatever passes has
 * exact lengths, bounded depth and width, known types, real UTF-8 and no key twice, so a decoder may trust it.
 */

/** Where the bytes come from: their offset in the file, and how deep they lie in it (0: not inside another document). */
export interface ScanPlace {
  readonly offset: number;
  readonly depth: number;
  /** How many keys and list entries the file may still have; counted down. */
  readonly allowance?: { values: number };
}

interface Level {
  /** One past the terminating zero. */
  readonly end: number;
  readonly isArray: boolean;
  readonly keys: Set<string>;
  count: number;
}

interface Scan {
  readonly bytes: Buffer;
  readonly limits: ScanLimits;
  readonly place: ScanPlace;
  readonly levels: Level[];
  at: number;
}

/**
 * Checks one BSON document (bsonspec.org 1.1) that begins at `start`.
 * @returns the offset one past its last byte.
 * @throws AppError IMP-101 … IMP-110; `detail.offset` is the place in the file.
 */
export function scanDocument(
  bytes: Buffer,
  start = 0,
  limits: ScanLimits = scanLimits,
  place: ScanPlace = { offset: 0, depth: 0 },
): number {
  const scan: Scan = { bytes, limits, place, levels: [], at: start };
  enter(scan, bytes.length, false);
  for (let level = scan.levels.at(-1); level !== undefined; level = scan.levels.at(-1)) {
    const type = bytes.readUInt8(scan.at);
    scan.at += 1;
    if (type === 0) {
      leave(scan, level);
    } else {
      scanKey(scan, level);
      scanValue(scan, level, type);
    }
  }
  return scan.at;
}

function failure(scan: Scan, code: ErrorCode, message: string): AppError {
  return new AppError(code, message, { offset: scan.place.offset + scan.at });
}

/** `room`: one past the last byte the document may take. */
function enter(scan: Scan, room: number, isArray: boolean): void {
  const isOutermost = scan.levels.length === 0;
  if (scan.at + 4 > room) throw failure(scan, isOutermost ? 'IMP-102' : 'IMP-110', 'The file ends inside a document.');
  const length = scan.bytes.readInt32LE(scan.at);
  if (length < 5) throw failure(scan, 'IMP-110', 'A document states a length no document can have.');
  if (length > scan.limits.documentBytesMax) {
    throw failure(scan, 'IMP-103', `A document is larger than ${scan.limits.documentBytesMax} bytes.`);
  }
  const end = scan.at + length;
  if (end > room) {
    throw isOutermost
      ? failure(scan, 'IMP-102', 'The file ends inside a document.')
      : failure(scan, 'IMP-110', 'A document is longer than the one it lies in.');
  }
  if (scan.bytes[end - 1] !== 0) throw failure(scan, 'IMP-110', 'A document does not end where its length says.');
  if (scan.place.depth + scan.levels.length >= scan.limits.depthMax) {
    throw failure(scan, 'IMP-104', `Documents are nested deeper than ${scan.limits.depthMax} levels.`);
  }
  scan.levels.push({ end, isArray, keys: new Set(), count: 0 });
  scan.at += 4;
}

function leave(scan: Scan, level: Level): void {
  if (scan.at !== level.end) throw failure(scan, 'IMP-110', 'A document ends before its stated length.');
  // BSON libraries make an object of their own from this shape, so it is a type in all but name.
  if (level.keys.has('$ref') && level.keys.has('$id')) {
    throw failure(scan, 'IMP-106', 'A value of type DBRef is not accepted.');
  }
  scan.levels.pop();
}

function scanKey(scan: Scan, level: Level): void {
  const { bytes, limits } = scan;
  let zero = scan.at;
  // The document's own last byte closes the document, never a key.
  while (bytes[zero] !== 0 && zero < level.end - 1) zero += 1;
  if (zero > level.end - 2) throw failure(scan, 'IMP-110', 'A key has no end.');
  if (zero - scan.at > limits.keyBytesMax) {
    throw failure(scan, 'IMP-103', `A key is longer than ${limits.keyBytesMax} bytes.`);
  }
  if (!isAscii(bytes, scan.at, zero) && !isUtf8(bytes.subarray(scan.at, zero))) {
    throw failure(scan, 'IMP-107', 'A key is not UTF-8 text.');
  }
  const text = bytes.toString('utf8', scan.at, zero);
  if (level.isArray) {
    if (text !== String(level.count))
      throw failure(scan, 'IMP-109', 'The entries of a list are not numbered 0, 1, 2, ….');
    if (level.count >= limits.arrayItemsMax) {
      throw failure(scan, 'IMP-105', `A list has more than ${limits.arrayItemsMax} entries.`);
    }
  } else {
    if (level.keys.has(text)) throw failure(scan, 'IMP-108', `The key "${printable(text)}" is there twice.`);
    if (level.count >= limits.keysMax) {
      throw failure(scan, 'IMP-105', `A document has more than ${limits.keysMax} keys.`);
    }
    level.keys.add(text);
  }
  level.count += 1;
  spend(scan);
  scan.at = zero + 1;
}

function scanValue(scan: Scan, level: Level, type: number): void {
  switch (type) {
    case elementType.document:
    case elementType.array:
      return enter(scan, level.end - 1, type === elementType.array);
    case elementType.string:
      return scanString(scan, level);
    case elementType.binary:
      return scanBinary(scan, level);
    case elementType.null:
      return;
    case elementType.bool:
    case elementType.int32:
    case elementType.int64:
    case elementType.double:
    case elementType.date:
      return scanFixed(scan, level, type);
    default: {
      const name = foreignTypes.get(type);
      throw name === undefined
        ? failure(scan, 'IMP-101', 'This is not BSON: a value has a type that BSON does not have.')
        : failure(scan, 'IMP-106', `A value of type ${name} is not accepted.`);
    }
  }
}

function spend(scan: Scan): void {
  const { allowance } = scan.place;
  if (allowance === undefined) return;
  allowance.values -= 1;
  if (allowance.values < 0) throw failure(scan, 'IMP-105', 'The documents of the file have too many keys in all.');
}

/** Makes sure that `count` bytes are left before the terminating zero, and steps over them. */
function take(scan: Scan, level: Level, count: number): number {
  const from = scan.at;
  if (count < 0 || from + count > level.end - 1) {
    throw failure(scan, 'IMP-110', 'A value is longer than the document it lies in.');
  }
  scan.at = from + count;
  return from;
}

function scanFixed(scan: Scan, level: Level, type: number): void {
  const { bytes } = scan;
  const refuse = (message: string) => failure(scan, 'IMP-106', message);
  if (type === elementType.bool) {
    if (bytes.readUInt8(take(scan, level, 1)) > 1) throw refuse('A value is neither true nor false.');
  } else if (type === elementType.int32) {
    take(scan, level, 4);
  } else {
    const from = take(scan, level, 8);
    if (type === elementType.double && !Number.isFinite(bytes.readDoubleLE(from))) {
      throw refuse('A number is not finite.');
    }
    if (type === elementType.date && Number.isNaN(new Date(Number(bytes.readBigInt64LE(from))).getTime())) {
      throw refuse('A date is out of range.');
    }
  }
}

const shortMax = 64;

function scanString(scan: Scan, level: Level): void {
  const { bytes } = scan;
  const length = bytes.readInt32LE(take(scan, level, 4));
  if (length < 1) throw failure(scan, 'IMP-110', 'A text states a length no text can have.');
  const from = take(scan, level, length);
  const end = scan.at - 1;
  if (bytes[end] !== 0) throw failure(scan, 'IMP-110', 'A text does not end where its length says.');
  if (length <= shortMax && isAscii(bytes, from, end)) return;
  const text = bytes.subarray(from, end);
  if (!isUtf8(text)) throw failure(scan, 'IMP-107', 'A text is not UTF-8.');
  if (text.includes(0)) throw failure(scan, 'IMP-107', 'A text has a zero character in it.');
}

/** Without a zero as well. Sooner done than asked of Node, where a text is short. */
function isAscii(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === 0 || byte > 0x7f) return false;
  }
  return true;
}

function scanBinary(scan: Scan, level: Level): void {
  const length = scan.bytes.readInt32LE(take(scan, level, 4));
  if (length < 0) throw failure(scan, 'IMP-110', 'Binary data states a length below zero.');
  const subtype = scan.bytes.readUInt8(take(scan, level, 1));
  if (subtype !== 0) throw failure(scan, 'IMP-106', `Binary data of subtype ${subtype} is not accepted.`);
  take(scan, level, length);
}
