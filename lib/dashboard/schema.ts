import { z } from 'zod';
import { listFilter, type AppForm, type ShownState, type Tick } from '#lib/credentials/schema.ts';
import { storableText } from '#lib/names.ts';

/** The filters of a list, over all apps at once. */
export const boardFilter = listFilter.omit({ after: true }).extend({ category: z.array(storableText(60)).nullish() });
export type BoardFilter = z.output<typeof boardFilter>;

export const plotDays = 30;
export const expiryDays = 45;

export interface Card {
  readonly component: string;
  readonly name: string;
  readonly category: string;
  readonly icon: AppForm['icon'];
  readonly count: number;
  readonly worst: ShownState | null;
  /** How many are in the worst state. */
  readonly worstCount: number;
  /** The nearest expiry among them, for the words of an expiring card. */
  readonly expiresAt: number | null;
  readonly ticks: readonly Tick[];
  /** Flows with a step of this app that still needs a credential. */
  readonly waiting: number;
  /** Set where the manifest cannot be read or has left the catalogue: the card keeps its place and says so. */
  readonly broken: 'CAT-102' | null;
}

export interface Health {
  readonly total: number;
  readonly checkedAt: number | null;
  readonly tallies: Readonly<Record<ShownState, number>>;
  readonly days: readonly { readonly day: number; readonly works: number; readonly fails: number }[];
  readonly expiries: readonly {
    readonly id: string;
    readonly name: string;
    readonly component: string;
    readonly at: number;
  }[];
}

export interface Board {
  readonly health: Health;
  readonly inUse: readonly Card[];
  /** Without a credential here, and flows need one. */
  readonly waiting: readonly Card[];
  readonly others: readonly Card[];
  readonly categories: readonly string[];
}
