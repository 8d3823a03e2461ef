import { exportHref } from '#components/shell/hrefs.ts';
import { RowMoves } from '#components/shell/row-moves.tsx';
import { Heads, NameCell, Table } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import type { ExportRow } from '#lib/exports/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { sealedToWords, stateWords, whatWords } from './words.ts';

interface ExportTableProps {
  scope: Scope;
  rows: readonly ExportRow[];
  now: number;
}

/** What was made: which file, by whom, what is in it, for whom, and whether it left. */
export function ExportTable({ scope, rows, now }: ExportTableProps) {
  return (
    <RowMoves>
      <Table label="Exports" stacked>
        <Heads of={['File', 'Exported', 'By', 'In it', 'Sealed to', 'State']} />
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <NameCell href={exportHref(scope, row.id)} name={row.fileName} id={row.id} />
              <td data-label="Exported" className="nowrap">
                <Time at={row.at} now={now} />
              </td>
              <td data-label="By">{row.by}</td>
              <td data-label="In it">{whatWords(row)}</td>
              <td data-label="Sealed to" className="soft">
                {sealedToWords(row)}
              </td>
              <td data-label="State">{stateWords[row.state]}</td>
            </tr>
          ))}
        </tbody>
      </Table>
    </RowMoves>
  );
}
