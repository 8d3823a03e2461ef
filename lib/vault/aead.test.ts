import { createDecipheriv, createHmac, hash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { decrypt, deriveKey, encrypt, keyIdOf, lengthPrefixed } from './aead.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const key = Buffer.alloc(32, 7);
const additional = Buffer.from('context');
const plain = Buffer.from('s3cret value');
const unreadable = expect.objectContaining({ code: 'UNREADABLE', message: 'This cannot be opened with this key.' });

/** RFC 5869 from HMAC alone, as a reader in another language would write it. */
function hkdf(ikm: Uint8Array, salt: Uint8Array, info: Uint8Array, bytes: number): Buffer {
  const prk = createHmac('sha256', salt).update(ikm).digest();
  let block = Buffer.alloc(0);
  let okm = Buffer.alloc(0);
  for (let i = 1; okm.length < bytes; i += 1) {
    block = createHmac('sha256', prk)
      .update(block)
      .update(info)
      .update(Buffer.from([i]))
      .digest();
    okm = Buffer.concat([okm, block]);
  }
  return okm.subarray(0, bytes);
}

describe('HKDF', () => {
  test.each([
    {
      name: 'RFC 5869 A.1',
      ikm: '0b'.repeat(22),
      salt: '000102030405060708090a0b0c',
      info: 'f0f1f2f3f4f5f6f7f8f9',
      okm: '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    },
    {
      name: 'RFC 5869 A.3',
      ikm: '0b'.repeat(22),
      salt: '',
      info: '',
      okm: '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
    },
  ])('the reference here is $name', ({ ikm, salt, info, okm }) => {
    expect(hkdf(hex(ikm), hex(salt), hex(info), 42).toString('hex')).toBe(okm);
  });

  test('deriveKey is HKDF with the documented info', () => {
    const info = lengthPrefixed(['keyhaven key 1', 'audit', hash('sha256', Buffer.from('ctx'), 'buffer')]);
    expect(deriveKey(key, 'audit', Buffer.from('ctx'))).toEqual(hkdf(key, Buffer.alloc(0), info, 32));
  });

  test('another purpose, context or key is another key; any length of context is taken', () => {
    const keys = [
      deriveKey(key, 'a'),
      deriveKey(key, 'b'),
      deriveKey(key, 'a', Buffer.from('x')),
      deriveKey(key, 'a', Buffer.alloc(100_000)),
      deriveKey(Buffer.alloc(32, 8), 'a'),
    ].map((one) => one.toString('hex'));
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('lengthPrefixed', () => {
  test('writes 4-byte big-endian lengths', () => {
    expect(lengthPrefixed(['é', Buffer.from([1]), '']).toString('hex')).toBe('00000002c3a9000000010100000000');
  });

  test('no two lists are the same bytes', () => {
    const lists = [['ab', 'c'], ['a', 'bc'], ['abc'], ['abc', ''], ['', 'abc'], []];
    expect(new Set(lists.map((list) => lengthPrefixed(list).toString('hex'))).size).toBe(lists.length);
  });

  test('refuses text that UTF-8 cannot tell apart', () => {
    expect(() => lengthPrefixed(['\ud800'])).toThrow(TypeError);
  });
});

describe('box', () => {
  test.each([0, 1, 15, 16, 17, 70_000])('gives back %i bytes', (length) => {
    const bytes = randomBytes(length);
    expect(decrypt(key, additional, encrypt(key, 'k', additional, bytes))).toEqual(bytes);
  });

  test('a box of format 1 opens for ever', () => {
    const box = hex(
      '4b48560101056b65795f3191155e2768342bdf0a9b767bf9cff58c5c5fa79ad87c0d0da4d19b13e0735aba87af8ebcbf754b183ec3b9b25f494cb99db2ef63c3afec754387f88149bc4d533f374ba148282487',
    );
    expect(decrypt(key, additional, box)).toEqual(plain);
  });

  test('opens for a reader who knows the layout and nothing of this code', () => {
    const box = encrypt(key, 'key_1', additional, plain);
    expect(box.subarray(0, 11)).toEqual(Buffer.from('KHV\u0001\u0001\u0005key_1', 'latin1'));
    const bound = lengthPrefixed([box.subarray(0, 11), additional]);
    const info = lengthPrefixed(['keyhaven box 1', hash('sha256', bound, 'buffer')]);
    const okm = hkdf(key, Buffer.alloc(0), info, 64);
    expect(box.subarray(11, 43)).toEqual(okm.subarray(32));
    const reader = createDecipheriv('aes-256-gcm', okm.subarray(0, 32), box.subarray(43, 55));
    reader.setAAD(bound);
    reader.setAuthTag(box.subarray(-16));
    expect(Buffer.concat([reader.update(box.subarray(55, -16)), reader.final()])).toEqual(plain);
  });

  test('names its key', () => {
    expect(keyIdOf(encrypt(key, 'schlüssel', additional, plain))).toBe('schlüssel');
  });

  test('every changed bit is refused', () => {
    const box = encrypt(key, 'key_1', additional, plain);
    for (let bit = 0; bit < box.length * 8; bit += 1) {
      const changed = Buffer.from(box);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => decrypt(key, additional, changed), `bit ${bit}`).toThrow(unreadable);
    }
  });

  test('every shortened or lengthened box is refused', () => {
    const box = encrypt(key, 'key_1', additional, plain);
    for (let end = 0; end < box.length; end += 1) {
      expect(() => decrypt(key, additional, box.subarray(0, end)), `cut at ${end}`).toThrow(unreadable);
    }
    expect(() => decrypt(key, additional, Buffer.concat([box, Buffer.alloc(1)]))).toThrow(unreadable);
  });

  test('another key or other additional data is refused', () => {
    const box = encrypt(key, 'k', additional, plain);
    expect(() => decrypt(Buffer.alloc(32, 8), additional, box)).toThrow(unreadable);
    expect(() => decrypt(Buffer.alloc(16, 7), additional, box)).toThrow(unreadable);
    expect(() => decrypt(key, Buffer.from('contexu'), box)).toThrow(unreadable);
    expect(() => decrypt(key, Buffer.alloc(0), box)).toThrow(unreadable);
  });

  test('the commitment of another key does not make its box ours', () => {
    const ours = encrypt(key, 'k', additional, plain);
    const theirs = encrypt(Buffer.alloc(32, 8), 'k', additional, plain);
    const mixed = Buffer.concat([ours.subarray(0, 7 + 32), theirs.subarray(7 + 32)]);
    expect(() => decrypt(key, additional, mixed)).toThrow(unreadable);
  });

  test('a key or key id of a wrong length is refused when writing', () => {
    expect(() => encrypt(Buffer.alloc(16), 'k', additional, plain)).toThrow(RangeError);
    expect(() => encrypt(key, '', additional, plain)).toThrow(RangeError);
    expect(() => encrypt(key, 'ü'.repeat(128), additional, plain)).toThrow(RangeError);
    expect(() => encrypt(key, '\udc00', additional, plain)).toThrow(RangeError);
  });

  test('a key id that is not UTF-8 is refused', () => {
    const box = encrypt(key, 'k', additional, plain);
    box.writeUInt8(0xff, 6);
    expect(() => keyIdOf(box)).toThrow(unreadable);
    expect(() => keyIdOf(Buffer.from('not a box'))).toThrow(unreadable);
  });

  test.each([3, 4])('another format version or algorithm is not guessed at (byte %i)', (at) => {
    const box = encrypt(key, 'k', additional, plain);
    box.writeUInt8(2, at);
    expect(() => keyIdOf(box)).toThrow(unreadable);
  });

  test('100,000 boxes under one key have 100,000 nonces', () => {
    const nonces = new Set<string>();
    const nothing = Buffer.alloc(0);
    for (let i = 0; i < 100_000; i += 1) {
      nonces.add(encrypt(key, 'k', nothing, nothing).toString('latin1', 7 + 32, 7 + 32 + 12));
    }
    expect(nonces.size).toBe(100_000);
  });
});
