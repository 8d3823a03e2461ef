'use client';

import { useId, useState, type ReactNode } from 'react';
import { CredentialForm } from '#components/credentials/credential-form.tsx';
import { firstWay, type Way } from '#components/credentials/form-model.ts';
import { consequenceWords, submitWords, typing, type Phase } from '#components/credentials/form-phase.ts';
import { useNewCredential, type NewCredentialOptions } from '#components/credentials/use-new-credential.ts';
import { passedWords } from '#components/credentials/use-saved-news.ts';
import { useAction } from '#components/session/session-gate.tsx';
import { Button } from '#components/ui/button.tsx';
import { Result } from '#components/ui/result.tsx';
import { StepBody } from '#components/ui/step-body.tsx';
import type { AppForm, SavedDto } from '#lib/credentials/schema.ts';
import { chooseCredential } from '#lib/steps/actions.ts';
import type { ActionResult, Refusal } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import type { FlowEditor } from './use-flow.ts';

interface InlineAddProps {
  scope: Scope;
  app: AppForm;
  /** Of the workspace. */
  environment: string;
  editor: FlowEditor;
  stepId: string;
  position: number;
  /** Back to choosing, with nothing changed; or done. */
  onLeave: () => void;
}

interface Added {
  readonly saved: SavedDto;
  /** Why the step does not have it, though it was saved. */
  readonly refusal: Refusal | null;
}

/** A new credential in place: the same form, the same dry run; saved and chosen for the step at once when it passes. */
export function InlineAdd({ scope, app, environment, editor, stepId, position, onLeave }: InlineAddProps) {
  const [phase, setPhase] = useState<Phase>(typing);
  const [way, setWay] = useState<Way | null>(() => (app.authMethods[0] ? firstWay(app.authMethods[0]) : null));
  const [added, setAdded] = useState<Added | null>(null);
  const put = useAction(chooseCredential);
  const id = useId();
  const isVerifying = phase.kind === 'verifying';
  const leave = () => (phase.kind === 'connecting' ? phase.elsewhere.cancel() : onLeave());
  const choose = (credentialId: string) => editor.change((seen) => put(scope, { ...seen, stepId, credentialId }));
  const finish = async (saved: SavedDto) => {
    let result: ActionResult<unknown> = await choose(saved.id);
    // Somebody changed the flow meanwhile. The credential is new, so the choice is meant for the flow as it is now, too.
    if (!result.ok && result.code === 'CHANGED_MEANWHILE') result = await choose(saved.id);
    setAdded({ saved, refusal: result.ok ? null : result });
  };
  if (added)
    return (
      <InPlace>
        <Done added={added} position={position} onDone={onLeave} />
      </InPlace>
    );
  return (
    <InPlace
      aside={
        <Button small variant="quiet" onClick={leave} disabled={isVerifying}>
          {phase.kind === 'connecting' ? 'Cancel' : 'Choose existing'}
        </Button>
      }
    >
      <AddForm
        id={id}
        scope={scope}
        app={app}
        environment={environment}
        phase={phase}
        onPhase={setPhase}
        onWay={setWay}
        onSaved={(saved) => void finish(saved)}
      />
      <div className="row">
        <span className="grow muted small">{consequenceWords(phase, app.name)}</span>
        <Button type="submit" form={id} variant="primary" disabled={isVerifying || phase.kind === 'connecting'}>
          {submitWords(phase, way, app.name)}
        </Button>
      </div>
    </InPlace>
  );
}

function InPlace({ aside, children }: { aside?: ReactNode; children: ReactNode }) {
  const heading = useId();
  return (
    <section className="panel" aria-labelledby={heading}>
      <header>
        <h3 className="grow" id={heading}>
          Add new credential
        </h3>
        {aside}
      </header>
      <div className="body stack">{children}</div>
    </section>
  );
}

interface AddFormProps extends NewCredentialOptions {
  id: string;
}

function AddForm({ id, ...options }: AddFormProps) {
  const state = useNewCredential(options);
  return (
    <StepBody>
      <CredentialForm id={id} state={state} phase={options.phase} />
    </StepBody>
  );
}

/** What the dry run said, and that the step has it. */
function Done({ added: { saved, refusal }, position, onDone }: { added: Added; position: number; onDone: () => void }) {
  const { verification, notices, name } = saved;
  const hasPassed = verification?.outcome === 'passed';
  return (
    <StepBody>
      <Result
        state={hasPassed ? 'passed' : 'not_testable'}
        title={verification ? passedWords(verification) : `Saved ${name}.`}
        fix={notices.length > 0 ? notices.join(' ') : undefined}
        durationMs={verification?.durationMs}
      />
      {refusal && (
        <Result state="failed" title={`${name} was not chosen. ${refusal.message}`} reference={refusal.code} />
      )}
      <div className="row">
        <span className="grow muted small">
          {refusal ? `Saved ${name}. Choose it from the list.` : `Saved ${name}, chosen for step ${position}.`}
        </span>
        <Button variant="primary" data-first-focus onClick={onDone}>
          Done
        </Button>
      </div>
    </StepBody>
  );
}
