const colon = 0x3a;
const comma = 0x2c;
const newline = 0x0a;
/** Rows with a length: text, and the kinds of binary data. */
const sized = new Set('TAOoUSsLlGgMmV');

/**
 * The rows of a stream of React Server Components: `id:json\n`, or `id:<tag><length in hex>,bytes`. References to a
 * sized row are replaced by what it holds.
 */
export function rowsOf(stream: Buffer): ReadonlyMap<string, unknown> {
  const rows = new Map<string, unknown>();
  const blobs = new Map<string, Buffer | string>();
  let at = 0;
  while (at < stream.length) {
    const start = stream.indexOf(colon, at);
    if (start < 0) break;
    const id = stream.toString('latin1', at, start);
    const tag = stream.toString('latin1', start + 1, start + 2);
    if (sized.has(tag)) {
      const from = stream.indexOf(comma, start) + 1;
      const length = Number.parseInt(stream.toString('latin1', start + 2, from - 1), 16);
      const bytes = stream.subarray(from, from + length);
      blobs.set(id, tag === 'T' ? bytes.toString('utf8') : bytes);
      at = from + length;
      continue;
    }
    const end = stream.indexOf(newline, start);
    const stop = end < 0 ? stream.length : end;
    const text = stream.toString('utf8', start + 1, stop);
    if (/^[[{"]/.test(text)) rows.set(id, JSON.parse(text));
    at = stop + 1;
  }
  return new Map([...rows].map(([id, value]) => [id, filled(value, blobs)]));
}

function filled(value: unknown, blobs: ReadonlyMap<string, Buffer | string>): unknown {
  if (typeof value === 'string') return (value.startsWith('$') && blobs.get(value.slice(1))) || value;
  if (Array.isArray(value)) return value.map((one) => filled(one, blobs));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one, blobs)]));
}
