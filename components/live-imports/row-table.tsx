import { Link } from '#components/ui/link.tsx';
import { credentialHref } from '#components/shell/hrefs.ts';
import { Heads, Table } from '#components/ui/table.tsx';
import type { LiveRowView } from '#lib/live-imports/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { outcomeWords } from './words.ts';

/** What became of each line. */
export function RowTable({ scope, rows }: { scope: Scope; rows: readonly LiveRowView[] }) {
  return (
    <Table label="Lines of the file" stacked bare>
      <Heads of={['Line', 'Consumer', 'Connection', 'Result']} />
      <tbody>
        {rows.map((row) => (
          <tr key={row.line}>
            <td data-label="Line" className="mono">
              {row.line.toLocaleString('en-GB')}
            </td>
            <td data-label="Consumer" dir="auto">
              {row.consumer || <span className="muted">–</span>}
            </td>
            <td data-label="Connection">
              <Connection scope={scope} row={row} />
            </td>
            <td data-label="Result">
              <Outcome row={row} />
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Connection({ scope, row: { connectionKey, component, credentialId } }: { scope: Scope; row: LiveRowView }) {
  if (connectionKey === '') return <span className="muted">–</span>;
  if (component === null || credentialId === null) return <span className="mono">{connectionKey}</span>;
  return (
    <Link className="mono" href={credentialHref(scope, { component, id: credentialId })}>
      {connectionKey}
    </Link>
  );
}

function Outcome({ row: { outcome, message, code } }: { row: LiveRowView }) {
  return (
    <span>
      {outcomeWords[outcome]}
      {message !== null && <span className="block muted small">{message}</span>}
      {code !== null && <span className="block muted small mono">{code}</span>}
    </span>
  );
}
