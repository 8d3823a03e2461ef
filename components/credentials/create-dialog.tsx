'use client';

import { useId, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { StepBody } from '#components/ui/step-body.tsx';
import type { AppForm, SavedDto } from '#lib/credentials/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { AppChooser } from './app-chooser.tsx';
import { AppHead } from './app-head.tsx';
import { CredentialForm } from './credential-form.tsx';
import { useCreateParam } from './create-param.ts';
import { firstWay, type Way } from './form-model.ts';
import { consequenceWords, isBusy as isBusyPhase, submitWords, typing, type Phase } from './form-phase.ts';
import { useNewCredential, type NewCredentialOptions } from './use-new-credential.ts';
import { useSavedNews } from './use-saved-news.ts';

interface CreateDialogProps {
  scope: Scope;
  /** The apps to choose from; with one there is nothing to choose. */
  apps: readonly AppForm[];
  /** Of the workspace. */
  environment: string;
}

/** App, sign-in, form, dry run. It lives in the address, so that it can be linked. */
export function CreateDialog({ scope, apps, environment }: CreateDialogProps) {
  const { component, open, close } = useCreateParam();
  const [phase, setPhase] = useState<Phase>(typing);
  // Undefined: as the app's first method has it.
  const [chosenWay, setWay] = useState<Way | null>();
  // The dialog sees to the focus of the step it opens with; those that follow see to their own.
  const [hasChosen, setChosen] = useState(false);
  const tell = useSavedNews();
  const id = useId();
  const app = apps.find((one) => one.id === component) ?? (apps.length === 1 ? apps[0] : undefined);
  const isBusy = isBusyPhase(phase);
  const [method] = app?.authMethods ?? [];
  const way = chosenWay === undefined ? method && firstWay(method) : chosenWay;
  const choose = (next: string) => {
    setPhase(typing);
    setWay(undefined);
    setChosen(true);
    open(next);
  };
  const end = () => {
    setPhase(typing);
    setWay(undefined);
    setChosen(false);
    close();
  };
  const leave = () => {
    if (phase.kind === 'connecting') phase.elsewhere.cancel();
    else if (!isBusy) end();
  };
  const finish = (saved: SavedDto) => {
    end();
    tell(saved);
  };
  const actions = (
    <>
      <Button onClick={leave} disabled={phase.kind === 'verifying'}>
        Cancel
      </Button>
      <Button type="submit" form={id} variant="primary" disabled={isBusy}>
        {submitWords(phase, way ?? null, app?.name ?? '')}
      </Button>
    </>
  );
  const step = app ? (
    <CreateForm
      key={app.id}
      id={id}
      scope={scope}
      app={app}
      environment={environment}
      phase={phase}
      onPhase={setPhase}
      onWay={setWay}
      onSaved={finish}
      onChange={apps.length > 1 ? () => choose('') : undefined}
    />
  ) : (
    <AppChooser apps={apps} onChoose={choose} />
  );
  return (
    <Dialog
      open={component !== null}
      onOpenChange={(next) => !next && leave()}
      title="Create Credential"
      sentence={app ? undefined : 'Which app is it for?'}
      consequence={app && consequenceWords(phase, app.name)}
      actions={app && actions}
      keepOpenOutside
    >
      {hasChosen ? <StepBody key={app?.id ?? ''}>{step}</StepBody> : step}
    </Dialog>
  );
}

interface CreateFormProps extends NewCredentialOptions {
  id: string;
  onChange?: () => void;
}

function CreateForm({ id, onChange, ...options }: CreateFormProps) {
  const { app, phase } = options;
  const state = useNewCredential(options);
  const change = onChange && (
    <Button small onClick={onChange} disabled={isBusyPhase(phase)}>
      Change app
    </Button>
  );
  return (
    <>
      <AppHead app={app} method={state.method?.label ?? app.category} end={change} />
      <CredentialForm id={id} state={state} phase={phase} />
    </>
  );
}
