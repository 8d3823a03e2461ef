import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fingerprint, mac, newSigningKey, sign, verifySignature } from './signing.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
/** PKCS#8 (RFC 8410) of an Ed25519 seed. */
const pkcs8 = (seed: string): Buffer => hex(`302e020100300506032b657004220420${seed}`);

describe('Ed25519', () => {
  test('agrees with RFC 8032, test 2', () => {
    const publicKey = hex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c');
    const signature = hex(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
        '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    );
    const privateKey = pkcs8('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb');
    expect(sign(privateKey, hex('72'))).toEqual(signature);
    expect(verifySignature(publicKey, hex('72'), signature)).toBe(true);
    expect(verifySignature(publicKey, hex('73'), signature)).toBe(false);
  });

  test('a new pair signs and verifies; its public key is raw', () => {
    const pair = newSigningKey();
    const bytes = randomBytes(1_000);
    expect(pair.publicKey).toHaveLength(32);
    expect(verifySignature(pair.publicKey, bytes, sign(pair.privateKey, bytes))).toBe(true);
    expect(verifySignature(newSigningKey().publicKey, bytes, sign(pair.privateKey, bytes))).toBe(false);
  });

  test('every changed bit of a signature is refused', () => {
    const pair = newSigningKey();
    const signature = sign(pair.privateKey, Buffer.from('file'));
    for (let bit = 0; bit < signature.length * 8; bit += 1) {
      const changed = Buffer.from(signature);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(verifySignature(pair.publicKey, Buffer.from('file'), changed), `bit ${bit}`).toBe(false);
    }
  });

  test('malformed keys and signatures are false, not errors', () => {
    const { publicKey } = newSigningKey();
    expect(verifySignature(Buffer.alloc(31), Buffer.alloc(0), Buffer.alloc(64))).toBe(false);
    expect(verifySignature(Buffer.alloc(32, 0xff), Buffer.alloc(0), Buffer.alloc(64))).toBe(false);
    expect(verifySignature(publicKey, Buffer.alloc(0), Buffer.alloc(63))).toBe(false);
    expect(verifySignature(publicKey, Buffer.alloc(0), Buffer.alloc(0))).toBe(false);
  });

  test('only Ed25519 keys sign', () => {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'der' },
      privateKeyEncoding: { type: 'pkcs8', format: 'der' },
    });
    expect(() => sign(privateKey, Buffer.from('file'))).toThrow('Not an Ed25519 key.');
  });
});

describe('fingerprint', () => {
  test('is the start of SHA-256, in groups that can be read out', () => {
    // SHA-256 of "abc" (FIPS 180-4).
    expect(fingerprint(Buffer.from('abc'))).toBe('BA78 16BF 8F01 CFEA 4141 40DE 5DAE 2223 B003 61A3');
  });
});

describe('mac', () => {
  test('agrees with RFC 4231, test case 2', () => {
    expect(mac(Buffer.from('Jefe'), Buffer.from('what do ya want for nothing?')).toString('hex')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });
});
