import { and, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { compareAndSet, read, transact } from './client.ts';
import { refreshHosts } from './schema/oauth.ts';
import { testDatabase } from './testing.ts';

beforeAll(testDatabase);

const add = (host: string, failures = 0) =>
  transact(async (tx) => {
    await tx.insert(refreshHosts).values({ host, failures });
  });
const failuresOf = async (host: string) =>
  (await read().select().from(refreshHosts).where(eq(refreshHosts.host, host)))[0]?.failures;

/** Counts up from what it has read; false: somebody else was faster. */
const countUp = (host: string): Promise<boolean> =>
  compareAndSet(async (tx) => {
    const [row] = await tx.select().from(refreshHosts).where(eq(refreshHosts.host, host));
    const seen = row?.failures ?? 0;
    const changed = await tx
      .update(refreshHosts)
      .set({ failures: seen + 1 })
      .where(and(eq(refreshHosts.host, host), eq(refreshHosts.failures, seen)))
      .returning({ host: refreshHosts.host });
    return changed.length > 0;
  });

describe('writes that compare', () => {
  it('lose nothing, however many come at once: each that says so has counted', async () => {
    await add('a');
    const counted = await Promise.all(Array.from({ length: 40 }, () => countUp('a')));
    const times = counted.filter(Boolean).length;
    expect(times).toBeGreaterThan(0);
    expect(await failuresOf('a')).toBe(times);
  });

  it('of neighbours all pass', async () => {
    const hosts = Array.from({ length: 30 }, (_, n) => `n${n}`);
    for (const host of hosts) await add(host);
    expect(await Promise.all(hosts.map(countUp))).toEqual(hosts.map(() => true));
  });

  it('are all undone when the closure throws', async () => {
    await add('undone', 7);
    const failing = compareAndSet(async (tx) => {
      await tx.update(refreshHosts).set({ failures: 8 }).where(eq(refreshHosts.host, 'undone'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await failuresOf('undone')).toBe(7);
  });

  it('are not begun inside of others', async () => {
    await expect(transact(() => countUp('a'))).rejects.toThrow('inside a transaction');
    await expect(compareAndSet(() => countUp('a'))).rejects.toThrow('inside a transaction');
  });
});
