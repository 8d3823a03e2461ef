import { z } from 'zod';
import type { ConflictDto } from '#lib/conflicts/schema.ts';
import type { AppForm } from '#lib/credentials/schema.ts';
import { confirmedInput, type FileDto } from '#lib/files/schema.ts';

/** One transaction holds this many; a larger file is read into a plan first, and stored in batches. */
export const itemsMax = 500;

export const choices = ['create', 'override', 'skip'] as const;
export type Choice = (typeof choices)[number];

export const applyInput = confirmedInput.extend({
  choices: z.array(z.strictObject({ i: z.number().int(), do: z.enum(choices) })).max(itemsMax),
});
export type ApplyInput = z.output<typeof applyInput>;

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
  /** Too many items for one look: `lib/import-plans` reads it. */
  | { readonly kind: 'large'; readonly file: FileDto }
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
