import { z } from 'zod';
import { rowId } from '#lib/names.ts';
import { selectionMax, type ShownState } from '#lib/credentials/schema.ts';

export const checkInput = z.strictObject({ id: rowId });
export const checksInput = z.strictObject({ ids: z.array(rowId).min(1).max(selectionMax) });

/** Where a credential stands, for a view that watches. */
export interface Standing {
  readonly id: string;
  readonly name: string;
  readonly component: string;
  readonly state: ShownState;
  readonly message: string | null;
  readonly fix: string | null;
  readonly checkedAt: number | null;
  /** A check is owed and has not come back. */
  readonly isWaiting: boolean;
}
