import { z } from 'zod';
import type { AppForm } from '#lib/credentials/schema.ts';
import { confirmedInput, type FileDto } from '#lib/files/schema.ts';

/** One transaction holds this many; a larger file is split before it is exported. */
export const itemsMax = 500;

export const choices = ['create', 'override', 'skip'] as const;
export type Choice = (typeof choices)[number];

export const applyInput = confirmedInput.extend({
  choices: z.array(z.strictObject({ i: z.number().int(), do: z.enum(choices) })).max(itemsMax),
});
export type ApplyInput = z.output<typeof applyInput>;

export interface DiffRow {
  readonly label: string;
  readonly here: string;
  readonly file: string;
  readonly isChanged: boolean;
}

export interface ConflictDto {
  readonly by: 'name' | 'identifier' | 'both';
  readonly id: string;
  readonly name: string;
  readonly activeFlows: readonly string[];
  /** Why an override is not possible for this item. */
  readonly overrideRefused: string | null;
  /** What is here was saved later than what is in the file. Epoch milliseconds. */
  readonly older: { readonly file: number; readonly here: number } | null;
  readonly diff: readonly DiffRow[];
}

export interface PlanItem {
  readonly i: number;
  readonly name: string;
  readonly identifier: string | null;
  readonly component: string;
  readonly componentName: string;
  readonly icon: AppForm['icon'];
  readonly environment: string;
  readonly outcome: 'new' | 'conflict' | 'refused';
  /** Why this item cannot be imported. */
  readonly reason: string | null;
  readonly conflict: ConflictDto | null;
  /** What a Create is called here. */
  readonly createName: string;
  readonly ignored: readonly string[];
}

export type ReadResult =
  | { readonly kind: 'passphrase'; readonly file: FileDto }
  | { readonly kind: 'plan'; readonly file: FileDto; readonly token: string; readonly items: readonly PlanItem[] };

export interface AppliedDto {
  readonly importId: string;
  readonly created: readonly AppliedItem[];
  readonly overridden: readonly AppliedItem[];
  readonly skipped: number;
  readonly isVerifying: boolean;
  readonly undoableUntil: number;
}

export interface AppliedItem {
  readonly id: string;
  readonly name: string;
  readonly component: string;
}
