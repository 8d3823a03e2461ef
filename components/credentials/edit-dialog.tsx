'use client';

import { useId, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useAction } from '#components/session/session-gate.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Result } from '#components/ui/result.tsx';
import { BlockSkeleton, Waiting } from '#components/ui/skeleton.tsx';
import { readCredential, updateCredential } from '#lib/credentials/actions.ts';
import { credentialOptions } from '#lib/credentials/cache.ts';
import type { AppForm, CredentialDetail, SavedDto } from '#lib/credentials/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { AppHead } from './app-head.tsx';
import { CredentialForm } from './credential-form.tsx';
import { consequenceWords, typing, type Phase } from './form-phase.ts';
import { useCredentialForm } from './use-credential-form.ts';
import { useSavedNews } from './use-saved-news.ts';

interface EditDialogProps {
  scope: Scope;
  app: AppForm;
  id: string;
  onClose: () => void;
  /** Connects it again, for settings its tokens may not be used with. */
  onReconnect: (credential: CredentialDetail, settings: Record<string, string>) => void;
}

/** Reads the newest of a credential first; saves against that revision. Shown while it is mounted. */
export function EditDialog({ scope, app, id, onClose, onReconnect }: EditDialogProps) {
  const [phase, setPhase] = useState<Phase>(typing);
  const { data } = useQuery(credentialOptions(scope, id, useAction(readCredential)));
  const tell = useSavedNews();
  const formId = useId();
  const isBusy = phase.kind === 'verifying';
  const leave = () => {
    if (!isBusy) onClose();
  };
  const finish = (saved: SavedDto) => {
    onClose();
    tell(saved);
  };
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && leave()}
      title={data?.ok ? `Edit ${data.value.name}` : 'Edit credential'}
      consequence={consequenceWords(phase, app.name, true)}
      keepOpenOutside
      actions={
        <>
          <Button onClick={leave} disabled={isBusy}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" disabled={isBusy || !data?.ok}>
            {isBusy ? 'Verifying…' : 'Verify and save'}
          </Button>
        </>
      }
    >
      {data?.ok && (
        <EditForm
          id={formId}
          scope={scope}
          app={app}
          saved={data.value}
          phase={phase}
          onPhase={setPhase}
          onSaved={finish}
          onSignInAgain={(settings) => {
            onClose();
            onReconnect(data.value, settings);
          }}
        />
      )}
      {data && !data.ok && <Result state="failed" title={data.message} reference={data.code} />}
      {!data && (
        <Waiting label="Loading the credential">
          <BlockSkeleton />
        </Waiting>
      )}
    </Dialog>
  );
}

interface EditFormProps {
  id: string;
  scope: Scope;
  app: AppForm;
  saved: CredentialDetail;
  phase: Phase;
  onPhase: (phase: Phase) => void;
  onSaved: (saved: SavedDto) => void;
  onSignInAgain: (settings: Record<string, string>) => void;
}

function EditForm({ id, scope, app, saved, phase, onPhase, onSaved, onSignInAgain }: EditFormProps) {
  const update = useAction(updateCredential);
  const read = useAction(readCredential);
  const state = useCredentialForm({
    app,
    saved,
    phase,
    onPhase,
    save: ({ name, environment, settings, secret, expiresAt, acceptUntested }, revision) =>
      update(scope, { id: saved.id, revision, name, environment, settings, secret, expiresAt, acceptUntested }),
    reload: () => read(scope, { id: saved.id }),
    onSaved,
    onSignInAgain,
  });
  return (
    <>
      <AppHead app={app} method={state.method?.label ?? app.category} />
      {saved.state === 'unreadable' && (
        <Result
          state="unreadable"
          title="The saved secret cannot be read."
          fix="Type it again to make this credential work."
          isLive={false}
        />
      )}
      <CredentialForm id={id} state={state} phase={phase} />
    </>
  );
}
