import { z } from 'zod';
import type { FileDto } from '#lib/files/schema.ts';
import type { RunDto } from '#lib/import-runs/schema.ts';
import { choices, type PlanItem } from '#lib/imports/schema.ts';
import { rowId } from '#lib/names.ts';

export const planPageSize = 50;

export const planFilters = ['all', 'new', 'conflict', 'refused'] as const;
export type PlanFilter = (typeof planFilters)[number];

export const planInput = z.strictObject({ id: rowId });
export const planItemsInput = planInput.extend({
  filter: z.enum(planFilters),
  /** The number of the last item that was seen; 0 for the first page. */
  after: z.number().int().min(0).max(1_000_000),
});
export type PlanItemsInput = z.output<typeof planItemsInput>;

const choice = z.enum(choices);

export const chooseInput = planInput.extend({ i: z.number().int().min(1).max(1_000_000), do: choice });
export type ChooseInput = z.output<typeof chooseInput>;

/** For every conflict that has no choice of its own; what may not be overridden is created. */
export const chooseAllInput = planInput.extend({ do: choice });
export type ChooseAllInput = z.output<typeof chooseAllInput>;

/** Of an address: which items are shown, from where on. */
export const planFilter = z.enum(planFilters).catch('all');

/** A large file that was read: what is in it, and what it would do. */
export interface PlanDto {
  readonly id: string;
  readonly run: RunDto;
  readonly file: FileDto;
  readonly counts: { readonly new: number; readonly conflict: number; readonly refused: number };
  /** Null: nobody has said yet what happens to conflicts. */
  readonly forConflicts: z.output<typeof choice> | null;
  /** What an apply would do by now; `open`: conflicts that still want a choice. */
  readonly doing: { readonly create: number; readonly override: number; readonly skip: number; readonly open: number };
  readonly expiresAt: number;
}

/** A plan in the list of imports. */
export interface OpenPlan {
  readonly id: string;
  readonly fileName: string;
  readonly fileBytes: number;
  readonly run: RunDto;
  readonly expiresAt: number;
}

/** An item of the plan, and what is chosen for it. */
export interface PlannedItem extends PlanItem {
  readonly choice: z.output<typeof choice>;
  /** Chosen for it alone. */
  readonly isOwn: boolean;
  /** Nobody has said yet what happens to it; until then it would be created beside. */
  readonly isOpen: boolean;
}

export interface PlanItemsPage {
  readonly items: readonly PlannedItem[];
  readonly next: number | null;
}
