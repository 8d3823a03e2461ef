'use client';

import { useAction } from '#components/session/session-gate.tsx';
import { duplicateCredential } from '#lib/duplicates/actions.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { DeedDialog } from './deed-dialog.tsx';
import { useSavedNews } from './use-saved-news.ts';

interface DuplicateDialogProps {
  scope: Scope;
  subject: { readonly id: string; readonly name: string };
  app: string;
  onClose: () => void;
}

export function DuplicateDialog({ scope, subject, app, onClose }: DuplicateDialogProps) {
  const duplicate = useAction(duplicateCredential);
  const tell = useSavedNews();
  return (
    <DeedDialog
      title={`Duplicate ${subject.name}`}
      sentence={`A second credential with the same settings and secret, checked with ${app} once more. Its name gets a number.`}
      confirm="Duplicate"
      pending="Verifying…"
      run={async () => {
        const result = await duplicate(scope, { id: subject.id });
        if (!result.ok) return result;
        tell(result.value);
        return null;
      }}
      onClose={onClose}
    />
  );
}
