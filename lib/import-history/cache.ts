import { queryOptions } from '@tanstack/react-query';
import { watched } from '#lib/polling.ts';
import type { ActionResult } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import type { ImportProgress } from './schema.ts';

type Describe = (scope: Scope, input: { id: string }) => Promise<ActionResult<ImportProgress>>;

export const importKeys = {
  one: ({ tenant, workspace }: Scope, id: string) => [tenant, workspace, 'imports', id] as const,
};

export const isGoingOn = ({ state }: Pick<ImportProgress, 'state'>): boolean =>
  state === 'applying' || state === 'undoing';

/** How far a large import or its undo is. */
export const importOptions = (scope: Scope, known: ImportProgress, describe: Describe) =>
  queryOptions(
    watched({
      queryKey: importKeys.one(scope, known.id),
      known,
      look: () => describe(scope, { id: known.id }),
      isGoingOn,
    }),
  );
