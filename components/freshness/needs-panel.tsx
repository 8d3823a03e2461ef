import { Link } from '#components/ui/link.tsx';
import { ReconnectButton } from '#components/connects/reconnect-button.tsx';
import { nextWords } from '#components/grants/words.ts';
import { credentialHref } from '#components/shell/hrefs.ts';
import { Panel } from '#components/ui/panel.tsx';
import { Heads, NameCell, SilentHead, Table } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import type { FreshRow } from '#lib/freshness/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

interface NeedsPanelProps {
  scope: Scope;
  rows: readonly FreshRow[];
  /** How many there are in all, and where all of them are listed. */
  total: number;
  allHref: string;
  names: Readonly<Record<string, string>>;
  now: number;
}

/** Grants that only a person can mend: what broke, since when, and the way back. */
export function ReconnectPanel(props: NeedsPanelProps & { canReconnect: boolean }) {
  const { scope, rows, names, now, canReconnect } = props;
  return (
    <Panel title="Need somebody to sign in again" aside={<All {...props} />} flush>
      <Table label="Need somebody to sign in again" bare stacked>
        <Heads of={['Name', 'App', 'Since', 'What broke']}>{canReconnect && <SilentHead>Reconnect</SilentHead>}</Heads>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <NameCell href={credentialHref(scope, row)} name={row.name} />
              <td data-label="App">{names[row.component] ?? row.component}</td>
              <td data-label="Since" className="nowrap">
                <Since row={row} now={now} />
              </td>
              <td data-label="What broke">{row.message ?? 'Its access has ended.'}</td>
              {canReconnect && (
                <td className="end">
                  <ReconnectButton small scope={scope} credential={row} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}

/** Grants whose last refresh failed, and which are tried again by themselves. */
export function RetryingPanel(props: NeedsPanelProps) {
  const { scope, rows, names, now } = props;
  return (
    <Panel title="Retrying" aside={<All {...props} />} flush>
      <Table label="Retrying" bare stacked>
        <Heads of={['Name', 'App', 'Since', 'Why', 'Next try']} />
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <NameCell href={credentialHref(scope, row)} name={row.name} />
              <td data-label="App">{names[row.component] ?? row.component}</td>
              <td data-label="Since" className="nowrap">
                <Since row={row} now={now} />
              </td>
              <td data-label="Why">{row.message ?? 'The provider did not answer.'}</td>
              <td data-label="Next try" className="nowrap">
                {nextWords(row, now)}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}

function Since({ row, now }: { row: FreshRow; now: number }) {
  return row.failingSince === null ? <span className="muted">–</span> : <Time at={row.failingSince} now={now} />;
}

function All({ rows, total, allHref }: NeedsPanelProps) {
  if (total <= rows.length) return null;
  return (
    <Link className="small" href={allHref}>
      All {total.toLocaleString('en-GB')}
    </Link>
  );
}
