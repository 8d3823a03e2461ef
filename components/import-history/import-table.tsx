import { importHref } from '#components/shell/hrefs.ts';
import { RowMoves } from '#components/shell/row-moves.tsx';
import { fileSize } from '#components/ui/file-row.tsx';
import { State } from '#components/ui/state.tsx';
import { Heads, NameCell, Table } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import { amount } from '#components/ui/words.ts';
import { isGoingOn } from '#lib/import-history/cache.ts';
import type { ImportRow } from '#lib/import-history/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { KeepFresh } from './keep-fresh.tsx';
import { countsWords, signerWords } from './words.ts';

interface ImportTableProps {
  scope: Scope;
  rows: readonly ImportRow[];
  now: number;
}

/** What came in by file: which, by whom, and what became of it. */
export function ImportTable({ scope, rows, now }: ImportTableProps) {
  return (
    <RowMoves>
      <Table label="Imports" stacked>
        <Heads of={['File', 'Imported', 'By', 'Signer', 'Result', 'Undone']} />
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <NameCell href={importHref(scope, row.id)} name={row.fileName} id={fileSize(row.fileBytes)} />
              <td data-label="Imported" className="nowrap">
                <Time at={row.appliedAt} now={now} />
              </td>
              <td data-label="By">{row.appliedBy}</td>
              <td data-label="Signer" className="soft">
                {signerWords(row.signerStanding)}
              </td>
              <td data-label="Result">
                <Outcome row={row} />
              </td>
              <td data-label="Undone">
                <Undone row={row} now={now} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      {rows.some(isGoingOn) && <KeepFresh />}
    </RowMoves>
  );
}

function Outcome({ row }: { row: ImportRow }) {
  const { state, counts } = row;
  if (state === 'applying') return <State state="verifying">Importing</State>;
  if (state === 'undoing') return <State state="verifying">Undoing</State>;
  const words = countsWords(counts);
  return <span>{state === 'stopped' ? ['Stopped', words].filter(Boolean).join(': ') : words}</span>;
}

function Undone({ row: { undone }, now }: { row: ImportRow; now: number }) {
  if (undone === null) return <span className="muted">–</span>;
  return (
    <span>
      <Time at={undone.at} now={now} />
      <span className="block muted small">{undone.by}</span>
      {undone.left > 0 && <span className="block muted small">{amount(undone.left, 'credential')} stayed</span>}
    </span>
  );
}
