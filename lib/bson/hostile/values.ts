import { binary, credential, document, double, element, int32, int64, nothing, text } from './bytes.ts';
import { hostile, type HostileCase } from './case.ts';

const scope = document(nothing('a'));
const codeWithScope = (length: number, code: Buffer = text('return 1')): Buffer =>
  element(0x0f, 'a', int32(length), code, scope);
const wholeCode = 4 + text('return 1').length + scope.length;

/** Values of types that have no place in a credential, and values that are not what their type says. */
export const values: readonly HostileCase[] = [
  hostile('IMP-101', 'a type that BSON does not have', () => credential(element(0x20, 'a'))),
  hostile('IMP-106', 'undefined', () => credential(element(0x06, 'a'))),
  hostile('IMP-106', 'ObjectId', () => credential(element(0x07, 'a', Buffer.alloc(12)))),
  hostile('IMP-106', 'a regular expression', () => credential(element(0x0b, 'a', Buffer.from('(a+)+$\0i\0')))),
  hostile('IMP-106', 'DBPointer', () => credential(element(0x0c, 'a', text('b'), Buffer.alloc(12)))),
  hostile('IMP-106', 'the shape of a DBRef', () =>
    credential(element(0x03, 'metadata', document(element(0x02, '$ref', text('a')), element(0x02, '$id', text('b'))))),
  ),
  hostile('IMP-106', 'code', () => credential(element(0x0d, 'a', text('process.exit()')))),
  hostile('IMP-106', 'code in the token', () => document(element(0x0d, 'token', text('process.exit()')))),
  hostile('IMP-106', 'symbol', () => credential(element(0x0e, 'a', text('b')))),
  hostile('IMP-106', 'code with scope', () => credential(codeWithScope(wholeCode))),
  hostile('IMP-106', 'code with scope whose length lies', () => credential(codeWithScope(2 ** 31 - 1))),
  hostile('IMP-106', 'code with scope whose inner length lies', () =>
    credential(codeWithScope(wholeCode, Buffer.concat([int32(-1), Buffer.from('return 1\0')]))),
  ),
  hostile('IMP-106', 'timestamp', () => credential(element(0x11, 'a', int64(1n)))),
  hostile('IMP-106', '128-bit decimal', () => credential(element(0x13, 'a', Buffer.alloc(16)))),
  hostile('IMP-106', 'minimum key', () => credential(element(0xff, 'a'))),
  hostile('IMP-106', 'maximum key', () => credential(element(0x7f, 'a'))),
  hostile('IMP-106', 'a boolean of 2', () => credential(element(0x08, 'a', Buffer.from([2])))),
  hostile('IMP-106', 'not a number', () => credential(element(0x01, 'a', double(Number.NaN)))),
  hostile('IMP-106', 'infinity', () => credential(element(0x01, 'a', double(Number.POSITIVE_INFINITY)))),
  hostile('IMP-106', 'a date after all dates', () => credential(element(0x09, 'a', int64(8_640_000_000_000_001n)))),
  hostile('IMP-106', 'a date before all dates', () => credential(element(0x09, 'a', int64(-(2n ** 63n))))),
  hostile('IMP-106', 'binary data of the old subtype whose inner length lies', () =>
    credential(element(0x05, 'a', binary(8, 2, int32(2 ** 31 - 1), Buffer.alloc(4)))),
  ),
  hostile('IMP-106', 'compressed columns', () => credential(element(0x05, 'a', binary(4, 7, Buffer.alloc(4))))),
  hostile('IMP-110', 'binary data of length -1', () => credential(element(0x05, 'a', binary(-1, 0)))),
  hostile('IMP-110', 'binary data longer than its document', () => credential(element(0x05, 'a', binary(9_999, 0)))),
  hostile('IMP-110', 'a number cut short', () => credential(element(0x12, 'a', int32(1)))),
];
