'use client';

import Link from 'next/link';
import { flowHref } from '#components/shell/hrefs.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Result } from '#components/ui/result.tsx';
import { Table } from '#components/ui/table.tsx';
import type { Refusal } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { flowsOf } from './in-use.ts';

interface InUseDialogProps {
  scope: Scope;
  names: readonly string[];
  refusal: Refusal;
  onClose: () => void;
}

/** A fact as its title, the flows as links, and what to do. There is no disabled Delete to puzzle over. */
export function InUseDialog({ scope, names, refusal, onClose }: InUseDialogProps) {
  const [first, ...rest] = refusal.message.split(/(?<=\.)\s/);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={names.length === 1 ? `${names[0] ?? ''} is in use` : 'One of these credentials is in use'}
      consequence="Nothing was deleted."
      actions={
        <Button variant="primary" onClick={onClose}>
          Keep it
        </Button>
      }
    >
      <Result state="failed" title={first} fix={rest.join(' ')} />
      <Table label="Active flows">
        <thead>
          <tr>
            <th scope="col">Active flows</th>
          </tr>
        </thead>
        <tbody>
          {flowsOf(refusal).map((flow) => (
            <tr key={flow.id}>
              <td>
                <Link href={flowHref(scope, flow.id)}>{flow.name}</Link>
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Dialog>
  );
}
