import { z } from 'zod';
import { selectionMax, type ShownState } from '#lib/credentials/schema.ts';

const id = z.string().min(1).max(60);

export const checkInput = z.strictObject({ id });
export const checksInput = z.strictObject({ ids: z.array(id).min(1).max(selectionMax) });

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
