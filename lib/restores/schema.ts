import { z } from 'zod';
import { rowId } from '#lib/names.ts';

export const restoreInput = z.strictObject({ id: rowId, revision: z.number().int(), number: z.int32().min(1) });
export type RestoreInput = z.output<typeof restoreInput>;
