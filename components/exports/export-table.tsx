'use client';

import { exportHref } from '#components/shell/hrefs.ts';
import { useKeys } from '#components/shell/keys.ts';
import { NameCell, Table } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import { useRowMoves } from '#components/ui/use-row-moves.ts';
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
  const { ref, move, onKeyDown } = useRowMoves();
  useKeys({ j: () => move(1), k: () => move(-1) });
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys of the links inside bubble here
    <div ref={ref} onKeyDown={onKeyDown}>
      <Table label="Exports" stacked>
        <thead>
          <tr>
            {['File', 'Exported', 'By', 'In it', 'Sealed to', 'State'].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
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
    </div>
  );
}
