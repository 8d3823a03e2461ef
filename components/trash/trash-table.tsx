'use client';

import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Heads, SilentHead, Table } from '#components/ui/table.tsx';
import { Tag } from '#components/ui/tag.tsx';
import { Time } from '#components/ui/time.tsx';
import type { TrashRow } from '#lib/trash/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { useRestore } from './use-trash-news.ts';

interface TrashTableProps {
  scope: Scope;
  rows: readonly (TrashRow & { readonly app: string })[];
  canRestore: boolean;
  now: number;
}

/** What was deleted, by whom, and until when it can come back. */
export function TrashTable({ scope, rows, canRestore, now }: TrashTableProps) {
  const restore = useRestore(scope);
  const [busy, setBusy] = useState<string | null>(null);
  const bringBack = async (id: string) => {
    setBusy(id);
    await restore([id]);
    setBusy(null);
  };
  return (
    <Table label="Deleted credentials" stacked>
      <Heads of={['Name', 'App', 'Environment', 'Deleted', 'By', 'Gone for good']}>
        {canRestore && <SilentHead>Restore</SilentHead>}
      </Heads>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <td className="strong">{row.name}</td>
            <td data-label="App">{row.app}</td>
            <td data-label="Environment">
              <Tag>{row.environment}</Tag>
            </td>
            <td data-label="Deleted" className="nowrap">
              <Time at={row.deletedAt} now={now} />
            </td>
            <td data-label="By">{row.deletedBy}</td>
            <td data-label="Gone for good" className="nowrap">
              <Time at={row.purgeAt} now={now} dateOnly />
            </td>
            {canRestore && (
              <td className="end">
                <Button small disabled={busy !== null} onClick={() => void bringBack(row.id)}>
                  {busy === row.id ? 'Restoring…' : 'Restore'}
                  <span className="sr"> {row.name}</span>
                </Button>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
