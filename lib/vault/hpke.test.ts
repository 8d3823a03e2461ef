import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAppError } from '#lib/errors.ts';
import { openSealedTo, sealTo } from './hpke.ts';
import { isUsablePublicKey, newReceivingKey, privateKeyFrom, publicKeyOf } from './x25519.ts';
import { lowOrderPoints } from './testing.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

/** The CFRG's vectors of RFC 9180 (test-vectors.json): mode 0, KEM 0x0020, KDF 0x0001, AEAD 0x0002, first encryption. */
const vector = {
  info: hex('4f6465206f6e2061204772656369616e2055726e'),
  ephemeralPrivate: hex('179d4b53b6365c45b600c4163b61d95cbc2f4d9e36f1695558dce265ab8bab11'),
  ephemeral: hex('6c93e09869df3402d7bf231bf540fadd35cd56be14f97178f0954db94b7fc256'),
  recipient: hex('430f4b9859665145a6b1ba274024487bd66f03a2dd577d7753c68d7d7d00c00c'),
  recipientPrivate: hex('497b4502664cfea5d5af0b39934dac72242a74f8480451e1aee7d6a53320333d'),
  additional: hex('436f756e742d30'),
  plain: hex('4265617574792069732074727574682c20747275746820626561757479'),
  sealed: hex('e5d84cd531cfb583096e7cfa9641bd3079cf3a91cda813c52deb5f512be9931980a41de125a925cdad859d5b7a'),
};

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
  return 'opened';
};

describe('HPKE', () => {
  it('seals and opens as the published vector says', () => {
    const ephemeral = { publicKey: vector.ephemeral, privateKey: privateKeyFrom(vector.ephemeralPrivate) };
    expect(publicKeyOf(ephemeral.privateKey)).toEqual(vector.ephemeral);
    expect(publicKeyOf(privateKeyFrom(vector.recipientPrivate))).toEqual(vector.recipient);
    const made = sealTo(vector.recipient, vector, vector.plain, ephemeral);
    expect(made).toEqual({ ephemeral: vector.ephemeral, sealed: vector.sealed });
    expect(openSealedTo(privateKeyFrom(vector.recipientPrivate), vector, made)).toEqual(vector.plain);
  });

  it('gives back what was sealed, each time by another ephemeral key', () => {
    const { publicKey, privateKey } = newReceivingKey();
    const seen = new Set<string>();
    const bytes = fc.uint8Array({ maxLength: 100 });
    fc.assert(
      fc.property(bytes, bytes, bytes, (info, additional, plain) => {
        const made = sealTo(publicKey, { info, additional }, plain);
        seen.add(made.ephemeral.toString('hex'));
        expect(openSealedTo(privateKey, { info, additional }, made)).toEqual(Buffer.from(plain));
      }),
      { numRuns: 100 },
    );
    expect(seen.size).toBeGreaterThanOrEqual(100);
  });

  it('does not open by another key, with another info, or with any bit changed', () => {
    const { publicKey, privateKey } = newReceivingKey();
    const bound = { info: Buffer.from('info'), additional: Buffer.from('more') };
    const made = sealTo(publicKey, bound, Buffer.alloc(32, 7));
    expect(codeOf(() => openSealedTo(privateKey, bound, made))).toBe('opened');
    expect(codeOf(() => openSealedTo(newReceivingKey().privateKey, bound, made))).toBe('UNREADABLE');
    expect(codeOf(() => openSealedTo(privateKey, { ...bound, info: Buffer.from('infp') }, made))).toBe('UNREADABLE');
    expect(codeOf(() => openSealedTo(privateKey, { info: bound.info }, made))).toBe('UNREADABLE');
    for (const part of ['ephemeral', 'sealed'] as const)
      for (let bit = 0; bit < made[part].length * 8; bit += 1) {
        const flipped = Buffer.from(made[part]);
        flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        expect(codeOf(() => openSealedTo(privateKey, bound, { ...made, [part]: flipped }))).toBe('UNREADABLE');
      }
  });

  it.each(lowOrderPoints)('takes no part in a secret everybody knows: %s', (point) => {
    const key = hex(point);
    expect(isUsablePublicKey(key)).toBe(false);
    expect(() => sealTo(key, { info: Buffer.alloc(0) }, Buffer.alloc(32))).toThrow(RangeError);
    const sealed = { ephemeral: key, sealed: Buffer.alloc(48) };
    expect(codeOf(() => openSealedTo(newReceivingKey().privateKey, { info: Buffer.alloc(0) }, sealed))).toBe(
      'UNREADABLE',
    );
  });

  it('takes no key of another length', () => {
    for (const length of [0, 31, 33]) expect(isUsablePublicKey(Buffer.alloc(length, 9))).toBe(false);
    expect(isUsablePublicKey(newReceivingKey().publicKey)).toBe(true);
  });
});
