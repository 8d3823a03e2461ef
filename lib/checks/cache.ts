import { queryOptions } from '@tanstack/react-query';
import type { ActionResult } from '#lib/result.ts';
import type { Standing } from './schema.ts';

interface Scope {
  readonly tenant: string;
  readonly workspace: string;
}

/** Each second for the first minute, then more calmly. */
const pollMs = (asked: number): number => (asked < 60 ? 1_000 : 5_000);

export const checkKeys = {
  standings: ({ tenant, workspace }: Scope, ids: readonly string[]) => [tenant, workspace, 'checks', ...ids] as const,
};

/** Asks again as long as one of these checks has not come back; a refusal ends it. */
export const standingsOptions = (
  scope: Scope,
  ids: readonly string[],
  list: (scope: Scope, input: { ids: string[] }) => Promise<ActionResult<Standing[]>>,
) =>
  queryOptions({
    queryKey: checkKeys.standings(scope, ids),
    queryFn: () => list(scope, { ids: [...ids] }),
    enabled: ids.length > 0,
    staleTime: 0,
    gcTime: 0,
    refetchInterval: ({ state: { data, dataUpdateCount } }) =>
      data && !(data.ok && isAnyWaiting(data.value)) ? false : pollMs(dataUpdateCount),
  });

export const isAnyWaiting = (standings: readonly Standing[]): boolean => standings.some((one) => one.isWaiting);
