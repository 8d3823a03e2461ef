import { queryOptions } from '@tanstack/react-query';
import { valueOf } from '#lib/polling.ts';
import type { ActionResult } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import type { ImportStandings } from './schema.ts';

type Standings = (scope: Scope, input: { id: string }) => Promise<ActionResult<ImportStandings>>;

const lookMs = 2_000;
const lookMsMax = 10_000;
/** Counting 100,000 takes a third of a second: 10 s until it is done again. */
const countedPerMs = 10;

/** What of an import is here, whatever it came to. */
export const storedIn = (standings: ImportStandings): number =>
  Object.values(standings).reduce((sum, one) => sum + one, 0);

/** Milliseconds until the next look, as long as there is something to wait for. */
export const lookAgainMs = (standings: ImportStandings): number | false =>
  standings.waiting > 0 && Math.min(Math.max(storedIn(standings) / countedPerMs, lookMs), lookMsMax);

export const importCheckKeys = {
  standings: ({ tenant, workspace }: Scope, id: string) => [tenant, workspace, 'import-checks', id] as const,
};

/** How what an import stored stands, looked at for as long as checks of it are owed. */
export const importStandingsOptions = (scope: Scope, id: string, standings: Standings) =>
  queryOptions({
    queryKey: importCheckKeys.standings(scope, id),
    queryFn: async () => valueOf(await standings(scope, { id })),
    retry: false,
    staleTime: 0,
    gcTime: 0,
    refetchInterval: ({ state }) => state.data !== undefined && lookAgainMs(state.data),
  });
