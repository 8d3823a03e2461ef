'use client';

import { useEffect, useState } from 'react';
import { useRouter } from 'next/navigation';
import { useQuery } from '@tanstack/react-query';
import { useAction } from '#components/session/session-gate.tsx';
import { importsHref } from '#components/shell/hrefs.ts';
import { discardPlan, findPlan } from '#lib/import-plans/actions.ts';
import { isBeingMade, planOptions } from '#lib/import-plans/cache.ts';
import type { PlanDto } from '#lib/import-plans/schema.ts';
import type { RunDto } from '#lib/import-runs/schema.ts';
import type { Refusal } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

interface Reading {
  /** How far it was when it was last seen. */
  readonly run: RunDto;
  readonly isCancelling: boolean;
  readonly refusal: Refusal | null;
  /** The last look got no answer; the next may. */
  readonly isUnseen: boolean;
  readonly cancel: () => Promise<void>;
}

/** Watches a plan being made. When it is, the page shows what came of it; when it was cancelled, one goes to the list. */
export function useReading(scope: Scope, plan: PlanDto): Reading {
  const router = useRouter();
  const find = useAction(findPlan);
  const discard = useAction(discardPlan);
  const [isCancelling, setCancelling] = useState(plan.run.isStopping);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const { data, dataUpdatedAt, isError } = useQuery(planOptions(scope, plan, find));
  const [run, setRun] = useState(plan.run);
  if (data !== null && data.run !== run) setRun(data.run);
  const isGone = data === null;
  const overAt = isBeingMade(data) ? null : dataUpdatedAt;
  useEffect(() => {
    // With each look that finds it over, for as long as this is what is shown.
    if (overAt === null) return;
    if (isGone && isCancelling) router.push(importsHref(scope));
    else router.refresh();
  }, [overAt, isGone, isCancelling, router, scope]);
  const cancel = async () => {
    setCancelling(true);
    const result = await discard(scope, { id: plan.id });
    if (result.ok) return;
    setRefusal(result);
    setCancelling(false);
  };
  return { run: isCancelling ? { ...run, isStopping: true } : run, isCancelling, refusal, isUnseen: isError, cancel };
}
