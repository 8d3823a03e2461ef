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

const soonMs = 5 * minuteMs;

/** How the tokens of a credential stand, in two or three words. */
export function standingOf(grant: GrantDto, now: number): GrantStanding {
  if (grant.isRefreshing) return { mark: 'verifying', words: 'Refreshing now' };
  if (grant.state === 'reconnect') return { mark: 'reconnect', words: 'Reconnect needed' };
  if (grant.state === 'retrying') return { mark: 'expiring', words: 'Retrying' };
  if (grant.state === 'stopped') return { mark: 'not_testable', words: 'Stopped by a person' };
  if (!grant.canRefresh) return idleStanding(grant);
  const isSoon = grant.refreshDueAt !== null && grant.refreshDueAt <= now + soonMs;
  return { mark: 'passed', words: isSoon ? 'Refreshing soon' : 'Kept fresh' };
}

const idleStanding = ({ accessExpiresAt }: GrantDto): GrantStanding =>
  accessExpiresAt === null
    ? { mark: 'passed', words: 'Connected' }
    : { mark: 'unverified', words: 'Cannot be refreshed' };

/** When it is refreshed next, or why not. */
export function nextWords(grant: GrantDto, now: number): string {
  if (grant.isRefreshing) return 'Now';
  if (grant.refreshDueAt !== null) return grant.refreshDueAt <= now ? 'Now' : timeWords(grant.refreshDueAt, now, 'UTC');
  if (grant.state === 'reconnect') return 'After somebody signs in';
  if (grant.state === 'stopped') return 'When somebody resumes it';
  if (grant.accessExpiresAt === null) return 'Never: the token has no end';
  return grant.appId === null ? 'Never: its OAuth app is not here' : 'Never: nothing to refresh it with';
}

/** What was asked for and not given. Empty where the provider has not said what it gave. */
export const missingScopes = ({ scopesAsked, scopesGranted }: GrantDto): readonly string[] =>
  scopesGranted === null ? [] : scopesAsked.filter((scope) => !scopesGranted.includes(scope));

/** Whether the page is worth looking at again by itself, and how soon. */
export function lookAgainMs(grant: GrantDto, now: number): number | null {
  if (grant.isRefreshing) return 3_000;
  const isNear = grant.refreshDueAt !== null && grant.refreshDueAt <= now + minuteMs;
  return grant.state === 'retrying' || isNear ? 15_000 : null;
}
