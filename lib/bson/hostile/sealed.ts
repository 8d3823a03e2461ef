import { serialize } from 'bson';
import type { ErrorCode } from '#lib/errors.ts';
import { passphrase } from '../fixtures.ts';
import { document, element, list, nested, nothing, nothings, text } from './bytes.ts';
import type { HostileCase } from './case.ts';
import { boxOf, documentsOf, goodDocuments, goodItem, signed } from './made.ts';

/** Signed and sealed as it should be; only who opens it meets what is inside. */
const opened = (code: ErrorCode, name: string, item: number, bytes: () => Promise<Uint8Array>): HostileCase => ({
  name: `sealed: ${name}`,
  code,
  passphrase,
  item,
  bytes: async () => [await bytes()],
});

/** The second of three items is not what it should be. */
const inside = (code: ErrorCode, name: string, item: () => Uint8Array): HostileCase =>
  opened(code, name, 2, async () => signed(await documentsOf([goodItem(1), item(), goodItem(3)])));

const changed = (change: Record<string, unknown>) => (): Uint8Array => goodItem(2, change);

const many = (count: number, value: string): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, value]));

/** What only shows once the file is open. */
export const sealed: readonly HostileCase[] = [
  inside('IMP-102', 'no bytes', () => Buffer.alloc(0)),
  inside('IMP-110', 'a document of length 4', () => Buffer.from([4, 0, 0, 0])),
  inside('IMP-110', 'bytes after the document', () => Buffer.concat([goodItem(2), Buffer.from([0])])),
  inside('IMP-104', '32 levels, counted on from the frame', () => nested(32)),
  inside('IMP-104', '100,000 levels', () => nested(100_000)),
  inside('IMP-105', '257 keys', () => document(...nothings(257))),
  inside('IMP-105', '10,001 entries of a list', () => document(element(0x04, 'audience', list(10_001)))),
  inside('IMP-106', 'code', () => document(element(0x0d, 'name', text('process.exit()')))),
  inside('IMP-106', 'a regular expression', changed({ name: /(a+)+$/ })),
  inside('IMP-107', 'a key that is not UTF-8', () => document(nothing(Buffer.from([0xc0, 0x80])))),
  inside('IMP-108', 'a key twice', () => document(nothing('name'), nothing('name'))),
  inside('IMP-109', 'a list numbered 1', () => document(element(0x04, 'audience', document(nothing('1'))))),
  inside('IMP-210', 'a field of its own called __proto__', changed({ ['__proto__']: { isAdmin: true } })),
  inside('IMP-210', 'a field of its own called _bsontype', () =>
    document(Buffer.from(goodItem(2)).subarray(4, -1), element(0x02, '_bsontype', text('Code'))),
  ),
  inside('IMP-210', '65 secrets', changed({ secret: many(65, 'x') })),
  inside('IMP-210', 'a secret of 64 KiB and a byte', changed({ secret: { token: 'x'.repeat(65_537) } })),
  inside('IMP-210', 'a list where a map belongs', changed({ settings: ['a'] })),
  inside('IMP-210', 'an application of 900 KB', changed({ component: 'x'.repeat(900_000) })),
  opened('IMP-207', 'a frame under another place', 2, async () => {
    const documents = await goodDocuments(3);
    const [head = goodItem()] = documents;
    const box = boxOf(head, 1, false, goodItem(2));
    return signed(documents.with(3, serialize({ i: 2, last: false, box })));
  }),
  opened('IMP-104', 'an origin of 32 levels', 0, async () => signed(await documentsOf([goodItem()], nested(32)))),
  opened('IMP-207', 'a frame of another file, signed anew', 2, async () => {
    const documents = await goodDocuments(3);
    const [, , , other = goodItem()] = await documentsOf([goodItem(1), goodItem(2), goodItem(3), goodItem(4)]);
    return signed(documents.with(3, other));
  }),
];
