/* BSON by hand (bsonspec.org 1.1): what no library would write. */

export const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};

export const int64 = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return bytes;
};

export const double = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
};

export const element = (type: number, name: string | Buffer, ...value: readonly Buffer[]): Buffer =>
  Buffer.concat([Buffer.from([type]), Buffer.from(name), Buffer.from([0]), ...value]);

export function document(...elements: readonly Buffer[]): Buffer {
  const body = Buffer.concat(elements);
  return Buffer.concat([int32(body.length + 5), body, Buffer.from([0])]);
}

/** With its length and its zero; also the value of a symbol and of code. */
export function text(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([int32(bytes.length + 1), bytes, Buffer.from([0])]);
}

export const binary = (length: number, subtype: number, ...bytes: readonly Buffer[]): Buffer =>
  Buffer.concat([int32(length), Buffer.from([subtype]), ...bytes]);

export const nothing = (name: string | Buffer): Buffer => element(0x0a, name);

export const nothings = (count: number, nameOf: (n: number) => string = (n) => `k${n}`): Buffer[] =>
  Array.from({ length: count }, (_, n) => nothing(nameOf(n)));

/** A list of `count` nulls. */
export const list = (count: number): Buffer => document(...nothings(count, String));

/** `levels` documents (0x03) or lists (0x04) inside each other, built without recursion. */
export function nested(levels: number, type: 0x03 | 0x04 = 0x03): Buffer {
  const head = element(type, type === 0x04 ? '0' : 'a');
  const levelBytes = 4 + head.length + 1;
  const bytes = Buffer.alloc(5 + (levels - 1) * levelBytes);
  for (let level = 0; level < levels; level += 1) {
    const at = level * (4 + head.length);
    bytes.writeInt32LE(bytes.length - level * levelBytes, at);
    if (level < levels - 1) head.copy(bytes, at + 4);
  }
  return bytes;
}

/** A plain credential with more in it: everything but that would be imported. */
export const credential = (...more: readonly Buffer[]): Buffer =>
  document(
    element(0x02, 'name', text('Deploy token')),
    element(0x02, 'component', text('github')),
    element(0x02, 'token', text('not-a-real-token')),
    ...more,
  );

/** The same piece over and over, in chunks of about 1 MiB, never longer than `bytesMax`; may be gone through again. */
export const repeated = (piece: Buffer, bytesMax: number): Iterable<Buffer> => ({
  *[Symbol.iterator]() {
    const perChunk = Math.max(1, Math.floor(2 ** 20 / piece.length));
    const chunk = Buffer.concat(Array.from({ length: perChunk }, () => piece));
    let pieces = Math.floor(bytesMax / piece.length);
    for (; pieces >= perChunk; pieces -= perChunk) yield chunk;
    if (pieces > 0) yield chunk.subarray(0, pieces * piece.length);
  },
});
