import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lowOrderPoints } from './testing.ts';
import {
  newReceivingKey,
  parseReceivingKey,
  privateKeyFrom,
  publicKeyOf,
  receivingKeyText,
  sharedSecret,
} from './x25519.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

/** RFC 7748, 6.1. */
const alice = {
  privateKey: privateKeyFrom(hex('77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a')),
  publicKey: hex('8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a'),
};
const bob = {
  privateKey: privateKeyFrom(hex('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb')),
  publicKey: hex('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f'),
};
const agreed = hex('4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742');

describe('X25519', () => {
  it('agrees as the published vector says', () => {
    expect(publicKeyOf(alice.privateKey)).toEqual(alice.publicKey);
    expect(publicKeyOf(bob.privateKey)).toEqual(bob.publicKey);
    expect(sharedSecret(alice.privateKey, bob.publicKey)).toEqual(agreed);
    expect(sharedSecret(bob.privateKey, alice.publicKey)).toEqual(agreed);
  });

  it.each(lowOrderPoints)('agrees on nothing with %s', (point) => {
    expect(sharedSecret(newReceivingKey().privateKey, hex(point))).toBeNull();
  });
});

describe('the text of a receiving key', () => {
  it('gives back the key', () => {
    for (let round = 0; round < 50; round += 1) {
      const { publicKey } = newReceivingKey();
      const text = receivingKeyText(publicKey);
      expect(text).toMatch(/^khr1_[\w-]{48}$/);
      expect(parseReceivingKey(text)).toEqual(publicKey);
    }
  });

  it('shows any one slip of the hand', () => {
    const text = receivingKeyText(newReceivingKey().publicKey);
    for (let at = 0; at < text.length; at += 1)
      for (const letter of 'aZ9-_ ') {
        const typed = text.slice(0, at) + letter + text.slice(at + 1);
        if (typed !== text) expect(parseReceivingKey(typed), typed).toBeNull();
      }
    const others = ['', 'khr1_', text.slice(0, -1), `${text}A`, `${text}=`, ` ${text}`, text.replace('khr1', 'khr2')];
    for (const typed of others) expect(parseReceivingKey(typed), typed).toBeNull();
  });

  it('is never of a key nothing may be sealed to', () => {
    for (const point of lowOrderPoints) expect(parseReceivingKey(receivingKeyText(hex(point)))).toBeNull();
  });

  it('is refused without an accident, whatever it is', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => parseReceivingKey(`khr1_${text}`) === null));
  });
});
