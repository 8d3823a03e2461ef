import { z } from 'zod';
import { selectionMax } from '#lib/credentials/schema.ts';
import { rowId } from '#lib/names.ts';

export const trashInput = z.strictObject({ ids: z.array(rowId).min(1).max(selectionMax) });
export const trashPageSize = 50;

export interface TrashRow {
  readonly id: string;
  readonly name: string;
  readonly component: string;
  readonly environment: string;
  readonly deletedAt: number;
  readonly deletedBy: string;
  readonly purgeAt: number;
}

export interface TrashPage {
  readonly rows: readonly TrashRow[];
  readonly next: string | null;
}

export interface DeletedDto {
  readonly names: readonly string[];
  readonly restorableUntil: number;
}

export interface RestoredDto {
  readonly id: string;
  readonly name: string;
  readonly component: string;
  /** True where another credential had taken the name meanwhile. */
  readonly isRenamed: boolean;
}
