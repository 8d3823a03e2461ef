import { importHref } from '#components/shell/hrefs.ts';
import type { ItemFilter } from '#lib/import-history/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

/** What of an import or a plan is shown: one kind of item, from one on. The address holds both. */
export interface ItemView<F extends string = ItemFilter> {
  readonly filter: F | 'all';
  /** Number of the last item of the page before; 0 on the first. */
  readonly after: number;
}

export function itemsHref<F extends string>(scope: Scope, id: string, { filter, after }: ItemView<F>): string {
  const search = new URLSearchParams({
    ...(filter === 'all' ? {} : { show: filter }),
    ...(after === 0 ? {} : { after: String(after) }),
  });
  return search.size === 0 ? importHref(scope, id) : `${importHref(scope, id)}?${search.toString()}`;
}
