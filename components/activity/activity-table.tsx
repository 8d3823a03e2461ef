import { Fragment } from 'react';
import { Link } from '#components/ui/link.tsx';
import { Heads, Table } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import type { AuditRow } from '#lib/audit/schema.ts';
import { factsOf, phraseOf } from './words.ts';

interface ActivityTableProps {
  rows: readonly AuditRow[];
  /** Where a credential, a flow, a consumer, an import or an export that is still here is, by its id. */
  hrefs: ReadonlyMap<string, string>;
  /** Epoch milliseconds. */
  now: number;
}

export function ActivityTable({ rows, hrefs, now }: ActivityTableProps) {
  return (
    <Table label="Activity" stacked>
      <Heads of={['When', 'Who', 'What', 'Details', 'Address']} />
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <td data-label="When" className="nowrap">
              <Time at={row.at} now={now} />
            </td>
            <td data-label="Who">
              <span>
                {row.actorLabel}
                {row.actorKind === 'key' && <span className="block muted small">API key</span>}
              </span>
            </td>
            <td data-label="What">
              <What row={row} href={hrefs.get(row.targetId)} />
            </td>
            <td data-label="Details">
              <Details detail={row.detail} />
            </td>
            <td data-label="Address">
              <span className="mono" dir="ltr">
                {row.address}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function What({ row, href }: { row: AuditRow; href: string | undefined }) {
  const [before, after] = phraseOf(row.action);
  return (
    <span>
      {before} {href ? <Link href={href}>{row.targetLabel}</Link> : <b className="medium">{row.targetLabel}</b>}
      {after && ` ${after}`}
    </span>
  );
}

function Details({ detail }: Pick<AuditRow, 'detail'>) {
  const facts = factsOf(detail);
  if (facts.length === 0) return <span className="muted">–</span>;
  return (
    <span className="small soft">
      {facts.map(({ term, value, isMono }, at) => (
        <Fragment key={term}>
          {at > 0 && ', '}
          {term}{' '}
          {isMono ? (
            <span className="mono" dir="ltr" title={value}>
              {shortened(value)}
            </span>
          ) : (
            value
          )}
        </Fragment>
      ))}
    </span>
  );
}

const machineCharacters = 24;

/** A hash is told apart by its beginning; the whole is in the title. */
const shortened = (value: string): string =>
  value.length > machineCharacters ? `${value.slice(0, machineCharacters)}…` : value;
