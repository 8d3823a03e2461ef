import { queryOptions } from '@tanstack/react-query';
import type { ActionResult } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { receivingKeyInput, type KeyView, type RecipientDto } from './schema.ts';

export const recipientKeys = {
  all: ({ tenant, workspace }: Scope) => [tenant, workspace, 'recipients', 'all'] as const,
  view: ({ tenant, workspace }: Scope, key: string) => [tenant, workspace, 'recipients', 'view', key] as const,
};

/** The recipients that are kept. A refusal is data. */
export const recipientsOptions = (
  scope: Scope,
  list: (scope: Scope, input: Record<string, never>) => Promise<ActionResult<readonly RecipientDto[]>>,
) => queryOptions({ queryKey: recipientKeys.all(scope), queryFn: () => list(scope, {}), staleTime: 0, gcTime: 0 });

/** Whose key it is. Asked once it has the shape of one. */
export const keyViewOptions = (
  scope: Scope,
  key: string,
  view: (scope: Scope, input: { key: string }) => Promise<ActionResult<KeyView>>,
) =>
  queryOptions({
    queryKey: recipientKeys.view(scope, key),
    queryFn: () => view(scope, { key }),
    enabled: receivingKeyInput.safeParse(key).success,
    staleTime: 0,
    gcTime: 0,
  });
