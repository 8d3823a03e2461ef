'use client';

import { useState } from 'react';
import { X } from 'lucide-react';
import { AppChooser } from '#components/credentials/app-chooser.tsx';
import { useAction } from '#components/session/session-gate.tsx';
import { IconButton } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Result } from '#components/ui/result.tsx';
import { StepBody } from '#components/ui/step-body.tsx';
import type { AppForm } from '#lib/credentials/schema.ts';
import type { Refusal } from '#lib/result.ts';
import { addStep } from '#lib/steps/actions.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import type { FlowEditor } from './use-flow.ts';

interface AddStepProps {
  scope: Scope;
  apps: readonly AppForm[];
  editor: FlowEditor;
  onAdded: (stepId: string) => void;
  onClose: () => void;
}

/** Which app the next step talks to. Named after it until it has a name of its own. */
export function AddStep({ scope, apps, editor, onAdded, onClose }: AddStepProps) {
  const add = useAction(addStep);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const choose = async (component: string) => {
    const name = apps.find((app) => app.id === component)?.name ?? component;
    const result = await editor.change((seen) => add(scope, { ...seen, component, name }));
    if (!result.ok) return setRefusal(result);
    const step = result.value.steps.at(-1);
    if (step) onAdded(step.id);
    return undefined;
  };
  return (
    <>
      <div className="row">
        <div className="grow">
          <h2>Add step</h2>
          <div className="muted small">Which app does it talk to?</div>
        </div>
        <IconButton variant="quiet" small aria-label="Close" onClick={onClose}>
          <Icon of={X} />
        </IconButton>
      </div>
      {refusal && <Result state="failed" title={refusal.message} reference={refusal.code} />}
      <StepBody>
        <AppChooser apps={apps} onChoose={(component) => void choose(component)} />
      </StepBody>
    </>
  );
}
