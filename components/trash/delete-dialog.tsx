'use client';

import { useState } from 'react';
import { DeedDialog } from '#components/credentials/deed-dialog.tsx';
import { subjectWords } from '#components/credentials/words.ts';
import { IdleNote } from '#components/flows/idle-note.tsx';
import { useUses } from '#components/flows/use-uses.ts';
import { useAction } from '#components/session/session-gate.tsx';
import { Checkbox } from '#components/ui/checkbox.tsx';
import type { Refusal } from '#lib/result.ts';
import { deleteCredentials } from '#lib/trash/actions.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { InUseDialog } from './in-use-dialog.tsx';
import { useDeletedNews } from './use-trash-news.ts';
import { useRevocable } from './use-revocable.ts';

interface DeleteDialogProps {
  scope: Scope;
  app: { readonly id: string; readonly name: string } | null;
  subjects: readonly { readonly id: string; readonly name: string }[];
  onClose: () => void;
  onDeleted: () => void;
}

/** Asks by name, then moves to the trash; where active flows would stop it shows them instead. */
export function DeleteDialog({ scope, app, subjects, onClose, onDeleted }: DeleteDialogProps) {
  const remove = useAction(deleteCredentials);
  const tell = useDeletedNews(scope);
  const [inUse, setInUse] = useState<Refusal | null>(null);
  const ids = subjects.map((one) => one.id);
  const [revokes, setRevokes] = useState(false);
  const revocable = useRevocable(scope, ids);
  const uses = useUses(scope, ids.length === 1 ? (ids[0] ?? null) : null);
  const words = subjectWords(subjects.map((one) => one.name));
  const run = async (): Promise<Refusal | null> => {
    const result = await remove(scope, { ids, revoke: revokes && revocable.length > 0 });
    if (!result.ok) {
      if (result.code === 'IN_USE') setInUse(result);
      return result;
    }
    tell(ids, result.value);
    onDeleted();
    return null;
  };
  if (inUse) return <InUseDialog scope={scope} app={app} subjects={subjects} refusal={inUse} onClose={onClose} />;
  const isUsedByActive = uses.some((use) => use.flowState === 'active');
  const also = ids.length > 1 ? ' Drafts and paused flows that name one of them will ask for another.' : '';
  return (
    <DeedDialog
      title={`Delete ${words}`}
      sentence={`It waits 30 days in Trash and can be restored until then.${also}`}
      confirm={`Delete ${words}`}
      pending="Deleting…"
      isDangerous
      run={run}
      onClose={onClose}
    >
      {revocable.length > 0 && (
        <Checkbox checked={revokes} onChange={(event) => setRevokes(event.currentTarget.checked)}>
          <span>
            Also revoke it at {revocable.join(', ')}
            <span className="block muted small">
              Restored, it would have to be connected again. Some apps end everything of that account at once.
            </span>
          </span>
        </Checkbox>
      )}
      {!isUsedByActive && uses.length > 0 && <IdleNote scope={scope} uses={uses} />}
    </DeedDialog>
  );
}
