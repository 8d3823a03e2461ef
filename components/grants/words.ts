import type { StateName } from '#components/ui/states.ts';
import { timeWords } from '#components/ui/time-words.ts';
import { minuteMs } from '#lib/clock.ts';
import type { GrantDto } from '#lib/grants/schema.ts';

export const grantTypeWords: Record<GrantDto['grantType'], string> = {
  authorization_code: 'A person signed in at the app',
  client_credentials: 'The OAuth app itself, for nobody',
  password: 'User name and password',
};

export interface GrantStanding {
  readonly mark: StateName;
  readonly words: string;
}

/** What a credential's page and lists know of a grant alike. */
type Kept = Pick<GrantDto, 'state' | 'isRefreshing' | 'refreshDueAt' | 'accessExpiresAt' | 'appId'>;

const soonMs = 5 * minuteMs;

/** How the tokens of a credential stand, in two or three words. Green only where somebody keeps them alive. */
export function standingOf(grant: Kept, now: number): GrantStanding {
  const { state, refreshDueAt } = grant;
  if (grant.isRefreshing) return { mark: 'verifying', words: 'Refreshing now' };
  if (state === 'reconnect') return { mark: 'reconnect', words: 'Reconnect needed' };
  if (state === 'retrying') return { mark: 'expiring', words: 'Retrying' };
  if (state === 'stopped') return { mark: 'not_testable', words: 'Stopped by a person' };
  if (refreshDueAt !== null)
    return { mark: 'passed', words: refreshDueAt <= now + soonMs ? 'Refreshing soon' : 'Kept fresh' };
  return grant.accessExpiresAt === null
    ? { mark: 'passed', words: 'Connected' }
    : { mark: 'unverified', words: 'Cannot be refreshed' };
}

/** When it is refreshed next, or why not. */
export function nextWords(grant: Kept, now: number): string {
  const { state, refreshDueAt } = grant;
  if (grant.isRefreshing) return 'Now';
  if (refreshDueAt !== null)
    return refreshDueAt <= now ? lateWords(now - refreshDueAt) : timeWords(refreshDueAt, now, 'UTC');
  if (state === 'reconnect') return 'After somebody signs in';
  if (state === 'stopped') return 'When somebody resumes it';
  if (grant.accessExpiresAt === null) return 'Never: the token has no end';
  return grant.appId === null ? 'Never: its OAuth app is not here' : 'Never: nothing to refresh it with';
}

export const lateWords = (ms: number): string =>
  ms < minuteMs ? 'Now' : `${Math.floor(ms / minuteMs).toLocaleString('en-GB')} min late`;

/** Whether the page is worth looking at again by itself, and how soon. */
export function lookAgainMs(grant: GrantDto, now: number): number | null {
  if (grant.isRefreshing) return 3_000;
  const isNear = grant.refreshDueAt !== null && grant.refreshDueAt <= now + minuteMs;
  return grant.state === 'retrying' || isNear ? 15_000 : null;
}
