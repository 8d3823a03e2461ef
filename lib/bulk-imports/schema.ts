import { z } from 'zod';
import { rowId } from '#lib/names.ts';

export const applyPlanInput = z.strictObject({
  id: rowId,
  /** The person confirmed a signer this tenant did not know. */
  acceptSigner: z.boolean(),
});
export type ApplyPlanInput = z.output<typeof applyPlanInput>;

export const stopInput = z.strictObject({ id: rowId });
