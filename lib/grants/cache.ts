import { queryOptions } from '@tanstack/react-query';
import type { ActionResult } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import type { GrantDto } from './schema.ts';

type Read = (scope: Scope, input: { id: string }) => Promise<ActionResult<GrantDto | null>>;

export const grantKeys = {
  one: ({ tenant, workspace }: Scope, id: string) => [tenant, workspace, 'grants', id] as const,
};

/** How the tokens of one credential stand, looked at again every `everyMs`. Null: they have gone, or cannot be read. */
export const grantOptions = (scope: Scope, id: string, everyMs: number, readGrant: Read) =>
  queryOptions({
    queryKey: grantKeys.one(scope, id),
    queryFn: async () => {
      const result = await readGrant(scope, { id });
      return result.ok ? result.value : null;
    },
    retry: false,
    staleTime: 0,
    gcTime: 0,
    refetchInterval: everyMs,
  });
