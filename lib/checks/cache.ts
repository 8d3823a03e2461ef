import { queryOptions } from '@tanstack/react-query';
import type { ActionResult } from '#lib/result.ts';
import type { Standing } from './schema.ts';

interface Scope {
  readonly tenant: string;
  readonly workspace: string;
}

const pollMs = 1_000;

export const checkKeys = {
  standings: ({ tenant, workspace }: Scope, ids: readonly string[]) => [tenant, workspace, 'checks', ...ids] as const,
};

/** Asks again each second as long as one of these checks has not come back. */
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
    refetchInterval: ({ state }) => (state.data?.ok && !isAnyWaiting(state.data.value) ? false : pollMs),
  });

export const isAnyWaiting = (standings: readonly Standing[]): boolean => standings.some((one) => one.isWaiting);
