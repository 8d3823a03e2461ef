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

/** Whoever changes a file can sign it anew: then the seal must hold on its own. */
describe('a container signed anew by another', () => {
  const another = newSigningKey();

  function resigned(parts: readonly Buffer[], count: number): Buffer {
    const hash = sha256(Buffer.concat(parts));
    const signature = sign(another.privateKey, signedBytes(hash, count));
    return Buffer.concat([...parts, serialize({ count, sha256: hash, signature })]);
  }

  /** The same bytes with the other's public key in the header. */
  async function adopted(changed = documents): Promise<Buffer> {
    const found = await inspect(inChunks(file));
    if (found.kind !== 'keyhaven') throw new Error('The sample is a container.');
    const [header = Buffer.alloc(0), ...rest] = changed;
    const at = header.indexOf(found.signer.publicKey);
    const own = Buffer.concat([header.subarray(0, at), another.publicKey, header.subarray(at + 32)]);
    return resigned([own, ...rest.slice(0, -1)], 3);
  }

  it('passes inspection under that signer and opens no item', async () => {
    const bytes = await adopted();
    expect(await inspect(inChunks(bytes))).toMatchObject({ signer: { publicKey: another.publicKey } });
    expect((await refusalOf(() => read(bytes))).code).toBe('IMP-207');
  });

  it('names the item that was brought in from another export', async () => {
    const key = Buffer.alloc(32, 1);
    const wrap = async (fileKey: Buffer) => {
      key.set(fileKey);
      return { installationId: 'ins_1', wrapped: Buffer.from(fileKey.map((byte) => byte ^ 0xff)) };
    };
    const own = await containerDocuments(sampleItems(3), { signer: another, sealing: { kind: 'installation', wrap } });
    const spliced = own.with(2, documents[2] ?? Buffer.alloc(0));
    const error = await refusalOf(() => read(resigned(spliced.slice(0, -1), 3)));
    expect(error.code).toBe('IMP-207');
    expect(error.detail['item']).toBe(2 - 1);

    const headerHash = sha256(own[0] ?? Buffer.alloc(0));
    const frame = (i: number, item: Record<string, unknown>) => {
      const box = encrypt(key, fileKeyId, frameBinding(headerHash, i, i === 3), Buffer.from(serialize(item)));
      return Buffer.from(serialize({ i, last: i === 3, box }));
    };
    const withItem = (i: number, item: Record<string, unknown>) =>
      resigned(own.with(i + 1, frame(i, item)).slice(0, -1), 3);
    expect(await read(withItem(2, sampleItem(7)))).toHaveLength(3);

    const { secret: _, ...withoutSecret } = sampleItem(2);
    const malformed: readonly (readonly [string, string, Record<string, unknown>])[] = [
      ['secret', 'IMP-210', withoutSecret],
      ['settings.host', 'IMP-210', { ...sampleItem(2), settings: { host: null } }],
      ['extra', 'IMP-210', { ...sampleItem(2), extra: 1 }],
      ['authType', 'IMP-210', { ...sampleItem(2), authType: 'magic' }],
      ['version.savedAt', 'IMP-210', { ...sampleItem(2), version: { id: 'v', number: 1, savedAt: 'now' } }],
    ];
    for (const [field, code, item] of malformed) {
      const refusal = await refusalOf(() => read(withItem(2, item)));
      expect([refusal.code, refusal.detail], field).toEqual([code, { item: 2, field }]);
    }
    const hostile = await refusalOf(() => read(withItem(2, { ...sampleItem(2), name: /(a+)+$/ })));
    expect([hostile.code, hostile.detail['item']]).toEqual(['IMP-106', 2]);
  });
});
