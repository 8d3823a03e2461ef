'use client';

import { useState } from 'react';
import { RowMenu } from '#components/ui/menu.tsx';
import { State } from '#components/ui/state.tsx';
import { Heads, SilentHead, Table } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import type { DeliveryRow } from '#lib/delivery-log/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { AttemptsDialog } from './attempts-dialog.tsx';
import { useReplay } from './use-replay.ts';
import { deliveryMarks, deliveryWords, metWords, triesWords } from './words.ts';

interface DeliveryTableProps {
  scope: Scope;
  rows: readonly DeliveryRow[];
  /** Nothing is sent while the webhook is switched off. */
  isOff: boolean;
  now: number;
}

/** What was sent there, or waits, with what the last try met. */
export function DeliveryTable({ scope, rows, isOff, now }: DeliveryTableProps) {
  const [shown, setShown] = useState<DeliveryRow | null>(null);
  const { replay } = useReplay(scope);
  const groupsOf = (row: DeliveryRow) => [
    { items: [{ label: 'Show the tries', onSelect: () => setShown(row) }] },
    { items: [{ label: 'Send again', onSelect: () => void replay(row), ...unavailable(row, isOff) }] },
  ];
  return (
    <>
      <Table label="Deliveries" bare stacked>
        <Heads of={['Event', 'Credential', 'State', 'Last try', 'When']}>
          <SilentHead className="more">More</SilentHead>
        </Heads>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td className="namecell">
                <span className="mono nowrap" dir="ltr">
                  {row.type}
                </span>
                <span className="id" dir="ltr">
                  {row.eventId}
                </span>
              </td>
              <td data-label="Credential">{row.credentialName}</td>
              <td data-label="State">
                <Standing row={row} now={now} />
              </td>
              <td data-label="Last try">
                <span>
                  {metWords(row.lastCode)}
                  {row.attempts > 0 && <span className="block muted small">{triesWords(row.attempts)}</span>}
                </span>
              </td>
              <td data-label="When" className="nowrap">
                <Time at={row.createdAt} now={now} />
              </td>
              <td className="more">
                <RowMenu name={row.eventId} groups={groupsOf(row)} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      {shown && <AttemptsDialog scope={scope} delivery={shown} now={now} onClose={() => setShown(null)} />}
    </>
  );
}

function Standing({ row, now }: { row: DeliveryRow; now: number }) {
  if (row.isSending) return <State state="verifying">Sending</State>;
  const waits = row.state === 'due' && row.nextAttemptAt !== null && row.nextAttemptAt > now;
  return (
    <State state={deliveryMarks[row.state]}>
      <span>
        {deliveryWords[row.state]}
        {waits && row.nextAttemptAt !== null && (
          <span className="block muted small">
            next try <Time at={row.nextAttemptAt} now={now} />
          </span>
        )}
      </span>
    </State>
  );
}

function unavailable(row: DeliveryRow, isOff: boolean): { unavailable?: string } {
  if (row.state === 'due') return { unavailable: 'It is on its way.' };
  return isOff ? { unavailable: 'Switch the webhook on first.' } : {};
}
