import { z } from 'zod';
import { selectionMax } from '#lib/credentials/schema.ts';
import { environmentLabel, rowId } from '#lib/names.ts';

export const environmentInput = z.strictObject({
  ids: z.array(rowId).min(1).max(selectionMax),
  environment: environmentLabel,
});
