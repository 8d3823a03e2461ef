import { queryOptions } from '@tanstack/react-query';
import type { ActionResult } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

export const revocableOptions = (
  { tenant, workspace }: Scope,
  ids: readonly string[],
  list: (scope: Scope, input: { ids: string[] }) => Promise<ActionResult<readonly string[]>>,
) =>
  queryOptions({
    queryKey: [tenant, workspace, 'revocable', ...ids],
    queryFn: () => list({ tenant, workspace }, { ids: [...ids] }),
    staleTime: 0,
  });
