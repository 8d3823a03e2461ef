import { importHref } from '#components/shell/hrefs.ts';
import type { PlanFilter } from '#lib/import-plans/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

/** What of a plan is shown: one kind of item, from one on. The address holds both. */
export interface PlanView {
  readonly filter: PlanFilter;
  /** Number of the last item of the page before; 0 on the first. */
  readonly after: number;
}

export function planHref(scope: Scope, id: string, { filter, after }: PlanView): string {
  const search = new URLSearchParams({
    ...(filter === 'all' ? {} : { show: filter }),
    ...(after === 0 ? {} : { after: String(after) }),
  });
  return search.size === 0 ? importHref(scope, id) : `${importHref(scope, id)}?${search.toString()}`;
}
