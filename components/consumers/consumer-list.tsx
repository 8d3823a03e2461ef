import { NoMatch } from '#components/credentials/no-match.tsx';
import { consumersHref } from '#components/shell/hrefs.ts';
import { Pager } from '#components/ui/pager.tsx';
import type { ConsumerPage, ConsumerSearch } from '#lib/consumers/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { ConsumerTable } from './consumer-table.tsx';
import { ConsumerToolbar } from './consumer-toolbar.tsx';
import { consumerListHref } from './filters.ts';
import { FirstConsumer } from './first-consumer.tsx';

interface ConsumerListProps {
  scope: Scope;
  page: ConsumerPage;
  filter: ConsumerSearch;
  now: number;
}

/** The end users of the tenant's own product: a search, a page of them, the way on. */
export function ConsumerList({ scope, page, filter: { q, after }, now }: ConsumerListProps) {
  const path = consumersHref(scope);
  const isSearched = Boolean(q?.trim());
  if (page.total === 0 && !isSearched) return <FirstConsumer />;
  return (
    <>
      <ConsumerToolbar total={page.total} />
      {page.rows.length > 0 ? (
        <ConsumerTable scope={scope} rows={page.rows} now={now} />
      ) : (
        <NoMatch
          words={isSearched ? `No consumer matches “${q?.trim()}”.` : 'There is nobody on this page any more.'}
          active={isSearched ? [{ key: 'q', label: 'search', href: consumerListHref(path, {}) }] : []}
        />
      )}
      <Pager
        label="Pages of consumers"
        start={after ? consumerListHref(path, { q: q ?? null }) : null}
        next={page.next && consumerListHref(path, { q: q ?? null, after: page.next })}
      />
    </>
  );
}
