import { connectionsImportHref } from '#components/shell/hrefs.ts';
import type { OutcomeFilter } from '#lib/live-imports/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

export const liveImportHref = (scope: Scope, id: string): string =>
  `${connectionsImportHref(scope)}/${encodeURIComponent(id)}`;

export const sendConnectionsHref = (scope: Scope): string => `${connectionsImportHref(scope)}/upload`;

export const refusedHref = (scope: Scope, id: string): string => `${liveImportHref(scope, id)}/refused`;

/** Which lines are shown, from one on. The address holds both. */
export interface RowView {
  readonly outcome: OutcomeFilter;
  /** Number of the last line of the page before; 0 on the first. */
  readonly after: number;
}

export function rowsHref(scope: Scope, id: string, { outcome, after }: RowView): string {
  const search = new URLSearchParams({
    ...(outcome === 'all' ? {} : { outcome }),
    ...(after === 0 ? {} : { after: String(after) }),
  });
  return search.size === 0 ? liveImportHref(scope, id) : `${liveImportHref(scope, id)}?${search.toString()}`;
}
