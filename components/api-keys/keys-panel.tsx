import { apiKeysHref } from '#components/shell/hrefs.ts';
import { Pager } from '#components/ui/pager.tsx';
import { Panel } from '#components/ui/panel.tsx';
import type { ApiDoor, KeyPage } from '#lib/api-keys/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { NewKeyButton } from './create-key.tsx';
import { keyViewHref, type KeyView } from './filters.ts';
import { KeyFilter } from './key-filter.tsx';
import { KeyTable } from './key-table.tsx';

interface KeysPanelProps {
  scope: Scope;
  page: KeyPage;
  view: KeyView;
  door: ApiDoor;
  canUpdate: boolean;
  now: number;
}

/** What programs come in with: keys of the tenant's own, or tokens its consumers were given. */
export function KeysPanel({ scope, page, view, door, canUpdate, now }: KeysPanelProps) {
  const path = apiKeysHref(scope);
  const isOfConsumers = view.holder === 'consumer';
  const title = isOfConsumers ? 'Tokens of consumers' : 'API keys';
  return (
    <div>
      <KeyFilter />
      <Panel
        title={title}
        flush={page.rows.length > 0}
        aside={canUpdate && !isOfConsumers && <NewKeyButton scope={scope} door={door} />}
      >
        {page.rows.length > 0 ? (
          <KeyTable scope={scope} rows={page.rows} holder={view.holder} canUpdate={canUpdate} now={now} />
        ) : (
          <p className="soft">{noneWords[view.holder]}</p>
        )}
      </Panel>
      <Pager
        label={`Pages of ${isOfConsumers ? 'tokens' : 'API keys'}`}
        start={view.after === null ? null : keyViewHref(path, view, null)}
        next={page.next === null ? null : keyViewHref(path, view, page.next)}
      />
    </div>
  );
}

const noneWords = {
  program:
    'None yet. With an API key a program does what you would do here: it fetches fresh tokens, brings connections in, switches flows on and off. Each key is of this workspace alone and may do only what it was given.',
  consumer:
    'None yet. A program gives a consumer a token, or a session on the hosted page, so that they see and mend what is theirs and nothing else.',
};
