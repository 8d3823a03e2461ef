import { describe, expect, it } from 'vitest';
import { containerDocuments, refusalOf, sampleItem, sampleItems } from './fixtures.ts';

const items = sampleItems(3);

describe('writeContainer', () => {
  const write = (changed: readonly Record<string, unknown>[], changes = {}) =>
    refusalOf(() => containerDocuments(changed, changes));

  it('refuses nothing, too few and too many items', async () => {
    expect((await write([])).code).toBe('INPUT_INVALID');
    expect((await write(items, { count: 4 })).code).toBe('CHANGED_MEANWHILE');
    expect((await write(items, { count: 2 })).code).toBe('CHANGED_MEANWHILE');
    expect((await write(items, { count: 100_001 })).code).toBe('TOO_LARGE');
  });

  it.each<[string, string, Record<string, unknown>]>([
    ['a field besides', 'IMP-210', { colour: 'red' }],
    ['a lone surrogate, which UTF-8 would change', 'IMP-210', { secret: { token: 'a\ud800' } }],
    ['U+0000', 'IMP-210', { name: 'a\u0000b' }],
    ['not a number', 'IMP-210', { settings: { port: Number.NaN } }],
    ['64 KiB and a byte', 'IMP-210', { secret: { token: 'a'.repeat(65_537) } }],
    ['a key longer than is read', 'INPUT_INVALID', { metadata: { ['k'.repeat(257)]: 'v' } }],
    ['the shape of a DBRef', 'INPUT_INVALID', { metadata: { $ref: 'a', $id: 'b' } }],
    [
      'more than 1 MiB',
      'TOO_LARGE',
      { metadata: Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`k${n}`, 'a'.repeat(65_536)])) },
    ],
  ])('refuses an item that could not be read again: %s', async (_, code, changes) => {
    const error = await write([sampleItem(1), { ...sampleItem(2), ...changes }]);
    expect(error.code).toBe(code);
    expect(error.detail['item']).toBe(2);
    expect(JSON.stringify([error.message, error.detail])).not.toContain('aaaaaaaaaa');
  });

  it('refuses a header it could not read', async () => {
    expect((await write(items, { platformVersion: '' })).code).toBe('INPUT_INVALID');
    expect((await write(items, { exportedAt: new Date(Number.NaN) })).code).toBe('INPUT_INVALID');
  });

  it('uses the randomness it is given for key and salt', async () => {
    const asked: number[] = [];
    const random = (count: number) => {
      asked.push(count);
      return Buffer.alloc(count, 7);
    };
    const wrap = async (fileKey: Buffer) => {
      expect(fileKey).toEqual(Buffer.alloc(32, 7));
      return { installationId: 'ins_1', wrapped: Buffer.from(fileKey) };
    };
    await containerDocuments(items, { random, sealing: { kind: 'installation', wrap } });
    expect(asked).toEqual([32]);
  });
});
