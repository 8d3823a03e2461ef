import { serialize, ObjectId, Timestamp, Decimal128, BSONRegExp, Code, MinKey, MaxKey, Binary, Long } from 'bson';
import { describe, expect, it } from 'vitest';
import { bestOfThreeMs } from '#lib/testing.ts';
import { refusalOf } from './fixtures.ts';
import { document, double, element, int32, int64, list, nested, nothing, nothings, text } from './hostile/bytes.ts';
import { scanLimits } from './limits.ts';
import { scanDocument } from './scan.ts';

describe('scanDocument accepts', () => {
  it('every allowed type and gives the end of the document', () => {
    const bytes = Buffer.from(
      serialize({
        double: 1.5,
        string: 'zoë \u{1f511}',
        document: { list: ['a', 1, null, { deep: true }] },
        binary: Buffer.from([1, 2]),
        bool: false,
        none: null,
        date: new Date(8.64e15),
        int32: -1,
        int64: Long.MIN_VALUE,
      }),
    );
    expect(scanDocument(bytes)).toBe(bytes.length);
    expect(scanDocument(Buffer.concat([Buffer.alloc(3), bytes, Buffer.alloc(2)]), 3)).toBe(bytes.length + 3);
  });

  it('exactly as much as the limits name', () => {
    expect(() => scanDocument(document(...nothings(scanLimits.keysMax)))).not.toThrow();
    expect(() => scanDocument(nested(scanLimits.depthMax))).not.toThrow();
    expect(() => scanDocument(document(nothing('k'.repeat(scanLimits.keyBytesMax))))).not.toThrow();
    expect(() => scanDocument(document(element(0x04, 'l', list(scanLimits.arrayItemsMax))))).not.toThrow();
  });
});

const valid = document(element(0x02, 'a', text('b')));
const withByte = (at: number, byte: number): Buffer => {
  const bytes = Buffer.from(valid);
  bytes[at] = byte;
  return bytes;
};

const refused: readonly (readonly [string, string, Buffer])[] = [
  ['a type byte that BSON does not have', 'IMP-101', document(element(0x20, 'a'))],
  ['fewer bytes than a length takes', 'IMP-102', Buffer.from([5, 0])],
  ['a document cut short', 'IMP-102', valid.subarray(0, -1)],
  ['a document of 1 MiB and a byte', 'IMP-103', int32(scanLimits.documentBytesMax + 1)],
  ['a key of 257 bytes', 'IMP-103', document(nothing('k'.repeat(scanLimits.keyBytesMax + 1)))],
  ['33 levels', 'IMP-104', nested(scanLimits.depthMax + 1)],
  ['257 keys', 'IMP-105', document(...nothings(257))],
  ['10,001 list entries', 'IMP-105', document(element(0x04, 'l', list(10_001)))],
  ['not a number', 'IMP-106', document(element(0x01, 'a', double(Number.NaN)))],
  ['infinity', 'IMP-106', document(element(0x01, 'a', double(Number.NEGATIVE_INFINITY)))],
  ['a date beyond what dates are', 'IMP-106', document(element(0x09, 'a', int64(8_640_000_000_000_001n)))],
  ['a boolean of 2', 'IMP-106', document(element(0x08, 'a', Buffer.from([2])))],
  ['ObjectId', 'IMP-106', Buffer.from(serialize({ a: new ObjectId() }))],
  ['timestamp', 'IMP-106', Buffer.from(serialize({ a: new Timestamp(1n) }))],
  ['decimal', 'IMP-106', Buffer.from(serialize({ a: Decimal128.fromString('1') }))],
  ['regular expression', 'IMP-106', Buffer.from(serialize({ a: new BSONRegExp('(a+)+$') }))],
  ['code', 'IMP-106', Buffer.from(serialize({ a: new Code('return 1') }))],
  ['code with scope', 'IMP-106', Buffer.from(serialize({ a: new Code('return 1', { b: 1 }) }))],
  ['minimum key', 'IMP-106', Buffer.from(serialize({ a: new MinKey() }))],
  ['maximum key', 'IMP-106', Buffer.from(serialize({ a: new MaxKey() }))],
  ['undefined', 'IMP-106', document(element(0x06, 'a'))],
  ['symbol', 'IMP-106', document(element(0x0e, 'a', text('b')))],
  ['DBPointer', 'IMP-106', document(element(0x0c, 'a', text('b'), Buffer.alloc(12)))],
  ['the shape of a DBRef', 'IMP-106', Buffer.from(serialize({ a: { $ref: 'x.y', $id: 1 } }))],
  ['binary data of another subtype', 'IMP-106', Buffer.from(serialize({ a: new Binary(Buffer.alloc(16), 4) }))],
  ['binary data of the old subtype', 'IMP-106', Buffer.from(serialize({ a: new Binary(Buffer.alloc(3), 2) }))],
  ['a key that is not UTF-8', 'IMP-107', document(element(0x0a, Buffer.from([0xff])))],
  ['a text that is not UTF-8', 'IMP-107', document(element(0x02, 'a', text(Buffer.from([0xc0, 0x80]))))],
  ['a surrogate in UTF-8', 'IMP-107', document(element(0x02, 'a', text(Buffer.from([0xed, 0xa0, 0x80]))))],
  ['U+0000 in a text', 'IMP-107', document(element(0x02, 'a', text('b\u0000c')))],
  ['a key twice', 'IMP-108', document(nothing('a'), nothing('b'), nothing('a'))],
  ['__proto__ twice', 'IMP-108', document(nothing('__proto__'), nothing('__proto__'))],
  ['a list that begins with 1', 'IMP-109', document(element(0x04, 'a', document(nothing('1'))))],
  ['a list numbered 00', 'IMP-109', document(element(0x04, 'a', document(nothing('00'))))],
  ['a list with 0 twice', 'IMP-109', document(element(0x04, 'a', document(nothing('0'), nothing('0'))))],
  ['a list with a name', 'IMP-109', document(element(0x04, 'a', document(nothing('length'))))],
  ['a length below 5', 'IMP-110', int32(4)],
  ['a length below zero', 'IMP-110', int32(-1)],
  ['no zero at the end', 'IMP-110', withByte(valid.length - 1, 1)],
  ['a zero before the end', 'IMP-110', withByte(4, 0)],
  ['U+0000 inside a key', 'IMP-110', document(element(0x02, Buffer.from('a\u0000b'), text('c')))],
  ['a key without end', 'IMP-110', Buffer.concat([int32(8), Buffer.from([0x0a, 0x61, 0x62, 0])])],
  ['a text of length 0', 'IMP-110', document(element(0x02, 'a', int32(0)))],
  ['a text of length below zero', 'IMP-110', document(element(0x02, 'a', int32(-5)))],
  ['a text longer than its document', 'IMP-110', document(element(0x02, 'a', int32(0x7fffffff)))],
  ['a text without its zero', 'IMP-110', document(element(0x02, 'a', int32(2), Buffer.from('bc')))],
  ['binary data longer than its document', 'IMP-110', document(element(0x05, 'a', int32(9), Buffer.alloc(4)))],
  ['binary data of length below zero', 'IMP-110', document(element(0x05, 'a', int32(-1), Buffer.alloc(4)))],
  ['a number that takes the terminating zero', 'IMP-110', document(element(0x10, 'a', Buffer.alloc(3)))],
  ['a document longer than its own', 'IMP-110', document(element(0x03, 'a', int32(6), Buffer.alloc(1)))],
  ['a document shorter than its own', 'IMP-110', document(element(0x03, 'a', int32(5), Buffer.from([1])))],
];

describe('scanDocument refuses', () => {
  it.each(refused)('%s with %s', async (_, code, bytes) => {
    const error = await refusalOf(() => scanDocument(bytes));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^[A-Z][^\n]+\.$/);
    expect(error.detail['offset']).toBeTypeOf('number');
  });

  it('a million levels at once, without recursion', async () => {
    const bytes = nested(1_000_000);
    const limits = { ...scanLimits, documentBytesMax: bytes.length };
    const ms = await bestOfThreeMs(async () => {
      expect((await refusalOf(() => scanDocument(bytes, 0, limits))).code).toBe('IMP-104');
    });
    expect(ms).toBeLessThan(50);
  });

  it('levels counted on through a sealed document', async () => {
    const place = { offset: 0, depth: 1 };
    expect(() => scanDocument(nested(31), 0, scanLimits, place)).not.toThrow();
    const error = await refusalOf(() => scanDocument(nested(32), 0, scanLimits, place));
    expect(error.code).toBe('IMP-104');
  });

  it('with the offset in the file', async () => {
    const bytes = document(nothing('ab'), element(0x20, 'c'));
    const error = await refusalOf(() => scanDocument(bytes, 0, scanLimits, { offset: 1_000, depth: 0 }));
    expect(error.detail['offset']).toBeGreaterThanOrEqual(1_008);
  });
});
