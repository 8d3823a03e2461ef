import { z } from 'zod';
import { scopes } from '#lib/access.ts';

export type { CreatedKeyDto } from '#lib/api-keys/schema.ts';

export const newUserToken = z.strictObject({
  /** Left out: those of the key it is made with. */
  scopes: z.array(z.enum(scopes)).min(1, 'Choose what it may do.').max(scopes.length).optional(),
  /** Epoch milliseconds. Left out: as late as it may be. */
  expiresAt: z.number().int().min(0).max(8_640_000_000_000_000).optional(),
});
export type NewUserToken = z.output<typeof newUserToken>;
