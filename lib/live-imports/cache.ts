import { queryOptions } from '@tanstack/react-query';
import { runLookMs } from '#lib/import-runs/schema.ts';
import type { ActionResult } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import type { LiveImportDto } from './schema.ts';

type Describe = (scope: Scope, input: { id: string }) => Promise<ActionResult<LiveImportDto>>;

export const liveImportKeys = {
  one: ({ tenant, workspace }: Scope, id: string) => [tenant, workspace, 'live-imports', id] as const,
};

/** How far a file of connections is. */
export const liveImportOptions = (scope: Scope, known: LiveImportDto, describe: Describe) =>
  queryOptions({
    queryKey: liveImportKeys.one(scope, known.id),
    queryFn: async () => {
      const result = await describe(scope, { id: known.id });
      if (!result.ok) throw new Error(result.message);
      return result.value;
    },
    initialData: known,
    retry: false,
    staleTime: 0,
    gcTime: 0,
    refetchInterval: ({ state }) => runLookMs(state.status !== 'error' && state.data?.state === 'running'),
  });
