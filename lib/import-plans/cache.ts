import { queryOptions } from '@tanstack/react-query';
import { watched } from '#lib/polling.ts';
import type { ActionResult } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import type { PlanDto } from './schema.ts';

type FindPlan = (scope: Scope, input: { id: string }) => Promise<ActionResult<PlanDto | null>>;

export const planKeys = {
  one: ({ tenant, workspace }: Scope, id: string) => [tenant, workspace, 'import-plans', id] as const,
};

export const isBeingMade = (plan: PlanDto | null): boolean => plan?.run.state === 'due';

/** How far the reading of a large file is; null once there is no plan any more. */
export const planOptions = (scope: Scope, plan: PlanDto, find: FindPlan) =>
  queryOptions(
    watched({
      queryKey: planKeys.one(scope, plan.id),
      known: plan,
      look: () => find(scope, { id: plan.id }),
      isGoingOn: isBeingMade,
    }),
  );
