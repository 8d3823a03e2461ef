import type { StateName } from '#components/ui/states.ts';
import { timeWords } from '#components/ui/time-words.ts';
import { amount } from '#components/ui/words.ts';
import { minuteMs } from '#lib/clock.ts';
import type { Freshness, FreshRow, FreshState } from '#lib/freshness/schema.ts';

export const freshWords: Record<FreshState, string> = {
  reconnect: 'Reconnect needed',
  retrying: 'Retrying',
  live: 'Connected',
  stopped: 'Stopped',
};

export const freshMarks: Record<FreshState, StateName> = {
  reconnect: 'reconnect',
  retrying: 'expiring',
  live: 'passed',
  stopped: 'not_testable',
};

const soonMs = 5 * minuteMs;

/** How one of them stands: more exactly than its state, as a token that nobody renews is not kept fresh. */
export function standingOf(row: FreshRow, now: number): { mark: StateName; words: string } {
  if (row.isRefreshing) return { mark: 'verifying', words: 'Refreshing' };
  const own = { mark: freshMarks[row.state], words: freshWords[row.state] };
  if (row.state !== 'live') return own;
  if (row.dueAt !== null) return { ...own, words: row.dueAt <= now + soonMs ? 'Refreshing soon' : 'Kept fresh' };
  return row.accessExpiresAt === null ? own : { mark: 'unverified', words: 'Not refreshed' };
}

/** When its token is refreshed next, or why never. */
export function dueWords(row: FreshRow, now: number): string {
  if (row.isRefreshing) return 'Now';
  if (row.dueAt !== null) return row.dueAt <= now ? lateWords(now - row.dueAt) : timeWords(row.dueAt, now, 'UTC');
  if (row.state === 'reconnect') return 'After somebody signs in';
  if (row.state === 'stopped') return 'Stopped by a person';
  return row.accessExpiresAt === null ? 'Never: the token has no end' : 'Never: nothing to refresh it with';
}

const lateWords = (ms: number): string =>
  ms < minuteMs ? 'Now' : `${Math.floor(ms / minuteMs).toLocaleString('en-GB')} min late`;

/** Whether refreshing keeps up, in a sentence. */
export function lagWords({ overdue, oldestDueAt }: Pick<Freshness, 'overdue' | 'oldestDueAt'>, now: number): string {
  if (overdue === 0 || oldestDueAt === null) return 'Nothing is late';
  return `${amount(overdue, 'token')} late, the first ${lateWords(now - oldestDueAt)}`;
}

const codes: Readonly<Record<string, string>> = {
  'OUT-102': 'Its name is not found',
  'OUT-103': 'It is a private address that is not allowed',
  'OUT-105': 'It refuses connections',
  'OUT-106': 'It does not answer in time',
  'OUT-107': 'Its encryption fails',
  'OUT-108': 'It ends connections in the middle',
};

/** What a token endpoint does instead of answering. */
export const hostTrouble = (code: string | null): string =>
  code === null ? 'It does not answer as it should' : (codes[code] ?? `It answers ${code.replaceAll('_', ' ')}`);

/** `In the next 90 days 14 credentials end, 3 of them within 14 days. First Stripe live, 29 Nov 2026.` */
export function aheadWords(perDay: readonly number[], soonDays: number, first: string | null): string {
  const sum = (days: readonly number[]) => days.reduce((all, one) => all + one, 0);
  const [all, soon] = [sum(perDay), sum(perDay.slice(0, soonDays))];
  if (all === 0) return `No credential ends in the next ${perDay.length} days.`;
  const ends = `${amount(all, 'credential')} ${all === 1 ? 'ends' : 'end'}`;
  const within = soon === 0 ? 'none of them' : `${soon.toLocaleString('en-GB')} of them`;
  return `In the next ${perDay.length} days ${ends}, ${within} within ${soonDays} days.${first === null ? '' : ` First ${first}.`}`;
}
