import { queryOptions } from '@tanstack/react-query';
import { selectionMax } from '#lib/credentials/schema.ts';
import type { Standing } from '#lib/checks/schema.ts';
import { valueOf } from '#lib/polling.ts';
import type { ActionResult } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

type ListStandings = (scope: Scope, input: { ids: string[] }) => Promise<ActionResult<readonly Standing[]>>;

const soonMs = 1_000;
const laterMs = 5_000;
/** Looks this often at the short distance; after that somebody is only waiting for a slow app. */
const soonLooks = 30;

export const importKeys = {
  standings: (scope: Scope, ids: readonly string[]) =>
    [scope.tenant, scope.workspace, 'imports', 'standings', ids] as const,
};

/** As many at a time as one call takes. */
export const inBatches = (ids: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(ids.length / selectionMax) }, (_, at) =>
    ids.slice(at * selectionMax, (at + 1) * selectionMax),
  );

export const isSettled = (standings: readonly Standing[] | undefined): boolean =>
  standings !== undefined && standings.every((one) => !one.isWaiting);

/** How the imported credentials stand, asked for until every check has come back or an answer fails. */
export const standingsOptions = (scope: Scope, ids: readonly string[], list: ListStandings) =>
  queryOptions({
    queryKey: importKeys.standings(scope, ids),
    queryFn: async () => {
      const standings: Standing[] = [];
      for (const batch of inBatches(ids)) standings.push(...valueOf(await list(scope, { ids: batch })));
      return standings;
    },
    retry: false,
    staleTime: 0,
    refetchInterval: ({ state }) => {
      if (state.status === 'error' || isSettled(state.data)) return false;
      return state.dataUpdateCount < soonLooks ? soonMs : laterMs;
    },
  });
