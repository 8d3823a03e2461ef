import { afterEach, expect, it, vi } from 'vitest';
import { readingLimits } from './in-worker.ts';
import { createPool } from './worker-pool.ts';

afterEach(() => {
  vi.useRealTimers();
});

it("a thread that has rested too long is nobody's, also while it is still ending", async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const pool = createPool(readingLimits);
  const first = await pool.take('ten_a');
  pool.give('ten_a', first, false);
  expect(await pool.take('ten_a')).toBe(first);
  pool.give('ten_a', first, false);
  vi.advanceTimersByTime(readingLimits.idleMs);
  const second = await pool.take('ten_a');
  expect(first.ended.aborted).toBe(false);
  expect(second).not.toBe(first);
  pool.give('ten_a', second, true);
});
