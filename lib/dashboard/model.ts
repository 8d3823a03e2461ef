import type { CatalogEntry } from '#lib/catalog/catalog.ts';
import { iconOf } from '#lib/catalog/icons.ts';
import { shownState, ticksOf, worstOf } from '#lib/credentials/model.ts';
import { shownStates, type ShownState } from '#lib/credentials/schema.ts';
import type { Card } from './schema.ts';

/** Credentials of one component in one stored state, told apart by whether they expire soon. */
export interface Group {
  readonly component: string;
  readonly state: string;
  readonly isSoon: boolean;
  readonly n: number;
  readonly expiresAt: number | null;
}

export interface ComponentDay {
  readonly component: string;
  readonly day: number;
  readonly outcome: 'passed' | 'failed' | 'not_testable';
  readonly n: number;
}

export const stateOfGroup = (group: Group): ShownState => shownState(group.state, group.isSoon ? 0 : null, 1);

export function talliesOf(groups: readonly Group[]): Record<ShownState, number> {
  const tallies = Object.fromEntries(shownStates.map((state) => [state, 0])) as Record<ShownState, number>;
  for (const group of groups) tallies[stateOfGroup(group)] += group.n;
  return tallies;
}

export function cardOf(
  entry: CatalogEntry,
  groups: readonly Group[],
  days: readonly ComponentDay[],
  { today, waiting }: { today: number; waiting: number },
): Card {
  const worst = worstOf(groups.map(stateOfGroup));
  const inWorst = groups.filter((group) => stateOfGroup(group) === worst);
  const expiries = inWorst.flatMap((group) => (group.expiresAt === null ? [] : [group.expiresAt]));
  return {
    component: entry.id,
    name: entry.name,
    category: 'broken' in entry ? '' : entry.category,
    icon: iconOf(entry),
    count: groups.reduce((sum, group) => sum + group.n, 0),
    worst: 'broken' in entry && groups.length > 0 ? 'unreadable' : worst,
    worstCount: inWorst.reduce((sum, group) => sum + group.n, 0),
    expiresAt: expiries.length > 0 ? Math.min(...expiries) : null,
    ticks: ticksOf(days, today),
    waiting,
    broken: 'broken' in entry ? entry.broken : null,
  };
}

const rank = (card: Card): number => (card.worst === null ? shownStates.length : shownStates.indexOf(card.worst));

/** Worst first, then by name. */
export const byWorst = (a: Card, b: Card): number => rank(a) - rank(b) || a.name.localeCompare(b.name, 'en');

/** What most flows wait for, first. */
export const byWaiting = (a: Card, b: Card): number => b.waiting - a.waiting || a.name.localeCompare(b.name, 'en');
