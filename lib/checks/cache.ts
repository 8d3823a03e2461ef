import { queryOptions } from '@tanstack/react-query';
import type { ActionResult } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import type { Standing } from './schema.ts';

/** Between two looks at owed checks: each second for the first minute, then more calmly. */
export const pollMs = (looks: number): number => (looks < 60 ? 1_000 : 5_000);

export const checkKeys = {
  standings: ({ tenant, workspace }: Scope, ids: readonly string[]) => [tenant, workspace, 'checks', ...ids] as const,
};

/** How these credentials stand now; every look asks the server. */
export const standingsOptions = (
  scope: Scope,
  ids: readonly string[],
  list: (scope: Scope, input: { ids: string[] }) => Promise<ActionResult<Standing[]>>,
) =>
  queryOptions({
    queryKey: checkKeys.standings(scope, ids),
    queryFn: () => list(scope, { ids: [...ids] }),
    staleTime: 0,
    gcTime: 0,
  });

export const isAnyWaiting = (standings: readonly Standing[]): boolean => standings.some((one) => one.isWaiting);
