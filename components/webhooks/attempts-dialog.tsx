'use client';

import { useQuery } from '@tanstack/react-query';
import { useAction } from '#components/session/session-gate.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Result } from '#components/ui/result.tsx';
import { State } from '#components/ui/state.tsx';
import { Heads, Table } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import { listAttempts } from '#lib/delivery-log/actions.ts';
import { attemptsOptions } from '#lib/delivery-log/cache.ts';
import type { AttemptRow, DeliveryRow } from '#lib/delivery-log/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { metWords } from './words.ts';

interface AttemptsDialogProps {
  scope: Scope;
  delivery: DeliveryRow;
  now: number;
  onClose: () => void;
}

/** Every try of one delivery, newest first. Open while it is mounted. */
export function AttemptsDialog({ scope, delivery, now, onClose }: AttemptsDialogProps) {
  const { data } = useQuery(attemptsOptions(scope, delivery, useAction(listAttempts)));
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="plan"
      title="Tries"
      sentence={delivery.type}
      actions={<Button onClick={onClose}>Close</Button>}
    >
      <div className="stack wide">
        <Facts
          facts={[
            { term: 'Message id', value: delivery.eventId, mono: true },
            { term: 'Credential', value: delivery.credentialName },
          ]}
        />
        {data?.ok === false && <Result state="failed" title={data.message} />}
        {data?.ok && <Attempts rows={data.value} now={now} />}
      </div>
    </Dialog>
  );
}

function Attempts({ rows, now }: { rows: readonly AttemptRow[]; now: number }) {
  if (rows.length === 0) return <p className="soft">Not tried yet.</p>;
  return (
    <Table label="Tries" stacked>
      <Heads of={['Try', 'When', 'What it met', 'Took']} />
      <tbody>
        {rows.map((row) => (
          <tr key={row.number}>
            <td data-label="Try">{row.number}</td>
            <td data-label="When" className="nowrap">
              <Time at={row.at} now={now} />
            </td>
            <td data-label="What it met">
              <Met row={row} />
            </td>
            <td data-label="Took" className="nowrap">
              {row.durationMs.toLocaleString('en-GB')} ms
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Met({ row: { status, code, message } }: { row: AttemptRow }) {
  const hasArrived = code === 'delivered';
  return (
    <State state={hasArrived ? 'passed' : 'failed'}>
      <span>
        {hasArrived ? `Answered ${status}` : metWords(code)}
        {message && <span className="block muted small">{message}</span>}
      </span>
    </State>
  );
}
