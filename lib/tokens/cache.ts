import { queryOptions } from '@tanstack/react-query';
import type { ActionResult } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import type { SignInApps } from './schema.ts';

export const tokenKeys = {
  apps: ({ tenant, workspace }: Scope, component: string) => [tenant, workspace, 'sign-in-apps', component] as const,
};

/** Asked anew with each form: somebody may have added one just now. */
export const signInAppsOptions = (
  scope: Scope,
  component: string,
  list: (scope: Scope, input: { component: string }) => Promise<ActionResult<SignInApps>>,
) =>
  queryOptions({
    queryKey: tokenKeys.apps(scope, component),
    queryFn: () => list(scope, { component }),
    staleTime: 0,
  });
