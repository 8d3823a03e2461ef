import { describe, expect, test } from 'vitest';
import { gcmDecrypt, gcmEncrypt } from './gcm.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

/** McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B, test cases 13, 14 and 16. */
const vectors = [
  {
    name: '13',
    key: '00'.repeat(32),
    nonce: '00'.repeat(12),
    additional: '',
    plain: '',
    sealed: '530f8afbc74536b9a963b4f1c4cb738b',
  },
  {
    name: '14',
    key: '00'.repeat(32),
    nonce: '00'.repeat(12),
    additional: '',
    plain: '00'.repeat(16),
    sealed: 'cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919',
  },
  {
    name: '16',
    key: 'feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308',
    nonce: 'cafebabefacedbaddecaf888',
    additional: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
    plain:
      'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72' +
      '1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
    sealed:
      '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa' +
      '8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b',
  },
];

describe.each(vectors)('AES-256-GCM test case $name', ({ key, nonce, additional, plain, sealed }) => {
  test('seals and opens', () => {
    expect(gcmEncrypt(hex(key), hex(nonce), hex(additional), hex(plain)).toString('hex')).toBe(sealed);
    expect(gcmDecrypt(hex(key), hex(nonce), hex(additional), hex(sealed))?.toString('hex')).toBe(plain);
  });

  test('a changed tag or a cut one gives nothing', () => {
    const changed = hex(sealed);
    changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 1, changed.length - 1);
    expect(gcmDecrypt(hex(key), hex(nonce), hex(additional), changed)).toBeNull();
    expect(gcmDecrypt(hex(key), hex(nonce), hex(additional), hex(sealed).subarray(0, -1))).toBeNull();
    expect(gcmDecrypt(hex(key), hex(nonce), hex(additional), Buffer.alloc(15))).toBeNull();
  });
});
