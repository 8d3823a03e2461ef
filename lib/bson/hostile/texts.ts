import { credential, document, element, int32, nothing, text } from './bytes.ts';
import { hostile, type HostileCase } from './case.ts';

const overlong = Buffer.from([0xc0, 0x80]);
const loneSurrogate = Buffer.from([0xed, 0xa0, 0x80]);
const surrogatePair = Buffer.from([0xed, 0xa0, 0xbd, 0xed, 0xb4, 0x91]);
const beyondUnicode = Buffer.from([0xf4, 0x90, 0x80, 0x80]);
const cut = Buffer.from([0x61, 0xe2, 0x82]);
const note = (value: Buffer): Buffer => credential(element(0x02, 'note', value));
const entries = (...keys: readonly string[]): Buffer =>
  credential(element(0x04, 'scopes', document(...keys.map((key) => nothing(key)))));
const resource = (word: string): Buffer => document(element(0x02, 'resourceType', text(word)));

/** Texts and keys that are not text, keys that are there twice, lists that are not lists, and words to deceive people. */
export const texts: readonly HostileCase[] = [
  hostile('IMP-107', 'an overlong zero in a key', () => credential(nothing(overlong))),
  hostile('IMP-107', 'a lone surrogate in a key', () => credential(nothing(loneSurrogate))),
  hostile('IMP-107', 'a pair of surrogates in a key', () => credential(nothing(surrogatePair))),
  hostile('IMP-110', 'U+0000 inside a key', () => credential(element(0x02, 'a\0b', text('c')))),
  hostile('IMP-107', 'an overlong zero in a text', () => note(text(overlong))),
  hostile('IMP-107', 'a lone surrogate in a text', () => note(text(loneSurrogate))),
  hostile('IMP-107', 'a character beyond Unicode', () => note(text(beyondUnicode))),
  hostile('IMP-107', 'a character cut short', () => note(text(cut))),
  hostile('IMP-107', 'U+0000 inside a text', () => note(text('a\0b'))),
  hostile('IMP-110', 'a text of length 0', () => note(int32(0))),
  hostile('IMP-110', 'a text of length -1', () => note(int32(-1))),
  hostile('IMP-110', 'a text without its zero', () => note(Buffer.concat([int32(2), Buffer.from('bc')]))),
  hostile('IMP-110', 'a text longer than its document', () => note(int32(2 ** 31 - 1))),
  hostile('IMP-110', 'a key without an end', () =>
    Buffer.concat([int32(9), Buffer.from([0x0a]), Buffer.from('abc\0')]),
  ),
  hostile('IMP-108', 'a name twice', () => credential(element(0x02, 'name', text('Another')))),
  hostile('IMP-108', 'a token twice, in the secret', () =>
    credential(element(0x03, 'secret', document(element(0x02, 'x', text('a')), element(0x02, 'x', text('b'))))),
  ),
  hostile('IMP-108', '__proto__ twice', () => credential(nothing('__proto__'), nothing('__proto__'))),
  hostile('IMP-109', 'a list without its second entry', () => entries('0', '2')),
  hostile('IMP-109', 'a list numbered 00', () => entries('00')),
  hostile('IMP-109', 'a list numbered by letters', () => entries('length')),
  hostile('IMP-109', 'a list with its first entry twice', () => entries('0', '0')),
  hostile('IMP-109', 'a list that counts from 2^32', () => entries(String(2 ** 32 - 1))),
  hostile('IMP-201', 'a resource type of 900 KB', () => resource('flow '.repeat(180_000))),
  hostile('IMP-201', 'a resource type with control characters', () => resource('flow\u0007\r\n\u001b[2Jcredential')),
  hostile('IMP-201', 'a resource type with marks that turn text around', () => resource('flow\u202e\u2066laitnederc')),
  hostile('IMP-201', 'a resource type __proto__', () => resource('__proto__')),
];
