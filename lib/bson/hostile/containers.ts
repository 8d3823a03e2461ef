import { serialize } from 'bson';
import { hostile, type HostileCase } from './case.ts';
import { documentsOf, goodDocuments, goodItem, headerWith, signed } from './made.ts';

const header = async (change: Record<string, unknown>, sealing: Record<string, unknown> = {}): Promise<Uint8Array> =>
  serialize(await headerWith(change, sealing));

const stretching = (cost: Record<string, unknown>) => () => header({}, cost);

/** A container of `count` items whose documents were put together anew, signed afterwards. */
const rearranged = (count: number, change: (documents: Uint8Array[]) => Uint8Array[]) => async () =>
  signed(change(await goodDocuments(count)));

/** Another file under the same key: nothing but the place of each frame tells them apart. */
const ofAnother = () => documentsOf([goodItem(8), goodItem(9), goodItem(10)]);

const footerOf = (count: number, change: object) => async () => {
  const documents = await goodDocuments(count);
  return Buffer.concat([
    ...documents,
    serialize({ count, sha256: Buffer.alloc(32), signature: Buffer.alloc(64), ...change }),
  ]);
};

/** Containers that are not as they were exported, or never were what they say. */
export const containers: readonly HostileCase[] = [
  hostile('IMP-203', 'a header without its fields', () => serialize({ format: 'keyhaven' })),
  hostile('IMP-203', 'a header with a field of its own', () => header({ admin: true })),
  hostile('IMP-203', 'a header with __proto__', () => header({ ['__proto__']: { count: 1 } })),
  hostile('IMP-203', 'a header of -1 items', () => header({ count: -1 })),
  hostile('IMP-203', 'a header of 100,001 items', () => header({ count: 100_001 })),
  hostile('IMP-102', 'a header of 100,000 items and none of them', () => header({ count: 100_000 })),
  hostile('IMP-209', 'a header of no items', () => header({ count: 0 })),
  hostile('IMP-203', 'an export id that moves the cursor', () => header({ exportId: '\u001b[2J' })),
  hostile('IMP-203', 'a sealing nobody knows', () => header({}, { kind: 'none' })),
  hostile('IMP-203', 'a stretching nobody knows', stretching({ kdf: 'pbkdf2' })),
  hostile('IMP-202', 'a reader of the far future', () => header({ minReaderVersion: 2 ** 31 - 1 })),
  hostile('IMP-206', 'stretching with n = 2^19', stretching({ n: 2 ** 19 })),
  hostile('IMP-206', 'stretching with n = 2^30', stretching({ n: 2 ** 30 })),
  hostile('IMP-206', 'stretching with r = 2^20', stretching({ r: 2 ** 20 })),
  hostile('IMP-206', 'stretching with p = 2^20', stretching({ p: 2 ** 20 })),
  hostile('IMP-203', 'stretching with n = 100,000', stretching({ n: 100_000 })),
  hostile('IMP-203', 'a salt of 8 bytes', stretching({ salt: Buffer.alloc(8) })),
  hostile('IMP-203', 'a salt of 100 KB', stretching({ salt: Buffer.alloc(100_000) })),
  hostile('IMP-203', 'a wrapped key of 100 KB', stretching({ wrapped: Buffer.alloc(100_000) })),
  hostile('IMP-110', 'a byte after the footer', async () =>
    Buffer.concat([signed(await goodDocuments(2)), serialize({})]),
  ),
  hostile('IMP-110', 'a second container after the first', async () => {
    const whole = signed(await goodDocuments(2));
    return Buffer.concat([whole, whole]);
  }),
  hostile(
    'IMP-207',
    'a second header',
    rearranged(2, ([first = goodItem(), ...rest]) => [first, first, ...rest]),
  ),
  hostile(
    'IMP-207',
    'frames in another order',
    rearranged(3, ([a, b, c, d, ...rest]) => present([a, b, d, c, ...rest])),
  ),
  hostile(
    'IMP-207',
    'a frame twice',
    rearranged(3, (all) => present([...all.slice(0, 3), all[2], ...all.slice(3)])),
  ),
  hostile(
    'IMP-207',
    'a frame dropped',
    rearranged(3, (all) => all.toSpliced(3, 1)),
  ),
  hostile(
    'IMP-208',
    'the last frame twice',
    rearranged(3, (all) => present([...all, all.at(-1)])),
  ),
  hostile('IMP-207', 'a header that counts one item less', async () => {
    const [, ...frames] = await goodDocuments(3);
    return signed([await header({ count: 2 }), ...frames]);
  }),
  hostile('IMP-207', 'a header that counts one item more', async () => {
    const [, ...frames] = await goodDocuments(3);
    return signed([await header({ count: 4 }), ...frames]);
  }),
  hostile('IMP-207', 'two last frames', async () => {
    const [head = goodItem(), first = goodItem(), , last = goodItem()] = await goodDocuments(2);
    return signed([head, first, last, last]);
  }),
  hostile('IMP-208', 'a frame of another file', async () => {
    const documents = await goodDocuments(3);
    const [, , , other = goodItem()] = await ofAnother();
    const whole = signed(documents);
    const footer = whole.subarray(Buffer.concat(documents).length);
    return Buffer.concat([...documents.with(3, other), footer]);
  }),
  hostile('IMP-102', 'no footer', async () => Buffer.concat(await goodDocuments(2))),
  hostile('IMP-102', 'half a footer', async () => signed(await goodDocuments(2)).subarray(0, -80)),
  hostile('IMP-208', 'a footer of zeros', footerOf(2, {})),
  hostile('IMP-208', 'a footer that counts otherwise', async () => signed(await goodDocuments(2), 1)),
  hostile('IMP-208', 'a footer with a field of its own', footerOf(2, { admin: true })),
];

function present(documents: readonly (Uint8Array | undefined)[]): Uint8Array[] {
  return documents.filter((document) => document !== undefined);
}
