import { queryOptions } from '@tanstack/react-query';
import type { ActionResult } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import type { CredentialDetail, FoundCredential } from './schema.ts';

/** Keys of what the browser keeps. The tenant comes first: what is another's can never be met by chance. */
export const credentialKeys = {
  all: ({ tenant, workspace }: Scope) => [tenant, workspace, 'credentials'] as const,
  one: (scope: Scope, id: string) => [...credentialKeys.all(scope), 'one', id] as const,
  search: (scope: Scope, q: string) => [...credentialKeys.all(scope), 'search', q] as const,
};

/** The newest of one credential, for editing: never an older copy. */
export const credentialOptions = (
  scope: Scope,
  id: string,
  read: (scope: Scope, input: { id: string }) => Promise<ActionResult<CredentialDetail>>,
) =>
  queryOptions({
    queryKey: credentialKeys.one(scope, id),
    queryFn: () => read(scope, { id }),
    staleTime: 0,
    gcTime: 0,
  });

export const searchOptions = (
  scope: Scope,
  q: string,
  search: (scope: Scope, input: { q: string }) => Promise<ActionResult<readonly FoundCredential[]>>,
) => queryOptions({ queryKey: credentialKeys.search(scope, q), queryFn: () => search(scope, { q }) });
