import { z } from 'zod';
import { listFilter, selectionMax } from '#lib/credentials/schema.ts';
import { rowId } from '#lib/names.ts';

/** Credentials looked at in one go: opened, measured, and written in one transaction of a few milliseconds. */
export const pageSize = 100;

/** Which credentials: chosen one by one, those the list of an app shows under a filter, or all of the workspace. */
export const selectionShapes = {
  selected: z.strictObject({ scope: z.literal('selected'), ids: z.array(rowId).min(1).max(selectionMax) }),
  app: z.strictObject({ scope: z.literal('app'), component: rowId, filter: listFilter.omit({ after: true }) }),
  all: z.strictObject({ scope: z.literal('all') }),
};

export const selection = z.discriminatedUnion('scope', [
  selectionShapes.selected,
  selectionShapes.app,
  selectionShapes.all,
]);
export type Selection = z.output<typeof selection>;
