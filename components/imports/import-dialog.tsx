'use client';

import { useId } from 'react';
import { useDropzone } from 'react-dropzone';
import { Dialog } from '#components/ui/dialog.tsx';
import { Steps } from '#components/ui/steps.tsx';
import type { Scope } from '#lib/workspaces/schema.ts';
import { frameOf } from './frame.tsx';
import { ImportedStep } from './imported-step.tsx';
import { ReviewStep } from './review-step.tsx';
import { SendingStep } from './sending-step.tsx';
import { stepOf, type Stage } from './stage.ts';
import { StepBody } from './step-body.tsx';
import { UnlockStep } from './unlock-step.tsx';
import { UploadStep } from './upload-step.tsx';
import { useFocusReturn } from './use-focus-return.ts';
import { useImport, type Import } from './use-import.ts';

const stepNames = ['Upload', 'Unlock', 'Review'];

export function ImportDialog({ scope, onClose }: { scope: Scope; onClose: () => void }) {
  useFocusReturn();
  const run = useImport(scope);
  const form = useId();
  const drop = useDropzone({
    // Any name is taken: what a file is, its content says.
    multiple: false,
    noClick: true,
    noKeyboard: true,
    onDrop: ([file], rejected) => {
      if (rejected.length > 0) run.refuse('Choose one file at a time.');
      else if (file) run.choose(file);
    },
  });
  const close = () => {
    if (run.canLeave) onClose();
  };
  const { stage } = run;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) close();
      }}
      keepOpenOutside
      {...frameOf(run, { form, close, browse: drop.open })}
    >
      {hasSteps(stage) && <Steps steps={stepNames} current={stepOf(stage)} />}
      <StepBody key={keyOf(stage)}>
        <Step run={run} scope={scope} form={form} drop={drop} />
      </StepBody>
    </Dialog>
  );
}

interface StepProps {
  run: Import;
  scope: Scope;
  form: string;
  drop: ReturnType<typeof useDropzone>;
}

function Step({ run, scope, form, drop }: StepProps) {
  const { stage } = run;
  switch (stage.at) {
    case 'upload':
      return <UploadStep stage={stage} drop={drop} />;
    case 'sending':
      return <SendingStep file={stage.file} sent={stage.sent} />;
    case 'unlock':
      return <UnlockStep stage={stage} form={form} onUnlock={run.unlock} onRestart={run.restart} />;
    case 'review':
      return <ReviewStep review={stage} change={run.change} onRestart={run.restart} />;
    default:
      return <ImportedStep scope={scope} applied={stage.applied} />;
  }
}

/** A conflict stands in the place of the plan, steps and all. */
const hasSteps = (stage: Stage): boolean => stage.at !== 'done' && (stage.at !== 'review' || stage.view.of === 'plan');

const keyOf = (stage: Stage): string => {
  if (stage.at === 'review') return `review ${stage.view.of}`;
  return stage.at === 'upload' && stage.problem ? 'refused' : stage.at;
};
