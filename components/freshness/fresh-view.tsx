import { Link } from '#components/ui/link.tsx';
import { KeepFresh } from '#components/import-history/keep-fresh.tsx';
import { freshnessHref } from '#components/shell/hrefs.ts';
import { Pager } from '#components/ui/pager.tsx';
import type { Permission } from '#lib/access.ts';
import { freshStates, type FreshFilter, type Freshness, type FreshPage } from '#lib/freshness/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { freshHref } from './filters.ts';
import { FirstTokens } from './first-tokens.tsx';
import { FreshBoard } from './fresh-board.tsx';
import { FreshTable } from './fresh-table.tsx';
import { FreshToolbar } from './fresh-toolbar.tsx';
import { HostsPanel } from './hosts-panel.tsx';
import { ReconnectPanel, RetryingPanel } from './needs-panel.tsx';

interface FreshViewProps {
  scope: Scope;
  freshness: Freshness;
  page: FreshPage;
  filter: FreshFilter;
  /** Of the apps that have tokens, by their ids. */
  names: Readonly<Record<string, string>>;
  permissions: readonly Permission[];
  now: number;
}

const lookAgainMs = 15_000;

/** What is late and what needs a person, then every token by when it is due. */
export function FreshView({ scope, freshness, page, filter, names, permissions, now }: FreshViewProps) {
  const { tallies, hosts, reconnect, retrying } = freshness;
  const path = freshnessHref(scope);
  const isNarrowed = Boolean(filter.state?.length || filter.app?.length);
  const hasTokens = freshStates.some((state) => tallies[state] > 0);
  const common = { scope, names, now };
  const canReconnect = permissions.includes('credential.update');
  return (
    <>
      {(hasTokens || freshness.ahead.first !== null) && (
        <FreshBoard path={path} freshness={freshness} filter={filter} now={now} />
      )}
      {!hasTokens && <FirstTokens />}
      {hasTokens && (
        <div className="stack loose">
          {hosts.length > 0 && <HostsPanel hosts={hosts} now={now} />}
          {reconnect.length > 0 && (
            <ReconnectPanel
              {...common}
              canReconnect={canReconnect}
              rows={reconnect}
              total={tallies.reconnect}
              allHref={freshHref(path, { state: ['reconnect'] })}
            />
          )}
          {retrying.length > 0 && (
            <RetryingPanel
              {...common}
              rows={retrying}
              total={tallies.retrying}
              allHref={freshHref(path, { state: ['retrying'] })}
            />
          )}
          <div>
            <FreshToolbar names={names} />
            {page.rows.length > 0 ? (
              <FreshTable {...common} rows={page.rows} />
            ) : (
              <output className="soft">
                No token is like that. {isNarrowed && <Link href={path}>Show all of them</Link>}
              </output>
            )}
            <Pager
              start={filter.after ? freshHref(path, { ...filter, after: null }) : null}
              next={page.next && freshHref(path, { ...filter, after: page.next })}
            />
          </div>
        </div>
      )}
      {page.rows.some((row) => row.isRefreshing || row.state === 'retrying') && <KeepFresh everyMs={lookAgainMs} />}
    </>
  );
}
