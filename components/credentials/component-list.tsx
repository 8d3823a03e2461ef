import { componentHref } from '#components/shell/hrefs.ts';
import { ExportButton } from '#components/exports/export-button.tsx';
import { listOffer } from '#components/exports/offers.ts';
import { Pager } from '#components/ui/pager.tsx';
import type { Permission } from '#lib/access.ts';
import type { AppForm, CredentialPage, ListFilter } from '#lib/credentials/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { CredentialTable } from './credential-table.tsx';
import { listHref } from './filters.ts';
import { ListToolbar } from './list-toolbar.tsx';
import { NoMatch } from './no-match.tsx';
import { activeFilters, noMatchWords } from './no-match-words.ts';

interface ComponentListProps {
  scope: Scope;
  component: string;
  name: string;
  app: AppForm | null;
  page: CredentialPage;
  filter: ListFilter;
  permissions: readonly Permission[];
  now: number;
}

/** The credentials of one app: filters, a page of them, the way on. */
export function ComponentList({ scope, component, name, app, page, filter, permissions, now }: ComponentListProps) {
  const path = componentHref(scope, component);
  const active = activeFilters(filter);
  if (page.total === 0 && active.length === 0)
    return (
      <p className="soft">
        No {name} credential is here yet. A flow signs in to {name} with one.
      </p>
    );
  return (
    <>
      <ListToolbar app={app} total={page.total}>
        {permissions.includes('credential.export') && page.total > 0 && (
          <ExportButton
            small
            scope={scope}
            label="Export all"
            offers={[listOffer(component, name, page.total, filter)]}
          />
        )}
      </ListToolbar>
      {page.rows.length > 0 ? (
        <CredentialTable scope={scope} title={name} app={app} rows={page.rows} permissions={permissions} now={now} />
      ) : (
        <NoMatch
          words={noMatchWords(filter)}
          active={active.map(({ key, label }) => ({ key, label, href: listHref(path, { ...filter, [key]: null }) }))}
        />
      )}
      <Pager
        start={filter.after ? listHref(path, { ...filter, after: null }) : null}
        next={page.next && listHref(path, { ...filter, after: page.next })}
      />
    </>
  );
}
