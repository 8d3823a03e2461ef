'use client';

import { useState } from 'react';
import { useRouter } from 'next/navigation';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { Heads, SilentHead, Table } from '#components/ui/table.tsx';
import type { Permission } from '#lib/access.ts';
import type { AppForm, CredentialRow as Row } from '#lib/credentials/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { CredentialRow } from './credential-row.tsx';
import { DeedsBar } from './deeds-bar.tsx';
import { useDeeds } from './use-deeds.tsx';
import { useRowKeys } from './use-row-keys.ts';

interface CredentialTableProps {
  scope: Scope;
  /** Names the table: the app. */
  title: string;
  app: AppForm | null;
  rows: readonly Row[];
  permissions: readonly Permission[];
  now: number;
}

/** A page of credentials: to look over, to choose from, to do something with. */
export function CredentialTable({ scope, title, app, rows, permissions, now }: CredentialTableProps) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const router = useRouter();
  const clear = () => setChosen(new Set());
  const deeds = useDeeds({
    scope,
    app,
    permissions,
    onDeleted: () => {
      clear();
      router.refresh();
    },
  });
  const choose = (id: string, on = !chosen.has(id)) =>
    setChosen((before) => (on ? new Set([...before, id]) : new Set([...before].filter((one) => one !== id))));
  const { ref, onKeyDown } = useRowKeys({ rows, deeds, onChoose: choose });
  const selected = rows.filter((row) => chosen.has(row.id));
  const canChoose = deeds.may.verify || deeds.may.environment || deeds.may.export || deeds.may.delete;
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys of the links inside bubble here
    <div ref={ref} onKeyDown={onKeyDown}>
      <Table label={`${title} credentials`} stacked>
        <Heads
          of={['Name', 'State', 'Last 20 days', 'Environment', 'Auth type', 'Used by', 'Last check', 'Expires']}
          sorted="Name"
          before={
            canChoose && (
              <th scope="col" className="pick">
                <Checkbox
                  aria-label="Select all"
                  checked={selected.length === rows.length}
                  indeterminate={selected.length > 0 && selected.length < rows.length}
                  onChange={(event) => setChosen(new Set(event.currentTarget.checked ? rows.map((row) => row.id) : []))}
                />
              </th>
            )
          }
        >
          <SilentHead className="more">Actions</SilentHead>
        </Heads>
        <tbody>
          {rows.map((row) => (
            <CredentialRow
              key={row.id}
              scope={scope}
              app={app}
              row={row}
              deeds={deeds}
              now={now}
              isChosen={chosen.has(row.id)}
              onChoose={canChoose ? (on) => choose(row.id, on) : undefined}
            />
          ))}
        </tbody>
      </Table>
      <DeedsBar deeds={deeds} selected={selected} onClear={clear} />
      {deeds.dialog}
    </div>
  );
}
