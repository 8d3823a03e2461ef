import { lateWords } from '#components/grants/words.ts';
import type { StateName } from '#components/ui/states.ts';
import { amount } from '#components/ui/words.ts';
import type { Freshness, FreshState } from '#lib/freshness/schema.ts';

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
