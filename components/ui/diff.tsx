import type { ReactNode } from 'react';
import { clsx } from 'clsx';
import { Heads, SilentHead } from './table.tsx';

export interface DiffRow {
  term: string;
  here: ReactNode;
  there: ReactNode;
  hasChanged?: boolean;
  mono?: boolean;
}

interface DiffProps {
  rows: readonly DiffRow[];
  here?: string;
  there?: string;
}

/** Two versions side by side; what differs has an accent edge and says so. */
export function Diff({ rows, here = 'Here', there = 'In the file' }: DiffProps) {
  return (
    <table className="diff" aria-label={`${here} and ${there.toLowerCase()}`}>
      <Heads of={[here, there]} before={<SilentHead>Field</SilentHead>} />
      <tbody>
        {rows.map((row) => (
          <tr key={row.term}>
            <th scope="row">{row.term}</th>
            <td className={clsx(row.mono && 'mono')}>{row.here}</td>
            <td className={clsx(row.mono && 'mono', row.hasChanged && 'changed')}>
              {row.there}
              {row.hasChanged && <span className="sr">, different</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
