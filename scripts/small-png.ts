import { crc32, deflateSync, inflateSync } from 'node:zlib';

const signature = 8;
const coloursMax = 256;

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

/**
 * The colour used most, then again and again the one that would be missed most: used often, and far from every colour
 * there is already. Each colour that is left out is shown as the nearest of them.
 */
function paletteOf(pixels: Uint32Array): { palette: readonly number[]; indexOf: (colour: number) => number } {
  const counts = new Map<number, number>();
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const colours = [...counts].map(([colour, count]) => ({ colour, count, index: 0, far: Infinity }));
  const palette: number[] = [];
  let next = colours.reduce((most, one) => (one.count > most.count ? one : most));
  while (palette.length < coloursMax && next.far > 0) {
    const index = palette.push(next.colour) - 1;
    for (const one of colours) {
      const far = distance(one.colour, next.colour);
      if (far < one.far) Object.assign(one, { index, far });
    }
    next = colours.reduce((most, one) => (one.count * one.far > most.count * most.far ? one : most));
  }
  const indices = new Map(colours.map(({ colour, index }) => [colour, index]));
  return { palette, indexOf: (colour) => indices.get(colour) ?? 0 };
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
