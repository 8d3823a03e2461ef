import { AppError } from '#lib/errors.ts';
import { batchLines, linesMax, lineBytesMax } from './schema.ts';

/** A line of the file, without what ends it. `bytes` is null when it is longer than is read. */
export interface Line {
  readonly n: number;
  readonly bytes: Buffer | null;
}

const newline = 0x0a;

/** The lines of a stream, however it is cut, blank ones too. Never more of one than its limit is held. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let length = 0;
  let n = 0;
  const take = (part: Buffer): void => {
    length += part.byteLength;
    if (length > lineBytesMax) parts = [];
    else parts.push(part);
  };
  const ended = (): Line => {
    const line = { n: (n += 1), bytes: length > lineBytesMax ? null : Buffer.concat(parts, length) };
    parts = [];
    length = 0;
    return line;
  };
  for await (const piece of chunks) {
    const chunk = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    let from = 0;
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, from)) {
      take(chunk.subarray(from, at));
      yield ended();
      from = at + 1;
    }
    if (from < chunk.byteLength) take(chunk.subarray(from));
  }
  if (length > 0) yield ended();
}

const isBlankByte = (byte: number): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === newline;

export const isBlank = ({ bytes }: Line): boolean => bytes !== null && bytes.every(isBlankByte);

/** The lines behind the border, in batches; the blank ones in between are passed over. */
export async function* inBatches(lines: AsyncIterable<Line>, border: number): AsyncGenerator<Line[]> {
  let batch: Line[] = [];
  for await (const line of lines) {
    if (line.n <= border || isBlank(line)) continue;
    batch.push(line);
    if (batch.length < batchLines) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** What is found out about a file while it passes. */
export interface Counted {
  lines: number;
  isBlank: boolean;
}

/** The same bytes. @throws AppError TOO_LARGE as soon as there are too many lines. */
export async function* counting(chunks: AsyncIterable<Uint8Array>, seen: Counted): AsyncGenerator<Uint8Array> {
  let isOpen = false;
  for await (const chunk of chunks) {
    if (chunk.byteLength === 0) continue;
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, at + 1)) seen.lines += 1;
    isOpen = chunk.at(-1) !== newline;
    seen.isBlank &&= chunk.every(isBlankByte);
    if (seen.lines + Number(isOpen) > linesMax) throw tooManyLines();
    yield chunk;
  }
  seen.lines += Number(isOpen);
}

const tooManyLines = () =>
  new AppError(
    'TOO_LARGE',
    `The file has more than ${linesMax.toLocaleString('en-GB')} lines. Split it into several.`,
    {
      linesMax,
    },
  );
