import { queryOptions } from '@tanstack/react-query';
import { watched } from '#lib/polling.ts';
import type { ActionResult } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import type { LiveImportDto } from './schema.ts';

type Describe = (scope: Scope, input: { id: string }) => Promise<ActionResult<LiveImportDto>>;

export const liveImportKeys = {
  one: ({ tenant, workspace }: Scope, id: string) => [tenant, workspace, 'live-imports', id] as const,
};

/** How far a file of connections is. */
export const liveImportOptions = (scope: Scope, known: LiveImportDto, describe: Describe) =>
  queryOptions(
    watched({
      queryKey: liveImportKeys.one(scope, known.id),
      known,
      look: () => describe(scope, { id: known.id }),
      isGoingOn: ({ state }) => state === 'running',
    }),
  );
