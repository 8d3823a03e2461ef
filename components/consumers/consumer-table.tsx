'use client';

import { consumerHref } from '#components/shell/hrefs.ts';
import { RowMoves } from '#components/shell/row-moves.tsx';
import { Heads, NameCell, Table } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import type { ConsumerDto } from '#lib/consumers/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { calledOf, otherWords } from './words.ts';

interface ConsumerTableProps {
  scope: Scope;
  rows: readonly ConsumerDto[];
  now: number;
}

/** A page of consumers, in the order in which they came. */
export function ConsumerTable({ scope, rows, now }: ConsumerTableProps) {
  return (
    <RowMoves>
      <Table label="Consumers" stacked>
        <Heads of={['Consumer', 'Name', 'Credentials', 'Since']} sorted="Since" />
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <NameCell
                href={consumerHref(scope, row.id)}
                name={row.externalId}
                note={row.isTest ? 'For tests' : undefined}
              />
              <td data-label="Name" className="breaks">
                <Called row={row} />
              </td>
              <td data-label="Credentials">
                {row.credentials === 0 ? <span className="muted">None</span> : row.credentials.toLocaleString('en-GB')}
              </td>
              <td data-label="Since" className="nowrap">
                <Time at={row.createdAt} now={now} dateOnly />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </RowMoves>
  );
}

function Called({ row }: { row: ConsumerDto }) {
  const called = calledOf(row);
  const others = otherWords(row);
  if (called === null && others === null) return <span className="muted">–</span>;
  return (
    <span>
      {called}
      {others && <span className="block muted small">{others}</span>}
    </span>
  );
}
