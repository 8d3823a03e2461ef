import { queryOptions } from '@tanstack/react-query';
import type { ActionResult } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import type { AttemptRow } from './schema.ts';

export const deliveryKeys = {
  attempts: ({ tenant, workspace }: Scope, id: string) => [tenant, workspace, 'deliveries', 'attempts', id] as const,
};

/** The tries of one delivery. A refusal is data. */
export const attemptsOptions = (
  scope: Scope,
  { id }: { readonly id: string },
  list: (scope: Scope, input: { id: string }) => Promise<ActionResult<readonly AttemptRow[]>>,
) =>
  queryOptions({
    queryKey: deliveryKeys.attempts(scope, id),
    queryFn: () => list(scope, { id }),
    staleTime: 0,
    gcTime: 0,
  });
