'use client';

import { useId, useState, type FormEvent } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Result } from '#components/ui/result.tsx';
import { AppSign, type Icons } from './app-sign.tsx';
import { DetailField } from './detail-field.tsx';
import type { VaultState } from './use-vault.ts';
import type { Connection } from './vault-api.ts';
import { isSignIn } from './words.ts';

interface DetailsDialogProps {
  connection: Connection;
  vault: VaultState;
  icons: Icons;
  onClose: () => void;
}

/** What an app asks for: its keys, or what has to be known before one signs in. */
export function DetailsDialog({ connection, vault, icons, onClose }: DetailsDialogProps) {
  const id = useId();
  const [missing, setMissing] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<string | null>(null);
  const isBusy = vault.busy !== null;
  const goesOn = isSignIn(connection);
  const isNew = connection.state === 'available' || connection.state === 'added';

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    const lacking = connection.form_fields.filter(
      (field) => field.required && typed.has(field.id) && !textIn(typed, field.id),
    );
    setMissing(new Set(lacking.map((field) => field.id)));
    if (lacking.length > 0) return;
    const settings = settingsIn(typed, connection);
    const said = goesOn ? await vault.signIn(connection, settings) : await vault.save(connection, { settings });
    setProblem(said);
    if (said === null && !goesOn) onClose();
  };

  return (
    <Dialog
      open
      onOpenChange={(next) => !next && !isBusy && onClose()}
      title={isNew ? `Connect ${connection.name}` : `Details of ${connection.name}`}
      sentence={goesOn ? `After this you sign in at ${connection.name}.` : undefined}
      keepOpenOutside
      consequence={goesOn ? undefined : 'Sealed at once, and not shown again.'}
      actions={
        <>
          <Button disabled={isBusy} onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={id} variant="primary" disabled={isBusy}>
            {isBusy ? 'Connecting…' : wordsOf(goesOn, isNew)}
          </Button>
        </>
      }
    >
      <div className="row">
        <AppSign icons={icons} connection={connection} />
        <span className="soft">{connection.tag_line ?? connection.unified_api}</span>
      </div>
      <form
        id={id}
        className="stack wide"
        method="post"
        noValidate
        autoComplete="off"
        onSubmit={(event) => void submit(event)}
      >
        {connection.form_fields.map((field) => (
          <DetailField
            key={field.id}
            field={field}
            isLocked={isBusy}
            savedAt={field.sensitive && !isNew ? connection.updated_at : null}
            error={missing.has(field.id) ? `${field.label} is needed.` : undefined}
          />
        ))}
        {problem !== null && <Result state="failed" title={`${connection.name} is not connected`} fix={problem} />}
      </form>
    </Dialog>
  );
}

function wordsOf(goesOn: boolean, isNew: boolean): string {
  if (goesOn) return 'Continue';
  return isNew ? 'Connect' : 'Save';
}

function textIn(typed: FormData, id: string): string {
  const value = typed.get(id);
  return typeof value === 'string' ? value.trim() : '';
}

/** What was typed; null for what was emptied. A secret that was left alone is not among it. */
const settingsIn = (typed: FormData, { form_fields }: Connection): Record<string, string | null> =>
  Object.fromEntries(
    form_fields.flatMap(({ id, value }): [string, string | null][] => {
      const text = textIn(typed, id);
      if (text !== '') return [[id, text]];
      return typed.has(id) && value !== undefined && value !== null ? [[id, null]] : [];
    }),
  );
