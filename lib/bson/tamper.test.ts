import { beforeAll, describe, expect, it } from 'vitest';
import { serialize } from 'bson';
import { isAppError } from '#lib/errors.ts';
import { encrypt } from '#lib/vault/aead.ts';
import { newSigningKey, sign } from '#lib/vault/signing.ts';
import { fileKeyId, frameBinding, sha256, signedBytes } from './container.ts';
import { collect, containerDocuments, inChunks, installation, refusalOf, sampleItem, sampleItems } from './fixtures.ts';
import { inspect, openItems } from './read.ts';

let documents: Buffer[] = [];
let file = Buffer.alloc(0);

beforeAll(async () => {
  documents = await containerDocuments(sampleItems(3));
  file = Buffer.concat(documents);
});

const read = async (bytes: Uint8Array) => {
  await inspect(inChunks(bytes));
  return collect(openItems(inChunks(bytes), installation));
};

/** Refused by the very first pass, which has no key. */
const inspectionRefusal = (parts: readonly Buffer[]) => refusalOf(() => inspect(inChunks(Buffer.concat(parts))));

/** mulberry32: the same flips in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('a container', () => {
  it('is refused when it is cut at any byte', async () => {
    for (let length = 0; length < file.length; length += 1) {
      const error = await refusalOf(() => inspect(inChunks(file.subarray(0, length))));
      expect(error.code, `cut at ${length}`).toMatch(/^IMP-(100|101|102)$/);
      await refusalOf(() => collect(openItems(inChunks(file.subarray(0, length)), installation)));
    }
  });

  it('is refused at the first pass for each of 2,000 flipped bits', async () => {
    const random = generator(20_261_121);
    for (let round = 0; round < 2_000; round += 1) {
      const at = Math.floor(random() * file.length);
      const flipped = Buffer.from(file);
      flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << Math.floor(random() * 8)), at);
      const error = await inspect(inChunks(flipped)).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(isAppError(error), `byte ${at}: ${String(error)}`).toBe(true);
    }
  });

  it('is refused for each flipped bit of its footer', async () => {
    const footer = documents.at(-1) ?? Buffer.alloc(0);
    for (let bit = 0; bit < footer.length * 8; bit += 1) {
      const flipped = Buffer.from(footer);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      await inspectionRefusal([...documents.slice(0, -1), flipped]);
    }
  });

  it('is refused when documents are dropped, doubled, swapped or appended', async () => {
    const last = documents.length - 1;
    const codes = new Set<string>();
    for (let at = 0; at <= last; at += 1) {
      const one = documents.slice(at, at + 1);
      codes.add((await inspectionRefusal(documents.toSpliced(at, 1))).code);
      codes.add((await inspectionRefusal(documents.toSpliced(at, 0, ...one))).code);
      for (let other = at + 1; other <= last; other += 1) {
        const swapped = documents.with(at, documents[other] ?? Buffer.alloc(0)).with(other, one[0] ?? Buffer.alloc(0));
        codes.add((await inspectionRefusal(swapped)).code);
      }
    }
    codes.add((await inspectionRefusal([...documents, ...documents])).code);
    codes.add((await inspectionRefusal([...documents, Buffer.from([0])])).code);
    expect([...codes].sort()).toEqual(['IMP-102', 'IMP-110', 'IMP-203', 'IMP-207', 'IMP-208']);
  });

  it('is refused when items of another export are put in, even of the same id', async () => {
    const others = await containerDocuments(sampleItems(3));
    for (let at = 0; at < documents.length; at += 1) {
      const spliced = [...documents.slice(0, at), ...others.slice(at)];
      if (at > 0) expect((await inspectionRefusal(spliced)).code).toBe('IMP-208');
      const one = documents.with(at, others[at] ?? Buffer.alloc(0));
      expect((await inspectionRefusal(one)).code).toBe('IMP-208');
    }
  });
});

const another = newSigningKey();

/** The documents with a footer of another signer. */
function resigned(parts: readonly Buffer[]): Buffer {
  const count = parts.length - 2;
  const hash = sha256(Buffer.concat(parts));
  const signature = sign(another.privateKey, signedBytes(hash, count));
  return Buffer.concat([...parts, serialize({ count, sha256: hash, signature })]);
}

/** Whoever changes a file can sign it anew: then the seal must hold on its own. */
describe('a container signed anew by another', () => {
  it('passes inspection under that signer and opens no item', async () => {
    const found = await inspect(inChunks(file));
    if (found.kind !== 'keyhaven') throw new Error('The sample is a container.');
    const [header = Buffer.alloc(0), ...rest] = documents;
    const at = header.indexOf(found.signer.publicKey);
    const adopted = Buffer.concat([header.subarray(0, at), another.publicKey, header.subarray(at + 32)]);
    const bytes = resigned([adopted, ...rest.slice(0, -1)]);
    expect(await inspect(inChunks(bytes))).toMatchObject({ signer: { publicKey: another.publicKey } });
    expect((await refusalOf(() => read(bytes))).code).toBe('IMP-207');
  });
});

/** Even who may sign and knows the file key gets nothing past the reader that is not what a container holds. */
describe('a container made by a signer who does not keep to the format', () => {
  const fileKey = Buffer.alloc(32);
  let own: Buffer[] = [];
  beforeAll(async () => {
    const wrap = async (key: Buffer) => {
      fileKey.set(key);
      return { installationId: 'ins_1', wrapped: Buffer.from(key.map((byte) => byte ^ 0xff)) };
    };
    own = await containerDocuments(sampleItems(3), { signer: another, sealing: { kind: 'installation', wrap } });
  });

  /** The file with these bytes sealed as item 2, signed. */
  function withItem(plain: Uint8Array): Buffer {
    const binding = frameBinding(sha256(own[0] ?? Buffer.alloc(0)), 2, false);
    const box = encrypt(fileKey, fileKeyId, binding, plain);
    return resigned(own.with(3, Buffer.from(serialize({ i: 2, last: false, box }))).slice(0, -1));
  }

  it('is read where it does keep to it', async () => {
    const opened = await read(withItem(serialize(sampleItem(7))));
    expect(opened.map(({ item }) => item)).toEqual([sampleItem(1), sampleItem(7), sampleItem(3)]);
  });

  it('is refused with frames in another order', async () => {
    const [header, origin, first, second, ...rest] = own;
    const swapped = [header, origin, second, first, ...rest.slice(0, -1)].filter((part) => part !== undefined);
    const error = await refusalOf(() => inspect(inChunks(resigned(swapped))));
    expect([error.code, error.detail]).toEqual(['IMP-207', { item: 1 }]);
  });

  it('is refused with an item of another export, named', async () => {
    const spliced = own.with(3, documents[3] ?? Buffer.alloc(0)).slice(0, -1);
    const error = await refusalOf(() => read(resigned(spliced)));
    expect([error.code, error.detail]).toEqual(['IMP-207', { item: 2 }]);
  });

  const { secret: _, ...withoutSecret } = sampleItem(2);
  it.each<[string, Record<string, unknown>]>([
    ['secret', withoutSecret],
    ['settings.host', { ...sampleItem(2), settings: { host: null } }],
    ['extra', { ...sampleItem(2), extra: 1 }],
    ['authType', { ...sampleItem(2), authType: 'magic' }],
    ['version.savedAt', { ...sampleItem(2), version: { id: 'v', number: 1, savedAt: 'now' } }],
  ])('is refused with an item that is wrong in %s', async (field, item) => {
    const error = await refusalOf(() => read(withItem(serialize(item))));
    expect([error.code, error.detail]).toEqual(['IMP-210', { item: 2, field }]);
  });

  const nested = (levels: number): Record<string, unknown> => {
    let item: Record<string, unknown> = {};
    for (let level = 1; level < levels; level += 1) item = { a: item };
    return item;
  };
  it.each<[string, string, Uint8Array]>([
    ['a regular expression', 'IMP-106', serialize({ ...sampleItem(2), name: /(a+)+$/ })],
    ['32 levels below that of the frame', 'IMP-104', serialize(nested(32))],
    ['31 levels below that of the frame, which is no item', 'IMP-210', serialize(nested(31))],
    ['bytes after the item', 'IMP-110', Buffer.concat([serialize(sampleItem(2)), Buffer.from([0])])],
    ['no bytes', 'IMP-102', Buffer.alloc(0)],
  ])('is refused with %s in a seal', async (_, code, plain) => {
    const error = await refusalOf(() => read(withItem(plain)));
    expect([error.code, error.detail['item']]).toEqual([code, 2]);
  });
});
