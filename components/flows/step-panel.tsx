'use client';

import { Link } from '#components/ui/link.tsx';
import { X } from 'lucide-react';
import { AppTile } from '#components/credentials/app-tile.tsx';
import { credentialHref } from '#components/shell/hrefs.ts';
import { IconButton } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { State } from '#components/ui/state.tsx';
import type { AppForm } from '#lib/credentials/schema.ts';
import type { StepDto } from '#lib/flows/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { standingWords } from './choice-words.ts';
import { CredentialPicker } from './credential-picker.tsx';
import { InlineAdd } from './inline-add.tsx';
import { pauseFirst, type FlowMay } from './may.ts';
import { StepMenu } from './step-menu.tsx';
import { StepName } from './step-name.tsx';
import { ChoosingNews, StepTrouble } from './step-trouble.tsx';
import { useChoose } from './use-choose.ts';
import type { FlowEditor } from './use-flow.ts';

export interface StepPanelProps {
  scope: Scope;
  editor: FlowEditor;
  may: FlowMay;
  step: StepDto;
  position: number;
  /** Null where the catalogue does not have the app. */
  app: AppForm | null;
  environment: string;
  /** A new credential is being typed here. */
  isAdding: boolean;
  onAdding: (on: boolean) => void;
  /** The list of credentials is open from the start. */
  isAsked: boolean;
  onMove: (to: number) => void;
  onRemoved: () => void;
  onClose: () => void;
}

/** The settings of one step: its name, and what it signs in with. */
export function StepPanel(props: StepPanelProps) {
  const { scope, editor, may, step, position, app, isAdding, onAdding, onClose } = props;
  const choosing = useChoose(scope, editor, step.id);
  const menu = may.edit && (
    <StepMenu
      scope={scope}
      editor={editor}
      step={step}
      position={position}
      onMove={props.onMove}
      onTakeAway={() => void choosing.takeAway()}
      onRemoved={props.onRemoved}
    />
  );
  return (
    <>
      <div className="row">
        <AppTile icon={step.app.icon} name={step.app.name} />
        <div className="grow">
          <h2 className="clip">{step.name}</h2>
          <div className="muted small clip">
            Step {position}, {step.app.name}
          </div>
        </div>
        {menu}
        <IconButton variant="quiet" small aria-label="Close step" onClick={onClose}>
          <Icon of={X} />
        </IconButton>
      </div>
      {isAdding && app ? (
        <InlineAdd
          scope={scope}
          app={app}
          environment={props.environment}
          editor={editor}
          stepId={step.id}
          position={position}
          onLeave={() => onAdding(false)}
        />
      ) : (
        <CredentialPart {...props} choosing={choosing} />
      )}
      {may.edit && editor.flow.state !== 'active' && <StepName scope={scope} editor={editor} step={step} />}
      {may.edit && editor.flow.state === 'active' && (
        <p className="muted small">The credential can be changed while the flow runs. {pauseFirst}</p>
      )}
    </>
  );
}

type CredentialPartProps = StepPanelProps & { choosing: ReturnType<typeof useChoose> };

function CredentialPart(props: CredentialPartProps) {
  const { scope, editor, may, step, app, isAsked, onAdding, choosing } = props;
  const add = () => {
    choosing.forget();
    onAdding(true);
  };
  return (
    <div className="stack">
      {may.edit && !step.app.isGone && (
        <CredentialPicker
          scope={scope}
          app={step.app}
          label="Credential"
          value={step.credential}
          defaultOpen={isAsked}
          disabled={choosing.choosing.kind === 'checking'}
          onPick={(choice) => void choosing.choose(choice)}
          onAdd={may.add && app ? add : undefined}
        />
      )}
      {!may.edit && <Chosen step={step} />}
      <Standing {...props} />
      <ChoosingNews scope={scope} component={step.app.id} choosing={choosing.choosing} />
      {choosing.choosing.kind === 'idle' && <StepTrouble scope={scope} step={step} now={editor.now} />}
    </div>
  );
}

/** How what was chosen stands, and the way to it. */
function Standing({ scope, editor, step: { app, credential, trouble } }: CredentialPartProps) {
  if (!credential || credential.isDeleted) return null;
  const words = trouble === null ? standingWords({ ...credential, message: null }, editor.now) : '';
  return (
    <p className="small soft">
      {credential.environment}. {words && `${words}. `}
      <Link href={credentialHref(scope, { component: app.id, id: credential.id })}>Open {credential.name}</Link>
    </p>
  );
}

/** For somebody who may look only. */
function Chosen({ step: { credential } }: { step: StepDto }) {
  if (!credential) return null;
  return (
    <dl className="facts">
      <div>
        <dt>Credential</dt>
        <dd>{credential.name}</dd>
      </div>
      <div>
        <dt>State</dt>
        <dd>
          <State state={credential.state} />
        </dd>
      </div>
    </dl>
  );
}
