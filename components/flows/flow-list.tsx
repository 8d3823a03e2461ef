import { NoMatch } from '#components/credentials/no-match.tsx';
import { flowsHref } from '#components/shell/hrefs.ts';
import { ButtonLink } from '#components/ui/button.tsx';
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
      <FlowPages path={path} filter={filter} next={page.next} />
    </>
  );
}

/** Pages by keyset: on, or back to the first. Both are addresses. */
function FlowPages({ path, filter, next }: { path: string; filter: FlowFilter; next: string | null }) {
  if (!next && !filter.after) return null;
  return (
    <nav className="toolbar" aria-label="Pages">
      {filter.after && (
        <ButtonLink small href={flowListHref(path, { ...filter, after: null })}>
          Back to start
        </ButtonLink>
      )}
      <span className="grow" />
      {next && (
        <ButtonLink small href={flowListHref(path, { ...filter, after: next })}>
          Next
        </ButtonLink>
      )}
    </nav>
  );
}
