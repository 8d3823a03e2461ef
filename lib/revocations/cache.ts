import { queryOptions } from '@tanstack/react-query';
import type { ActionResult } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

export const revocationKeys = {
  revocable: ({ tenant, workspace }: Scope, ids: readonly string[]) =>
    [tenant, workspace, 'revocations', 'revocable', ...ids] as const,
};

/** The apps that can be asked to end what these credentials hold. */
export const revocableOptions = (
  scope: Scope,
  ids: readonly string[],
  list: (scope: Scope, input: { ids: string[] }) => Promise<ActionResult<readonly string[]>>,
) =>
  queryOptions({
    queryKey: revocationKeys.revocable(scope, ids),
    queryFn: () => list(scope, { ids: [...ids] }),
    staleTime: 0,
  });
