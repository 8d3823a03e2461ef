import type { Choice, PlanItem } from '#lib/imports/schema.ts';

export type Do = Exclude<Choice, 'skip'>;

/** What a person has chosen so far. */
export interface Picks {
  /** For items that meet a credential here. */
  readonly doing: ReadonlyMap<number, Do>;
  /** Items that stay out. */
  readonly left: ReadonlySet<number>;
}

/** Nothing that runs today changes unless somebody says so: a conflict begins as a new credential beside the old one. */
export const noPicks: Picks = { doing: new Map(), left: new Set() };

export const canImport = (item: PlanItem): boolean => item.outcome !== 'refused';

export const canOverride = (item: PlanItem): boolean =>
  item.conflict !== null && item.conflict.overrideRefused === null;

export function choiceOf(item: PlanItem, picks: Picks): Choice {
  if (!canImport(item) || picks.left.has(item.i)) return 'skip';
  return canOverride(item) ? (picks.doing.get(item.i) ?? 'create') : 'create';
}

export function pick(picks: Picks, item: PlanItem, wanted: Do): Picks {
  return { doing: new Map(picks.doing).set(item.i, wanted), left: without(picks.left, item.i) };
}

/** One choice for all conflicts; what may not be overridden is created. Items left out stay out. */
export function pickForAll(picks: Picks, items: readonly PlanItem[], wanted: Do): Picks {
  const doing = new Map(picks.doing);
  for (const item of conflictsIn(items)) if (canOverride(item)) doing.set(item.i, wanted);
  return { ...picks, doing };
}

export function include(picks: Picks, item: PlanItem, isIncluded: boolean): Picks {
  return { ...picks, left: isIncluded ? without(picks.left, item.i) : new Set([...picks.left, item.i]) };
}

/** After the plan was read again: what still fits. An override stays only where it meets the same credential. */
export function carryOver(picks: Picks, before: readonly PlanItem[], now: readonly PlanItem[]): Picks {
  const metBefore = new Map(before.map((item) => [item.i, item.conflict?.id]));
  const fits = now.filter((item) => item.conflict !== null && item.conflict.id === metBefore.get(item.i));
  const kept = new Set(fits.map((item) => item.i));
  return { ...picks, doing: new Map([...picks.doing].filter(([i]) => kept.has(i))) };
}

export const choicesOf = (items: readonly PlanItem[], picks: Picks): { i: number; do: Choice }[] =>
  items.map((item) => ({ i: item.i, do: choiceOf(item, picks) }));

export const conflictsIn = (items: readonly PlanItem[]): PlanItem[] =>
  items.filter((item) => item.outcome === 'conflict');

export function countsOf(items: readonly PlanItem[], picks: Picks): Record<Choice, number> {
  const counts = { create: 0, override: 0, skip: 0 };
  for (const item of items) counts[choiceOf(item, picks)] += 1;
  return counts;
}

function without(set: ReadonlySet<number>, i: number): Set<number> {
  const rest = new Set(set);
  rest.delete(i);
  return rest;
}
