import { z } from 'zod';
import { rowId } from '#lib/names.ts';

/** One transaction takes back this many; a larger import is taken back in batches. */
export const undoneAtOnceMax = 500;

export const undoInput = z.strictObject({ id: rowId });

export type UndoneDto =
  /** The job goes on with it. */
  | { readonly kind: 'begun' }
  | {
      readonly kind: 'undone';
      /** Created by the import, now in the trash. */
      readonly trashed: number;
      /** Overridden by it, with their former value again. */
      readonly reverted: number;
      readonly at: number;
    };
