import { fileBytesMax, scanLimits } from '../limits.ts';
import { credential, document, element, int32, list, nested, nothing, nothings, repeated, text } from './bytes.ts';
import { hostile, type HostileCase } from './case.ts';

const emptyCredentials = element(0x04, 'credentials', document());
const emptyLists = document(
  ...Array.from({ length: 60 }, (_, n) =>
    element(0x04, `a${n}`, document(...Array.from({ length: 1_000 }, (_, m) => element(0x04, String(m), document())))),
  ),
);

const said = (key: string): Buffer => element(0x02, key, text('custom'));
/** A word in 125 spellings. */
const spellings = (word: string): Buffer[] =>
  Array.from({ length: 125 }, (_, n) =>
    said([...word].map((letter, at) => (n & (1 << at) ? letter.toUpperCase() : letter)).join('')),
  );
/** What its keys mean, hangs on the last of them. */
const entangled = document(
  ...['name', 'component', 'authType'].map(said),
  ...spellings('accesskey'),
  ...spellings('clientid'),
  said('secret_key'),
);

/** Files that are too much: too deep, too wide, too long, or lengths that are not so. */
export const sizes: readonly HostileCase[] = [
  hostile('IMP-100', 'nothing at all', () => Buffer.alloc(0)),
  hostile('IMP-101', 'four bytes', () => int32(5)),
  hostile('IMP-101', '64 MiB of zeros', () => repeated(Buffer.alloc(1_024), fileBytesMax)),
  hostile('IMP-101', 'a ZIP archive', () => Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(1_000)])),
  hostile('IMP-101', 'a first document of length -1', () => Buffer.concat([int32(-1), credential().subarray(4)])),
  hostile('IMP-101', 'a first document of length 4', () => Buffer.concat([int32(4), credential().subarray(4)])),
  hostile('IMP-101', 'a first document of 2 GiB', () => Buffer.concat([int32(2 ** 31 - 1), credential().subarray(4)])),
  hostile('IMP-110', 'a second document of length -1', () => Buffer.concat([credential(), int32(-1)])),
  hostile('IMP-110', 'a second document of length 4', () => Buffer.concat([credential(), int32(4), Buffer.alloc(9)])),
  hostile('IMP-103', 'a second document of 2 GiB', () => Buffer.concat([credential(), int32(2 ** 31 - 1)])),
  hostile('IMP-102', 'a document longer than the file', () => Buffer.concat([int32(1_000), credential().subarray(4)])),
  hostile('IMP-110', 'an inner document of length 4', () => credential(element(0x03, 'metadata', int32(4)))),
  hostile('IMP-110', 'an inner document of length -1', () => credential(element(0x03, 'metadata', int32(-1)))),
  hostile('IMP-110', 'an inner document longer than the outer', () =>
    credential(element(0x03, 'metadata', int32(5_000), Buffer.from([0]))),
  ),
  hostile('IMP-103', 'an inner document of 2 GiB', () => credential(element(0x03, 'metadata', int32(2 ** 31 - 1)))),
  hostile('IMP-110', 'an inner document that ends too soon', () =>
    credential(element(0x03, 'metadata', int32(12), Buffer.alloc(8))),
  ),
  hostile('IMP-103', 'a file of 64 MiB and 64 bytes', () =>
    repeated(Buffer.alloc(fileBytesMax / 64 + 1), fileBytesMax + 64),
  ),
  hostile('IMP-103', 'a document of 1 MiB and a byte', () => {
    const empty = credential(element(0x02, 'note', text('')));
    return credential(element(0x02, 'note', text('x'.repeat(scanLimits.documentBytesMax + 1 - empty.length))));
  }),
  hostile('IMP-103', 'a key of 257 bytes', () => credential(nothing('k'.repeat(257)))),
  hostile('IMP-104', '33 levels of documents', () => credential(element(0x03, 'metadata', nested(32)))),
  hostile('IMP-104', '33 levels of lists', () => credential(element(0x04, 'metadata', nested(32, 0x04)))),
  hostile('IMP-104', '130,000 levels of documents', () => nested(130_000)),
  hostile('IMP-104', '130,000 levels of lists', () => credential(element(0x04, 'a', nested(130_000, 0x04)))),
  hostile('IMP-103', '200,000 levels of documents', () => nested(200_000)),
  hostile('IMP-105', '257 keys', () => document(...nothings(257))),
  hostile('IMP-210', '80 documents of keys that mean what others say', () =>
    Buffer.concat([...Array.from({ length: 80 }, () => entangled), document(nothing('k'))]),
  ),
  hostile('IMP-105', '10,001 entries of a list', () => credential(element(0x04, 'a', list(10_001)))),
  hostile('IMP-105', '25,001 credentials', () => repeated(credential(), credential().length * 25_001)),
  hostile('IMP-105', '100,001 documents without a credential', () =>
    repeated(document(emptyCredentials), document(emptyCredentials).length * 100_001),
  ),
  hostile('IMP-105', '64 MiB of empty documents', () => repeated(document(emptyCredentials), fileBytesMax)),
  hostile('IMP-105', '64 MiB of small keys', () =>
    repeated(document(emptyCredentials, ...nothings(255)), fileBytesMax),
  ),
  hostile('IMP-203', '60,000 lists inside each other', () => emptyLists),
  hostile('IMP-105', '64 MiB of lists inside each other', () =>
    repeated(document(emptyCredentials, element(0x03, 'a', emptyLists)), fileBytesMax),
  ),
];
