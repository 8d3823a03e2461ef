import { queryOptions } from '@tanstack/react-query';
import type { ActionResult } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import type { UseDto } from './schema.ts';

export const usesKeys = {
  of: ({ tenant, workspace }: Scope, credentialId: string) => [tenant, workspace, 'uses', credentialId] as const,
};

/** The steps that sign in with a credential, as they are when it is about to go. */
export const usesOptions = (
  scope: Scope,
  id: string,
  list: (scope: Scope, input: { id: string }) => Promise<ActionResult<readonly UseDto[]>>,
) =>
  queryOptions({
    queryKey: usesKeys.of(scope, id),
    queryFn: () => list(scope, { id }),
    staleTime: 0,
    gcTime: 0,
  });
