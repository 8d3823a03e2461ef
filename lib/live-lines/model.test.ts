import { describe, expect, it } from 'vitest';
import { counting, inBatches, isBlank, linesOf, type Line } from './model.ts';
import { lineBytesMax, linesMax } from './schema.ts';

async function* cut(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

const textsOf = (lines: readonly Line[]) => lines.map(({ n, bytes }) => [n, bytes?.toString() ?? null]);

async function counted(text: string, size = 3) {
  const seen = { lines: 0, isBlank: true };
  const bytes = await all(counting(cut(Buffer.from(text), size), seen));
  return { ...seen, text: Buffer.concat(bytes).toString() };
}

describe('lines', () => {
  it.each([1, 2, 3, 7, 100])('are the same however the stream is cut, in pieces of %i', async (size) => {
    const bytes = Buffer.from('{"a":1}\r\n\n{"ü":2}\n  \n{"last":3}');
    expect(textsOf(await all(linesOf(cut(bytes, size))))).toEqual([
      [1, '{"a":1}\r'],
      [2, ''],
      [3, '{"ü":2}'],
      [4, '  '],
      [5, '{"last":3}'],
    ]);
  });

  it('end with the last newline, without one more behind it', async () => {
    expect(textsOf(await all(linesOf(cut(Buffer.from('a\nb\n'), 2))))).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
  });

  it('that are too long are passed over, and those behind them are read', async () => {
    const bytes = Buffer.from(
      `${'x'.repeat(lineBytesMax)}\n${'y'.repeat(lineBytesMax + 1)}\nz\n${'y'.repeat(3 * lineBytesMax)}`,
    );
    const lines = await all(linesOf(cut(bytes, 10_000)));
    expect(lines.map(({ n, bytes: one }) => [n, one?.byteLength ?? null])).toEqual([
      [1, lineBytesMax],
      [2, null],
      [3, 1],
      [4, null],
    ]);
  });

  it('go into batches behind the border, blank ones left out', async () => {
    const bytes = Buffer.from(
      Array.from({ length: 450 }, (_, at) => (at % 3 === 1 ? ' \r' : String(at + 1))).join('\n'),
    );
    const batches = await all(inBatches(linesOf(cut(bytes, 64)), 6));
    const numbers = batches.flat().map(({ n }) => n);
    expect(batches.map((batch) => batch.length)).toEqual([100, 100, 96]);
    expect(numbers[0]).toBe(7);
    expect(numbers.every((n) => n % 3 !== 2)).toBe(true);
  });
});

describe('counting', () => {
  it('passes the bytes on as they are and finds the lines', async () => {
    expect(await counted('a\n\nb')).toEqual({ lines: 3, isBlank: false, text: 'a\n\nb' });
    expect(await counted('a\nb\n')).toMatchObject({ lines: 2 });
    expect(await counted('\n \r\n\t\n')).toMatchObject({ lines: 3, isBlank: true });
    expect(await counted('')).toEqual({ lines: 0, isBlank: true, text: '' });
  });

  it('counts as the lines are read', async () => {
    for (const text of ['a', 'a\n', '\na', 'a\n\n', '\n']) {
      const lines = await all(linesOf(cut(Buffer.from(text), 1)));
      expect((await counted(text, 1)).lines).toBe(lines.length);
    }
  });

  it('refuses a file with too many lines, and no other', async () => {
    const full = `${'x\n'.repeat(linesMax - 1)}x`;
    expect(await counted(full, 65_536)).toMatchObject({ lines: linesMax });
    expect(await counted(`${full}\n`, 65_536)).toMatchObject({ lines: linesMax });
    await expect(counted(`${full}\nx`, 65_536)).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });
});

it('knows a blank line', () => {
  for (const text of ['', ' ', '\t\r']) expect(isBlank({ n: 1, bytes: Buffer.from(text) })).toBe(true);
  for (const bytes of [Buffer.from(' {'), null]) expect(isBlank({ n: 1, bytes })).toBe(false);
});
