'use client';

import { useState } from 'react';
import { DeedDialog } from '#components/credentials/deed-dialog.tsx';
import { subjectWords } from '#components/credentials/words.ts';
import { useAction } from '#components/session/session-gate.tsx';
import type { Refusal } from '#lib/result.ts';
import { deleteCredentials } from '#lib/trash/actions.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { InUseDialog } from './in-use-dialog.tsx';
import { useDeletedNews } from './use-trash-news.ts';

interface DeleteDialogProps {
  scope: Scope;
  subjects: readonly { readonly id: string; readonly name: string }[];
  onClose: () => void;
  onDeleted: () => void;
}

/** Asks by name, then moves to the trash; where active flows would stop it shows them instead. */
export function DeleteDialog({ scope, subjects, onClose, onDeleted }: DeleteDialogProps) {
  const remove = useAction(deleteCredentials);
  const tell = useDeletedNews(scope);
  const [inUse, setInUse] = useState<Refusal | null>(null);
  const ids = subjects.map((one) => one.id);
  const names = subjects.map((one) => one.name);
  const words = subjectWords(names);
  const run = async (): Promise<Refusal | null> => {
    const result = await remove(scope, { ids });
    if (!result.ok) {
      if (result.code === 'IN_USE') setInUse(result);
      return result;
    }
    tell(ids, result.value);
    onDeleted();
    return null;
  };
  if (inUse) return <InUseDialog scope={scope} names={names} refusal={inUse} onClose={onClose} />;
  return (
    <DeedDialog
      title={`Delete ${words}`}
      sentence="It waits 30 days in Trash and can be restored until then."
      confirm={`Delete ${words}`}
      pending="Deleting…"
      isDangerous
      run={run}
      onClose={onClose}
    />
  );
}
