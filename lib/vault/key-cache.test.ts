import { describe, expect, test } from 'vitest';
import { KeyCache } from './key-cache.ts';

describe('KeyCache', () => {
  test('stays within its bound over 10,000 keys', async () => {
    const cache = new KeyCache<number>({ clock: () => 0, cacheMs: 1_000, entriesMax: 100 });
    for (let i = 0; i < 10_000; i += 1) {
      await cache.get(`key ${i}`, async () => i);
      expect(cache.size).toBeLessThanOrEqual(100);
    }
    expect(cache.size).toBe(100);
  });

  test('what ran out of time leaves with the next load, asked for or not', async () => {
    let now = 0;
    const cache = new KeyCache<number>({ clock: () => now, cacheMs: 1_000, entriesMax: 100 });
    for (let i = 0; i < 50; i += 1) await cache.get(`key ${i}`, async () => i);
    now = 1_000;
    await cache.get('another', async () => 0);
    expect(cache.size).toBe(1);
  });

  test('a failed load that was replaced meanwhile does not take its successor along', async () => {
    let now = 0;
    const cache = new KeyCache<string>({ clock: () => now, cacheMs: 1_000, entriesMax: 100 });
    const slow = Promise.withResolvers<string>();
    const first = cache.get('key', () => slow.promise);
    now = 1_000;
    await cache.get('key', async () => 'second');
    slow.reject(new Error('too late'));
    await expect(first).rejects.toThrow('too late');
    expect(await cache.get('key', async () => 'third')).toBe('second');
  });
});
