import { z } from 'zod';
import { rowId } from '#lib/names.ts';

export const importChecksInput = z.strictObject({ id: rowId });

/** How the credentials of an import stand; those that are in the trash or gone are not counted. */
export interface ImportStandings {
  /** Checks that are owed and have not come back; these credentials are in no other figure. */
  readonly waiting: number;
  readonly passed: number;
  readonly failed: number;
  readonly reconnect: number;
  readonly notTestable: number;
  readonly unverified: number;
  readonly unreadable: number;
}
