'use client';

import { useState } from 'react';
import { Link } from '#components/ui/link.tsx';
import { activitySearch } from '#components/activity/filters.ts';
import { activityHref, consumerHref } from '#components/shell/hrefs.ts';
import { RowMenu } from '#components/ui/menu.tsx';
import { State } from '#components/ui/state.tsx';
import { Heads, SilentHead, Table } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import type { Holder, KeyDto } from '#lib/api-keys/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { LastUsed } from './last-used.tsx';
import { RevokeKey } from './revoke-key.tsx';
import { hintWords, kindWords, scopesWords, standingOf, tokenWords } from './words.ts';

interface KeyTableProps {
  scope: Scope;
  rows: readonly KeyDto[];
  holder: Holder;
  canUpdate: boolean;
  now: number;
}

/** Keys of one workspace, newest first: those that are over stay for a while. */
export function KeyTable({ scope, rows, holder, canUpdate, now }: KeyTableProps) {
  const [revoked, setRevoked] = useState<KeyDto | null>(null);
  const hasConsumers = holder === 'consumer';
  return (
    <>
      <Table label={hasConsumers ? 'Tokens of consumers' : 'API keys'} bare stacked>
        <Heads
          of={[
            hasConsumers ? 'Token' : 'Name',
            ...(hasConsumers ? ['Consumer'] : []),
            'State',
            'May',
            'Ends',
            'Last used',
            'Made by',
          ]}
        >
          <SilentHead className="more">Actions</SilentHead>
        </Heads>
        <tbody>
          {rows.map((key) => (
            <KeyRow
              key={key.id}
              scope={scope}
              row={key}
              hasConsumers={hasConsumers}
              onRevoke={canUpdate && key.state === 'active' ? () => setRevoked(key) : null}
              now={now}
            />
          ))}
        </tbody>
      </Table>
      {revoked && <RevokeKey scope={scope} subject={revoked} onClose={() => setRevoked(null)} />}
    </>
  );
}

interface KeyRowProps {
  scope: Scope;
  row: KeyDto;
  hasConsumers: boolean;
  /** Null where there is nothing to end. */
  onRevoke: (() => void) | null;
  now: number;
}

function KeyRow({ scope, row, hasConsumers, onRevoke, now }: KeyRowProps) {
  const { mark, words } = standingOf(row, now);
  const deeds = [
    { items: [{ label: 'Show its activity', href: activitySearch(activityHref(scope), { person: row.id }) }] },
    { items: onRevoke ? [{ label: 'Revoke', isDangerous: true, onSelect: onRevoke }] : [] },
  ];
  return (
    <tr>
      <td className="namecell">
        <span className="strong">{hasConsumers ? kindWords[row.kind] : row.name}</span>
        <span className="id" dir="ltr">
          {hintWords(row)}
        </span>
      </td>
      {hasConsumers && (
        <td data-label="Consumer" className="breaks">
          <OfConsumer scope={scope} row={row} />
        </td>
      )}
      <td data-label="State">
        <State state={mark}>{words}</State>
      </td>
      <td data-label="May">{scopesWords(row.scopes)}</td>
      <td data-label="Ends" className="nowrap">
        {row.expiresAt === null ? (
          <span className="muted">Never</span>
        ) : (
          <Time at={row.expiresAt} now={now} dateOnly={!hasConsumers} />
        )}
      </td>
      <td data-label="Last used">
        <LastUsed row={row} now={now} />
      </td>
      <td data-label="Made by">
        <span>
          {row.createdBy}
          <span className="block muted small">
            <Time at={row.createdAt} now={now} dateOnly />
          </span>
        </span>
      </td>
      <td className="more">
        <RowMenu name={tokenWords(row)} groups={deeds} />
      </td>
    </tr>
  );
}

function OfConsumer({ scope, row: { consumerId, consumer } }: Pick<KeyRowProps, 'scope' | 'row'>) {
  if (consumerId === null || consumer === null) return <span className="muted">–</span>;
  return <Link href={consumerHref(scope, consumerId)}>{consumer}</Link>;
}
