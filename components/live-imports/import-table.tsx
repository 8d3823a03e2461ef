import { KeepFresh } from '#components/import-history/keep-fresh.tsx';
import { RowMoves } from '#components/shell/row-moves.tsx';
import { fileSize } from '#components/ui/file-row.tsx';
import { State } from '#components/ui/state.tsx';
import { Heads, NameCell, Table } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import type { LiveImportDto } from '#lib/live-imports/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { liveImportHref } from './hrefs.ts';
import { countsWords } from './words.ts';

interface LiveImportTableProps {
  scope: Scope;
  rows: readonly LiveImportDto[];
  now: number;
}

/** The files of connections that came in: which, by whom, and what became of them. */
export function LiveImportTable({ scope, rows, now }: LiveImportTableProps) {
  return (
    <RowMoves>
      <Table label="Imports of connections" stacked>
        <Heads of={['File', 'Begun', 'By', 'Result']} />
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <NameCell href={liveImportHref(scope, row.id)} name={row.fileName} id={fileSize(row.fileBytes)} />
              <td data-label="Begun" className="nowrap">
                <Time at={row.createdAt} now={now} />
              </td>
              <td data-label="By">{row.startedBy}</td>
              <td data-label="Result">
                <Outcome row={row} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      {rows.some(({ state }) => state === 'running') && <KeepFresh />}
    </RowMoves>
  );
}

function Outcome({ row }: { row: LiveImportDto }) {
  if (row.state === 'running') return <State state="verifying">Importing</State>;
  const words = countsWords(row);
  if (row.state === 'done') return <span>{words}</span>;
  const end = row.state === 'failed' ? 'Given up' : 'Stopped';
  return <span>{[end, words].filter(Boolean).join(': ')}</span>;
}
