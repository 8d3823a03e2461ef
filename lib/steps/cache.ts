import { infiniteQueryOptions } from '@tanstack/react-query';
import type { ActionResult } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import type { ChoicePage, ChoicesInput } from './schema.ts';

export const stepKeys = {
  choices: ({ tenant, workspace }: Scope, component: string, q: string) =>
    [tenant, workspace, 'steps', 'choices', component, q] as const,
};

/** Credentials of one component to choose from, a page at a time; a refusal ends the pages. */
export const choicesOptions = (
  scope: Scope,
  component: string,
  q: string,
  list: (scope: Scope, input: ChoicesInput) => Promise<ActionResult<ChoicePage>>,
) =>
  infiniteQueryOptions({
    queryKey: stepKeys.choices(scope, component, q),
    queryFn: ({ pageParam }) => list(scope, { component, q, after: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => (last.ok ? last.value.next : null),
    staleTime: 0,
    gcTime: 0,
  });
