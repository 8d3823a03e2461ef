import { z } from 'zod';
import { selectionMax } from '#lib/credentials/schema.ts';
import { rowId } from '#lib/names.ts';
import { revokedAtOnceMax, type Revocation } from '#lib/revocations/schema.ts';

const ids = z.array(rowId).min(1).max(selectionMax);
export const trashInput = z.strictObject({ ids });
export const deleteInput = z
  .strictObject({
    ids,
    /** Their apps are asked to end what they gave, too. */
    revoke: z.boolean().default(false),
  })
  .refine(
    ({ ids: given, revoke }) => !revoke || given.length <= revokedAtOnceMax,
    `At most ${revokedAtOnceMax} at once.`,
  );
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
  /** Of those whose app was asked to end what it gave. */
  readonly revocations: readonly Revocation[];
}

export interface RestoredDto {
  readonly id: string;
  readonly name: string;
  readonly component: string;
  /** True where another credential had taken the name meanwhile. */
  readonly isRenamed: boolean;
}
