import { dateWords, dayWords } from '#components/ui/time-words.ts';
import { amount } from '#components/ui/words.ts';
import { dayMs } from '#lib/clock.ts';
import type { AuthType, ShownState } from '#lib/credentials/schema.ts';

/** Ways to sign in where no manifest is at hand to name its own. */
export const authTypeWords: Record<AuthType, string> = {
  api_key: 'API key',
  basic: 'User and password',
  bearer: 'Token',
  oauth2: 'OAuth 2.0',
  database: 'Database sign-in',
  custom: 'Other',
};

/** `Expires in 8 days`, `Expires today`, `Expired 9 Nov 2026`. Both in epoch milliseconds; days are whole ones, UTC. */
export function expiryWords(at: number, now: number): string {
  const days = Math.floor(at / dayMs) - Math.floor(now / dayMs);
  if (at <= now) return `Expired ${dateWords(at, 'UTC')}`;
  if (days === 0) return 'Expires today';
  return days === 1 ? 'Expires tomorrow' : `Expires in ${days} days`;
}

/** What to do about an end that is near or over: `Replace it before 29 Nov; flows keep running until then.` */
export function endFix(at: number, isSignIn: boolean, now: number): string {
  const verb = isSignIn ? 'Sign in again' : 'Replace it';
  if (at <= now) return `${verb}: flows that use it stop.`;
  return `${verb} before ${dayWords(at, 'UTC')}; flows keep running until then.`;
}

export interface Standing {
  readonly worst: ShownState;
  /** How many are in the worst state, and how many there are. */
  readonly worstCount: number;
  readonly count: number;
  readonly expiresAt: number | null;
}

const nounOf: Record<Exclude<ShownState, 'passed' | 'expiring' | 'reconnect'>, string> = {
  unreadable: 'unreadable',
  failed: 'failed',
  unverified: 'unverified',
  not_testable: 'not testable',
};

/** The worst state of several credentials: `1 failed`, `Expires in 8 days`, `2 of 3 unverified`, `All passed`. */
export function standingWords({ worst, worstCount, count, expiresAt }: Standing, now: number): string {
  if (worst === 'passed') return count === 1 ? 'Passed' : 'All passed';
  if (worst === 'reconnect')
    return count === 1 ? 'Reconnect needed' : `${worstCount.toLocaleString('en-GB')} to reconnect`;
  if (worst === 'expiring') return soonWords(expiresAt, worstCount, count, now);
  if (worst === 'unverified' && count === 1) return 'Unverified';
  return `${worstCount.toLocaleString('en-GB')} ${nounOf[worst]}`;
}

function soonWords(expiresAt: number | null, worstCount: number, count: number, now: number): string {
  if (expiresAt === null) return `${worstCount} expiring`;
  const words = expiryWords(expiresAt, now);
  if (count === 1) return words;
  return worstCount === 1
    ? `1 ${words.charAt(0).toLowerCase()}${words.slice(1)}`
    : `${worstCount} expire, first ${dateWords(expiresAt, 'UTC')}`;
}

/** What a thing done to one or many is called: its name, or how many. */
export const subjectWords = (names: readonly string[]): string =>
  names.length === 1 ? (names[0] ?? '') : amount(names.length, 'credential');
