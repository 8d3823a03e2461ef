import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { env } from '#lib/env.ts';
import { AppError } from '#lib/errors.ts';
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
}

/** @throws AppError RATE_LIMITED with `retryAfterSeconds` */
export async function spendOne(keyId: string): Promise<Share> {
  byKey ??= new RateLimiterMemory({ points: env.apiRequestsPerMinute, duration: windowSeconds });
  const left = await spend(byKey, keyId);
  return { limit: byKey.points, remaining: left.remainingPoints, resetSeconds: Math.ceil(left.msBeforeNext / 1_000) };
}

/** Wrong keys from one network: guessing is hopeless, filling the log is not. */
export async function spendRefusal(address: string): Promise<void> {
  await spend(byNetwork, networkOf(address));
}

async function spend(limiter: RateLimiterMemory, who: string): Promise<RateLimiterRes> {
  try {
    return await limiter.consume(who);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const retryAfterSeconds = Math.max(1, Math.ceil(error.msBeforeNext / 1_000));
    throw new AppError('RATE_LIMITED', `Too many requests. Try again in ${retryAfterSeconds} s.`, {
      retryAfterSeconds,
    });
  }
}
