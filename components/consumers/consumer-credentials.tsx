'use client';

import { AppTile } from '#components/credentials/app-tile.tsx';
import { consumerHref, credentialHref } from '#components/shell/hrefs.ts';
import { RowMoves } from '#components/shell/row-moves.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { State } from '#components/ui/state.tsx';
import { Heads, NameCell, Table } from '#components/ui/table.tsx';
import { Tag } from '#components/ui/tag.tsx';
import { Time } from '#components/ui/time.tsx';
import { amount } from '#components/ui/words.ts';
import { expiryWords } from '#components/credentials/words.ts';
import type { ConsumerDto } from '#lib/consumers/schema.ts';
import type { AppForm, CredentialPage, CredentialRow } from '#lib/credentials/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

type App = Pick<AppForm, 'id' | 'name' | 'icon'>;

interface ConsumerCredentialsProps {
  scope: Scope;
  consumer: ConsumerDto;
  page: CredentialPage;
  isLater: boolean;
  apps: readonly App[];
  now: number;
}

/** What is kept on their behalf, and how it stands. */
export function ConsumerCredentials({ scope, consumer, page, isLater, apps, now }: ConsumerCredentialsProps) {
  const path = consumerHref(scope, consumer.id);
  if (page.total === 0) {
    return (
      <Panel title="Credentials">
        <p className="soft">None yet. What is connected or brought in on their behalf is listed here.</p>
      </Panel>
    );
  }
  return (
    <>
      <Panel title="Credentials" aside={<span className="muted">{amount(page.total, 'credential')}</span>} flush>
        <RowMoves>
          <Table label="Credentials of this consumer" bare stacked>
            <Heads of={['Name', 'App', 'State', 'Environment', 'Last check']} sorted="Name" />
            <tbody>
              {page.rows.map((row) => (
                <Row
                  key={row.id}
                  scope={scope}
                  row={row}
                  app={apps.find((one) => one.id === row.component)}
                  now={now}
                />
              ))}
            </tbody>
          </Table>
        </RowMoves>
      </Panel>
      <Pager
        label="Pages of credentials"
        start={isLater ? path : null}
        next={page.next === null ? null : `${path}?after=${encodeURIComponent(page.next)}`}
      />
    </>
  );
}

interface RowProps {
  scope: Scope;
  row: CredentialRow;
  /** Not there where the catalogue does not have it. */
  app: App | undefined;
  now: number;
}

function Row({ scope, row, app, now }: RowProps) {
  const name = app?.name ?? row.component;
  const words = row.state === 'expiring' && row.expiresAt !== null ? expiryWords(row.expiresAt, now) : undefined;
  return (
    <tr>
      <NameCell href={credentialHref(scope, row)} name={row.name} />
      <td data-label="App">
        <span className="row">
          <AppTile icon={app?.icon ?? null} name={name} size="sm" />
          {name}
        </span>
      </td>
      <td data-label="State">
        <State state={row.state}>{words}</State>
      </td>
      <td data-label="Environment">
        <Tag>{row.environment}</Tag>
      </td>
      <td data-label="Last check" className="nowrap">
        {row.checkedAt === null ? <span className="muted">Never</span> : <Time at={row.checkedAt} now={now} />}
      </td>
    </tr>
  );
}
