import { queryOptions } from '@tanstack/react-query';
import type { ActionResult } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import type { ImportStandings } from './schema.ts';

type Standings = (scope: Scope, input: { id: string }) => Promise<ActionResult<ImportStandings>>;

/** Counting many is work: not each second. */
const lookMs = 2_000;

export const importCheckKeys = {
  standings: ({ tenant, workspace }: Scope, id: string) => [tenant, workspace, 'import-checks', id] as const,
};

/** How what an import stored stands, looked at for as long as checks of it are owed. */
export const importStandingsOptions = (scope: Scope, id: string, standings: Standings) =>
  queryOptions({
    queryKey: importCheckKeys.standings(scope, id),
    queryFn: async () => {
      const result = await standings(scope, { id });
      if (!result.ok) throw new Error(result.message);
      return result.value;
    },
    retry: false,
    staleTime: 0,
    gcTime: 0,
    refetchInterval: ({ state }) => (state.data && state.data.waiting > 0 ? lookMs : false),
  });
