import { queryOptions } from '@tanstack/react-query';
import type { ActionResult } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import type { FlowDetail } from './schema.ts';

export const flowKeys = {
  all: ({ tenant, workspace }: Scope) => [tenant, workspace, 'flows'] as const,
  one: (scope: Scope, id: string) => [...flowKeys.all(scope), 'one', id] as const,
};

/** The newest of one flow. */
export const flowOptions = (
  scope: Scope,
  flowId: string,
  read: (scope: Scope, input: { flowId: string }) => Promise<ActionResult<FlowDetail>>,
) => queryOptions({ queryKey: flowKeys.one(scope, flowId), queryFn: () => read(scope, { flowId }), staleTime: 0 });
