import { queryOptions } from '@tanstack/react-query';
import type { ActionResult } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import type { OauthAppDetail } from './schema.ts';

export const oauthAppKeys = {
  one: ({ tenant, workspace }: Scope, id: string) => [tenant, workspace, 'oauth-apps', 'one', id] as const,
};

/** The newest of one app, for editing: never an older copy. */
export const oauthAppOptions = (
  scope: Scope,
  id: string,
  read: (scope: Scope, input: { id: string }) => Promise<ActionResult<OauthAppDetail>>,
) =>
  queryOptions({
    queryKey: oauthAppKeys.one(scope, id),
    queryFn: () => read(scope, { id }),
    staleTime: 0,
    gcTime: 0,
  });
