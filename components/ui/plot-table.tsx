import { Heads } from './table.tsx';

interface DataTableProps {
  heads: readonly string[];
  rows: readonly (readonly string[])[];
  /** On the page, or for screen readers alone where the plot is small. */
  isShown?: boolean;
}

/** What a plot draws, as figures. */
export function DataTable({ heads, rows, isShown }: DataTableProps) {
  const table = (
    <table>
      <Heads of={heads} />
      <tbody>
        {rows.map((row, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- rows are places in time and never move
          <tr key={at}>
            {heads.map((head, column) => (
              <td key={head}>{row[column]}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
  if (!isShown) return <div className="sr">{table}</div>;
  return (
    <details>
      <summary>Show as table</summary>
      {table}
    </details>
  );
}
