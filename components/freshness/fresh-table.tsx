import { RowMoves } from '#components/shell/row-moves.tsx';
import { credentialHref } from '#components/shell/hrefs.ts';
import { State } from '#components/ui/state.tsx';
import { Heads, NameCell, Table } from '#components/ui/table.tsx';
import { Tag } from '#components/ui/tag.tsx';
import { Time } from '#components/ui/time.tsx';
import type { FreshRow } from '#lib/freshness/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { nextWords, standingOf } from '#components/grants/words.ts';

interface FreshTableProps {
  scope: Scope;
  rows: readonly FreshRow[];
  /** Of the apps, by their ids. */
  names: Readonly<Record<string, string>>;
  now: number;
}

/** What is refreshed next comes first; what is never refreshed is at the end. */
export function FreshTable({ scope, rows, names, now }: FreshTableProps) {
  return (
    <RowMoves>
      <Table label="Tokens by when they are due" stacked>
        <Heads of={['Name', 'State', 'App', 'Environment', 'Next refresh', 'Token ends', 'Refreshed']} />
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <NameCell href={credentialHref(scope, row)} name={row.name} />
              <td>
                <Standing row={row} now={now} />
              </td>
              <td data-label="App">{names[row.component] ?? row.component}</td>
              <td data-label="Environment">
                <Tag>{row.environment}</Tag>
              </td>
              <td data-label="Next refresh" className="nowrap">
                {nextWords(row, now)}
              </td>
              <td data-label="Token ends" className="nowrap">
                {row.accessExpiresAt === null ? 'No end' : <Time at={row.accessExpiresAt} now={now} />}
              </td>
              <td data-label="Refreshed" className="nowrap">
                {row.refreshedAt === null ? (
                  <span className="muted">Not yet</span>
                ) : (
                  <Time at={row.refreshedAt} now={now} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </RowMoves>
  );
}

function Standing({ row, now }: { row: FreshRow; now: number }) {
  const { mark, words } = standingOf(row, now);
  return (
    <State state={mark}>
      <span>
        {words}
        {row.message !== null && <span className="block muted small">{row.message}</span>}
      </span>
    </State>
  );
}
