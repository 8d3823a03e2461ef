import { z } from 'zod';
import type { AppForm, ShownState, Tick } from '#lib/credentials/schema.ts';
import { authTypes, shownStates } from '#lib/credentials/schema.ts';

export const boardFilter = z.object({
  q: z.string().max(200).nullish(),
  state: z.array(z.enum(shownStates)).nullish(),
  authType: z.array(z.enum(authTypes)).nullish(),
  category: z.array(z.string().max(60)).nullish(),
  environment: z.array(z.string().max(40)).nullish(),
});
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
  readonly others: readonly Card[];
  readonly categories: readonly string[];
}
