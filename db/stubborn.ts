import { setTimeout as pause } from 'node:timers/promises';
import { isAppError, isPassing } from '#lib/errors.ts';
import { transact, type Closure } from './client.ts';

const triesMax = 8;

/**
 * Rows that are neighbours are written at the same moment, and PostgreSQL refuses most of the writers at first. What
 * others were asked for once is not thrown away for that.
 */
export async function transactStubbornly<T>(closure: Closure<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await transact(closure);
    } catch (error) {
      if (!isAppError(error, 'BUSY') || tries === triesMax) throw error;
    }
  }
}

const restMs = { min: 50, max: 2_000 };

/**
 * For what exists nowhere else yet: any trouble of the database is waited out, up to `patienceMs`. A refusal of our own
 * ends it at once; BUSY is none.
 */
export async function patiently<T>(write: () => Promise<T>, patienceMs: number): Promise<T> {
  const givesUpAt = performance.now() + patienceMs;
  for (let restsMs = restMs.min; ; restsMs = Math.min(restMs.max, restsMs * 2)) {
    try {
      return await write();
    } catch (error) {
      if (!isPassing(error) || performance.now() > givesUpAt) throw error;
    }
    await pause(restsMs);
  }
}
