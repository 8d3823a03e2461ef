import { NoMatch } from '#components/credentials/no-match.tsx';
import { flowsHref } from '#components/shell/hrefs.ts';
import { Pager } from '#components/ui/pager.tsx';
import type { FlowFilter, FlowPage } from '#lib/flows/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { activeFlowFilters, flowListHref, noFlowWords } from './filters.ts';
import { FirstFlow } from './first-flow.tsx';
import { FlowTable } from './flow-table.tsx';
import { FlowToolbar } from './flow-toolbar.tsx';

interface FlowListProps {
  scope: Scope;
  page: FlowPage;
  filter: FlowFilter;
  now: number;
}

/** The flows of a workspace: filters, a page of them, the way on. */
export function FlowList({ scope, page, filter, now }: FlowListProps) {
  const path = flowsHref(scope);
  const active = activeFlowFilters(path, filter);
  if (page.total === 0 && active.length === 0) return <FirstFlow />;
  return (
    <>
      <FlowToolbar total={page.total} />
      {page.rows.length > 0 ? (
        <FlowTable scope={scope} rows={page.rows} now={now} />
      ) : (
        <NoMatch words={noFlowWords(filter)} active={active} />
      )}
      <Pager
        start={filter.after ? flowListHref(path, { ...filter, after: null }) : null}
        next={page.next && flowListHref(path, { ...filter, after: page.next })}
      />
    </>
  );
}
