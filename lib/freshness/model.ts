import { cursorOf, parseCursor } from '#lib/credentials/model.ts';
import { freshStates, type FreshState } from './schema.ts';

/** Where a page ended: at a time something is due, or, behind all of those, among what is never due. */
export interface FreshPlace {
  readonly dueAt: number | null;
  readonly id: string;
}

export const placeText = ({ dueAt, id }: FreshPlace): string => cursorOf(dueAt === null ? '' : String(dueAt), id);

/** Null: at the start. An address that was tampered with begins there. */
export function parsePlace(text: string | null | undefined): FreshPlace | null {
  const cursor = text ? parseCursor(text) : null;
  if (!cursor) return null;
  if (cursor.key === '') return { dueAt: null, id: cursor.id };
  const dueAt = Number(cursor.key);
  return Number.isSafeInteger(dueAt) ? { dueAt, id: cursor.id } : null;
}

interface Ordered {
  readonly id: string;
  readonly dueAt: number | null;
}

/** What is due first comes first; of what is due at once, by id; what is never due at the end. */
export function byDue(a: Ordered, b: Ordered): number {
  if (a.dueAt !== b.dueAt) return (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity);
  return a.id < b.id ? -1 : 1;
}

interface Counted {
  readonly state: FreshState;
  readonly n: number;
}

/** What there is, without what is in the trash. */
export function talliesOf(all: readonly Counted[], trashed: readonly Counted[]): Record<FreshState, number> {
  const of = (counts: readonly Counted[], state: FreshState) => counts.find((one) => one.state === state)?.n ?? 0;
  const [reconnect, retrying, live, stopped] = freshStates.map((state) => of(all, state) - of(trashed, state));
  return { reconnect: reconnect ?? 0, retrying: retrying ?? 0, live: live ?? 0, stopped: stopped ?? 0 };
}

/** A refresh that begins within this of its time is on time: the job looks every second, and others go first. */
export const graceMs = 30_000;
