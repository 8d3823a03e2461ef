'use client';

import { clsx } from 'clsx';
import { credentialHref } from '#components/shell/hrefs.ts';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { RowMenu } from '#components/ui/menu.tsx';
import { SoundingLine } from '#components/ui/sounding-line.tsx';
import { State } from '#components/ui/state.tsx';
import { NameCell } from '#components/ui/table.tsx';
import { Tag } from '#components/ui/tag.tsx';
import { Time } from '#components/ui/time.tsx';
import { amount } from '#components/ui/words.ts';
import type { AppForm, CredentialRow as Row } from '#lib/credentials/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import type { Deeds } from './use-deeds.tsx';
import { authTypeWords, expiryWords } from './words.ts';

interface CredentialRowProps {
  scope: Scope;
  app: AppForm | null;
  row: Row;
  deeds: Deeds;
  now: number;
  isChosen: boolean;
  /** Left out where nothing can be done with what is chosen. */
  onChoose?: (on: boolean) => void;
}

export function CredentialRow({ scope, app, row, deeds, now, isChosen, onChoose }: CredentialRowProps) {
  const href = credentialHref(scope, row);
  const method = app?.authMethods.find((one) => one.type === row.authType)?.label ?? authTypeWords[row.authType];
  return (
    <tr className={clsx(isChosen && 'sel')} data-id={row.id}>
      {onChoose && (
        <td className="pick">
          <Checkbox
            aria-label={`Select ${row.name}`}
            checked={isChosen}
            onChange={(event) => onChoose(event.currentTarget.checked)}
          />
        </td>
      )}
      <NameCell
        href={href}
        name={row.name}
        id={row.identifier}
        note={row.consumer && `Consumer: ${row.consumer.externalId}`}
      />
      <td>
        <RowState row={row} isChecking={deeds.checking.has(row.id)} now={now} />
      </td>
      <td>
        <SoundingLine ticks={row.ticks} />
      </td>
      <td data-label="Environment">
        <Tag>{row.environment}</Tag>
      </td>
      <td data-label="Auth type">{method}</td>
      <td data-label="Used by" className="nowrap">
        <span className={clsx(row.flows === 0 && 'muted')}>
          {row.flows === 0 ? 'No flows' : amount(row.flows, 'flow')}
        </span>
      </td>
      <td data-label="Last check" className="nowrap">
        {row.checkedAt === null ? <span className="muted">Never</span> : <Time at={row.checkedAt} now={now} />}
      </td>
      <td data-label="Expires" className="nowrap">
        <Ends row={row} now={now} />
      </td>
      <td className="more">
        {Object.values(deeds.may).some(Boolean) && <RowMenu name={row.name} groups={groupsOf(row, deeds)} />}
      </td>
    </tr>
  );
}

function RowState({ row, isChecking, now }: { row: Row; isChecking: boolean; now: number }) {
  if (isChecking) return <State state="verifying" />;
  const words = row.state === 'expiring' && row.expiresAt !== null ? expiryWords(row.expiresAt, now) : undefined;
  return (
    <span title={row.stateMessage ?? undefined}>
      <State state={row.state}>{words}</State>
    </span>
  );
}

/** Two dates that are looked at rarely share one cell: when it ends, and when it was last used. */
function Ends({ row, now }: { row: Row; now: number }) {
  return (
    <span>
      {row.expiresAt === null ? (
        <span className="muted">Does not expire</span>
      ) : (
        <Time at={row.expiresAt} now={now} dateOnly />
      )}
      {row.lastUsedAt !== null && (
        <span className="block muted small">
          Used <Time at={row.lastUsedAt} now={now} />
        </span>
      )}
    </span>
  );
}

function groupsOf(row: Row, { may, ask, verify, reconnectOf }: Deeds) {
  const one = [row];
  const reconnect = reconnectOf(row);
  return [
    {
      items: [
        ...(may.verify ? [{ label: 'Verify now', hotkey: 'V', onSelect: () => verify(one) }] : []),
        ...(may.edit ? [{ label: 'Edit', hotkey: 'E', onSelect: () => ask('edit', one) }] : []),
        ...(reconnect ? [{ label: 'Reconnect', onSelect: reconnect }] : []),
        ...(may.duplicate ? [{ label: 'Duplicate', onSelect: () => ask('duplicate', one) }] : []),
        ...(may.export ? [{ label: 'Export', onSelect: () => ask('export', one) }] : []),
      ],
    },
    { items: may.delete ? [{ label: 'Delete', isDangerous: true, onSelect: () => ask('delete', one) }] : [] },
  ];
}
