import { Panel } from '#components/ui/panel.tsx';
import { Heads, Table } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import type { FailingHost } from '#lib/freshness/schema.ts';
import { hostTrouble } from './words.ts';

/** Token endpoints of this workspace that do not answer as they should. */
export function HostsPanel({ hosts, now }: { hosts: readonly FailingHost[]; now: number }) {
  return (
    <Panel title="Providers in trouble" flush>
      <Table label="Providers in trouble" bare stacked>
        <Heads of={['Token endpoint', 'What happens', 'Since', 'In a row', 'Asked again']} />
        <tbody>
          {hosts.map(({ host, code, since, failures, pausedUntil }) => (
            <tr key={host}>
              <td className="mono" dir="ltr">
                {host}
              </td>
              <td data-label="What happens">{hostTrouble(code)}</td>
              <td data-label="Since" className="nowrap">
                {since === null ? <span className="muted">–</span> : <Time at={since} now={now} />}
              </td>
              <td data-label="In a row">{failures.toLocaleString('en-GB')}</td>
              <td data-label="Asked again" className="nowrap">
                {pausedUntil !== null && pausedUntil > now ? <Time at={pausedUntil} now={now} /> : 'As usual'}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}
