import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyIdOf } from './aead.ts';
import { additionalData, type Binding } from './binding.ts';
import type { DataKey, Keyring } from './keyring.ts';
import { open, seal, sealWith } from './seal.ts';

const dataKey: DataKey = { keyId: 'key_1', bytes: randomBytes(32) };
/** One data key for every tenant: what is refused here is refused by the binding alone. */
const keyring: Keyring = { current: async () => dataKey, find: async () => dataKey };

const binding: Binding = {
  tenantId: 'ten_a',
  workspaceId: 'wsp_a',
  credentialId: 'crd_a',
  field: 'secret',
  version: 3,
  audience: ['https://api.example.com:443', 'https://auth.example.com:443'],
};
const others: Binding = {
  tenantId: 'ten_b',
  workspaceId: 'wsp_b',
  credentialId: 'crd_b',
  field: 'client_secret',
  version: 4,
  audience: ['https://evil.example:443'],
};
const fields = Object.keys(others);
const unreadable = expect.objectContaining({ code: 'UNREADABLE' });

describe('seal', () => {
  test('gives back what was sealed, and names the current data key', async () => {
    const plain = Buffer.from('{"password":"s3cret"}');
    const sealed = await seal(keyring, binding, plain);
    expect(keyIdOf(sealed)).toBe('key_1');
    expect(sealed.includes('s3cret')).toBe(false);
    expect(await open(keyring, binding, sealed)).toEqual(plain);
    expect(await open(keyring, binding, sealWith(dataKey, binding, plain))).toEqual(plain);
  });

  test.each(fields)('a value moved to another %s is refused, both ways', async (field) => {
    const elsewhere: Binding = { ...binding, [field]: Object.entries(others).find(([name]) => name === field)?.[1] };
    const here = await seal(keyring, binding, Buffer.from('here'));
    const there = await seal(keyring, elsewhere, Buffer.from('there'));
    expect((await open(keyring, elsewhere, there)).toString()).toBe('there');
    await expect(open(keyring, elsewhere, here)).rejects.toEqual(unreadable);
    await expect(open(keyring, binding, there)).rejects.toEqual(unreadable);
  });

  test.each([
    ['one origin more', [...binding.audience, 'https://evil.example:443']],
    ['one origin less', binding.audience.slice(1)],
    ['none', []],
    ['another port', ['https://api.example.com:8443', 'https://auth.example.com:443']],
    ['two origins as one', [binding.audience.join('')]],
  ])('another audience is refused: %s', async (_, audience) => {
    const sealed = await seal(keyring, binding, Buffer.from('x'));
    await expect(open(keyring, { ...binding, audience }, sealed)).rejects.toEqual(unreadable);
  });

  test('an audience is a set', async () => {
    const sealed = await seal(keyring, binding, Buffer.from('x'));
    const audience = [...binding.audience, ...binding.audience].toReversed();
    expect((await open(keyring, { ...binding, audience }, sealed)).toString()).toBe('x');
  });

  test('every changed byte is refused', async () => {
    const sealed = await seal(keyring, binding, Buffer.from('x'));
    for (let i = 0; i < sealed.length; i += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(i) ^ 0x80, i);
      await expect(open(keyring, binding, changed), `byte ${i}`).rejects.toEqual(unreadable);
    }
  });

  test('a version is a whole number', async () => {
    for (const version of [1.5, -1, Number.NaN, 2 ** 53]) {
      await expect(seal(keyring, { ...binding, version }, Buffer.from('x'))).rejects.toThrow(RangeError);
    }
  });

  test('different bindings never have the same additional data', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\u0000', ',', ':'), maxLength: 3 });
    const any = fc.record({
      tenantId: text,
      workspaceId: text,
      credentialId: text,
      field: text,
      version: fc.nat({ max: 12 }),
      audience: fc.array(text, { maxLength: 3 }),
    });
    const meaning = (one: Binding) => JSON.stringify({ ...one, audience: [...new Set(one.audience)].sort() });
    fc.assert(
      fc.property(any, any, (a, b) => additionalData(a).equals(additionalData(b)) === (meaning(a) === meaning(b))),
      { numRuns: 2_000 },
    );
  });
});
