import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { env } from '#lib/env.ts';
import { AppError } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import { networkOf } from '#lib/networks.ts';

/**
 * How much of a minute each key has left, in the memory of this program: a brake for runaway clients, not a bill. Several
 * programs give a key as many shares.
 */
const windowSeconds = 60;
const refusalsPerMinute = 600;

let byKey: RateLimiterMemory | undefined;
const byNetwork = new RateLimiterMemory({ points: refusalsPerMinute, duration: windowSeconds });

export interface Share {
  readonly limit: number;
  readonly remaining: number;
  readonly resetSeconds: number;
  /** This request is one more than there were: tell its client so, and refuse it. */
  readonly isOver: boolean;
}

export async function spendOne(keyId: string): Promise<Share> {
  byKey ??= new RateLimiterMemory({ points: env.apiRequestsPerMinute, duration: windowSeconds });
  const { isOver, remaining, resetSeconds } = await spend(byKey, keyId);
  return { limit: byKey.points, remaining, resetSeconds, isOver };
}

/**
 * What is refused before a key is known, of one network: guessing is hopeless, filling the log is not. A key is looked up
 * all the same, as the next may be a right one behind the same address.
 * @throws AppError RATE_LIMITED
 */
export async function spendRefusal(address: string): Promise<void> {
  const { isOver, resetSeconds } = await spend(byNetwork, networkOf(address));
  if (isOver) throw tooMany(resetSeconds);
}

export const tooMany = (retryAfterSeconds: number): AppError =>
  new AppError('RATE_LIMITED', `Too many requests. Try again in ${retryAfterSeconds} s.`, { retryAfterSeconds });

async function spend(limiter: RateLimiterMemory, who: string) {
  try {
    return standing(await limiter.consume(who), false);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const over = standing(error, true);
    if (error.consumedPoints === limiter.points + 1)
      log.info({ code: 'RATE_LIMITED', who, resetSeconds: over.resetSeconds }, 'over its limit');
    return over;
  }
}

const standing = ({ remainingPoints, msBeforeNext }: RateLimiterRes, isOver: boolean) => ({
  remaining: remainingPoints,
  resetSeconds: Math.max(1, Math.ceil(msBeforeNext / 1_000)),
  isOver,
});
