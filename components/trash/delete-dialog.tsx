'use client';

import { useState } from 'react';
import Link from 'next/link';
import { useAction } from '#components/session/session-gate.tsx';
import { Button } from '#components/ui/button.tsx';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Result } from '#components/ui/result.tsx';
import { Table } from '#components/ui/table.tsx';
import { subjectWords } from '#components/credentials/words.ts';
import type { Scope } from '#components/credentials/scope.ts';
import type { Refusal } from '#lib/result.ts';
import { deleteCredentials } from '#lib/trash/actions.ts';
import { flowsOf } from './in-use.ts';
import { useDeletedNews } from './use-trash-news.ts';

interface DeleteDialogProps {
  scope: Scope;
  ids: readonly string[];
  names: readonly string[];
  onClose: () => void;
  onDeleted: () => void;
}

/** Asks by name, then moves to the trash; where active flows would stop it shows them instead. */
export function DeleteDialog({ scope, ids, names, onClose, onDeleted }: DeleteDialogProps) {
  const remove = useAction(deleteCredentials);
  const tell = useDeletedNews(scope);
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const subject = subjectWords(names);
  const confirm = async () => {
    setBusy(true);
    const result = await remove(scope, { ids: [...ids] });
    setBusy(false);
    if (!result.ok) return setRefusal(result);
    tell(ids, result.value);
    onDeleted();
  };
  if (refusal?.code === 'IN_USE')
    return <InUseDialog scope={scope} names={names} refusal={refusal} onClose={onClose} />;
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Delete ${subject}`}
      sentence="It waits 30 days in Trash and can be restored until then. Flows that are not active will ask for another."
      confirm={`Delete ${subject}`}
      isDangerous
      pending={isBusy ? 'Deleting…' : null}
      onConfirm={() => void confirm()}
    >
      {refusal && <Result state="failed" title={refusal.message} reference={refusal.code} />}
    </ConfirmDialog>
  );
}

interface InUseDialogProps {
  scope: Scope;
  names: readonly string[];
  refusal: Refusal;
  onClose: () => void;
}

/** A fact as its title, the flows as links, and the way out. */
function InUseDialog({ scope, names, refusal, onClose }: InUseDialogProps) {
  const flows = flowsOf(refusal);
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
          {flows.map((flow) => (
            <tr key={flow.id}>
              <td>
                <Link href={`/${scope.tenant}/${scope.workspace}/flows/${flow.id}`}>{flow.name}</Link>
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Dialog>
  );
}
