import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { AppError } from '#lib/errors.ts';
import { isElementType } from './element.ts';
import { fileBytesMax, fileValuesMax, scanLimits } from './limits.ts';
import { scanDocument } from './scan.ts';

export type ByteSource = AsyncIterable<Uint8Array>;

/** Scans between two turns of the event loop: a large file never holds it for long. */
const breathBytes = 256 * 1024;

/** The documents of a file, one at a time, each scanned. Holds one document and one chunk of the source, no more. */
export interface DocumentReader {
  /** The beginning of the first document, up to 1 MiB, not scanned. IMP-100 for an empty file, IMP-101 for no BSON. */
  head(): Promise<Buffer>;
  /** The next document, or null at the end of the file. */
  next(): Promise<Buffer | null>;
  /** Bytes of the documents so far. */
  bytesRead(): number;
  /** SHA-256 of the documents so far. */
  sha256(): Buffer;
  close(): Promise<void>;
}

export function createReader(source: ByteSource): DocumentReader {
  const queue = createQueue(source);
  const hash = createHash('sha256');
  const allowance = { values: fileValuesMax };
  let offset = 0;
  let untilBreath = breathBytes;

  const failure = (code: 'IMP-101' | 'IMP-102' | 'IMP-103' | 'IMP-110', message: string): AppError =>
    new AppError(code, message, { offset });

  async function head(): Promise<Buffer> {
    const start = await queue.look(5);
    if (start.length === 0) throw new AppError('IMP-100', 'The file is empty.', { offset });
    const length = start.length < 5 ? 0 : start.readInt32LE(0);
    const isBson = length === 5 ? start[4] === 0 : length > 5 && isElementType(start.readUInt8(4));
    if (!isBson || length > fileBytesMax) throw failure('IMP-101', 'This is not a BSON file.');
    return queue.look(Math.min(length, scanLimits.documentBytesMax));
  }

  async function next(): Promise<Buffer | null> {
    const start = queue.ready(4) ?? (await queue.look(4));
    if (start.length === 0) return null;
    if (start.length < 4) throw failure('IMP-102', 'The file ends inside a document.');
    const length = start.readInt32LE(0);
    if (length < 5) throw failure('IMP-110', 'A document states a length no document can have.');
    if (length > scanLimits.documentBytesMax) {
      throw failure('IMP-103', `A document is larger than ${scanLimits.documentBytesMax} bytes.`);
    }
    if (offset + length > fileBytesMax) throw failure('IMP-103', `The file is larger than ${fileBytesMax} bytes.`);
    const bytes = queue.ready(length) ?? (await queue.look(length));
    if (bytes.length < length) throw failure('IMP-102', 'The file ends inside a document.');
    scanDocument(bytes, 0, scanLimits, { offset, depth: 0, allowance });
    queue.drop(length);
    hash.update(bytes);
    offset += length;
    // A small document costs more than its bytes say.
    untilBreath -= length + 4_096;
    if (untilBreath <= 0) {
      untilBreath = breathBytes;
      await setImmediate();
    }
    return bytes;
  }

  return { head, next, bytesRead: () => offset, sha256: () => hash.copy().digest(), close: () => queue.close() };
}

interface Queue {
  /** The next `count` bytes, or fewer at the end of the source; they stay in the queue. */
  look(count: number): Promise<Buffer>;
  /** The same where they are here in one piece, else null: of small documents, waiting is most of the work. */
  ready(count: number): Buffer | null;
  drop(count: number): void;
  close(): Promise<void>;
}

function createQueue(source: ByteSource): Queue {
  const iterator = source[Symbol.asyncIterator]();
  let chunks: Buffer[] = [];
  let buffered = 0;
  let isEnded = false;

  async function look(count: number): Promise<Buffer> {
    while (buffered < count && !isEnded) {
      const result = await iterator.next();
      if (result.done === true) isEnded = true;
      else if (result.value.length > 0) {
        const { buffer, byteOffset, byteLength } = result.value;
        chunks.push(Buffer.from(buffer, byteOffset, byteLength));
        buffered += byteLength;
      }
    }
    let [first = Buffer.alloc(0)] = chunks;
    if (first.length < count && chunks.length > 1) {
      first = Buffer.concat(chunks);
      chunks = [first];
    }
    return first.subarray(0, count);
  }

  function ready(count: number): Buffer | null {
    const [first] = chunks;
    return first !== undefined && first.length >= count ? first.subarray(0, count) : null;
  }

  function drop(count: number): void {
    const [first = Buffer.alloc(0)] = chunks;
    buffered -= count;
    if (first.length > count) chunks[0] = first.subarray(count);
    else chunks.shift();
  }

  async function close(): Promise<void> {
    if (!isEnded) await iterator.return?.();
    isEnded = true;
  }

  return { look, ready, drop, close };
}
