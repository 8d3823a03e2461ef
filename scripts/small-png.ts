import { crc32, deflateSync, inflateSync } from 'node:zlib';

const signature = 8;
const coloursMax = 256;
/** Colours nearer to each other than this, squared and summed over the channels, are one to the eye. */
const nearMax = 2;

/**
 * The same picture with at most 256 colours, as an indexed PNG: a third to a half of the bytes for pictures of a page.
 * Takes what the browser takes: 8 bits, RGB or RGBA without transparency, not interlaced.
 */
export function smallPng(png: Buffer): Buffer {
  const { width, height, pixels } = decode(png);
  const { palette, indexOf } = paletteOf(pixels);
  const rows = Buffer.alloc((width + 1) * height);
  for (const [at, colour] of pixels.entries())
    rows.writeUInt8(indexOf(colour), Math.floor(at / width) * (width + 1) + 1 + (at % width));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    png.subarray(0, signature),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap((colour) => channels(colour)))),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(named, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}

const channels = (colour: number): [number, number, number] => [colour >> 16, (colour >> 8) & 255, colour & 255];

function distance(a: number, b: number): number {
  const [red, green, blue] = channels(a);
  const [otherRed, otherGreen, otherBlue] = channels(b);
  return (red - otherRed) ** 2 + (green - otherGreen) ** 2 + (blue - otherBlue) ** 2;
}

/** The colours used most that can be told apart; every other one is shown as the nearest of them. */
function paletteOf(pixels: Uint32Array): { palette: readonly number[]; indexOf: (colour: number) => number } {
  const counts = new Map<number, number>();
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const byUse = [...counts].toSorted(([, a], [, b]) => b - a).map(([colour]) => colour);
  const palette: number[] = [];
  for (const colour of byUse) {
    if (palette.length === coloursMax) break;
    if (palette.every((one) => distance(one, colour) > nearMax)) palette.push(colour);
  }
  const indices = new Map(byUse.map((colour) => [colour, nearest(palette, colour)]));
  return { palette, indexOf: (colour) => indices.get(colour) ?? 0 };
}

function nearest(palette: readonly number[], colour: number): number {
  let best = 0;
  let least = Infinity;
  for (const [index, one] of palette.entries()) {
    const far = distance(one, colour);
    if (far < least) [best, least] = [index, far];
  }
  return best;
}

/** One number a pixel, 0xRRGGBB. */
function decode(png: Buffer): { width: number; height: number; pixels: Uint32Array } {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const bytes = png.readUInt8(25) === 6 ? 4 : 3;
  const data: Buffer[] = [];
  for (let at = signature; at < png.length; at += png.readUInt32BE(at) + 12)
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  const rows = unfiltered(inflateSync(Buffer.concat(data)), width * bytes, bytes);
  const pixels = Uint32Array.from({ length: width * height }, (_, at) => rows.readUIntBE(at * bytes, 3));
  return { width, height, pixels };
}

/** Each byte was written as its difference from the one before, the one above, their mean, or Paeth's choice. */
function unfiltered(filtered: Buffer, rowBytes: number, bytes: number): Buffer {
  const height = filtered.length / (rowBytes + 1);
  const rows = Buffer.alloc(height * rowBytes);
  for (let y = 0; y < height; y += 1) {
    const from = y * (rowBytes + 1);
    const filter = filtered[from] ?? 0;
    for (let x = 0; x < rowBytes; x += 1) {
      const at = y * rowBytes + x;
      const before = x < bytes ? 0 : (rows[at - bytes] ?? 0);
      const above = y === 0 ? 0 : (rows[at - rowBytes] ?? 0);
      const corner = x < bytes || y === 0 ? 0 : (rows[at - rowBytes - bytes] ?? 0);
      rows[at] = (filtered[from + 1 + x] ?? 0) + predicted(filter, before, above, corner);
    }
  }
  return rows;
}

/** https://www.w3.org/TR/png-3/#9Filter-types */
function predicted(filter: number, before: number, above: number, corner: number): number {
  if (filter === 1) return before;
  if (filter === 2) return above;
  if (filter === 3) return (before + above) >> 1;
  if (filter !== 4) return 0;
  const estimate = before + above - corner;
  const [toBefore, toAbove, toCorner] = [before, above, corner].map((one) => Math.abs(estimate - one));
  if ((toBefore ?? 0) <= (toAbove ?? 0) && (toBefore ?? 0) <= (toCorner ?? 0)) return before;
  return (toAbove ?? 0) <= (toCorner ?? 0) ? above : corner;
}
