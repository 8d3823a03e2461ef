'use client';

import { useId, type ComponentProps, type ReactNode } from 'react';
import { useDropzone } from 'react-dropzone';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Steps } from '#components/ui/steps.tsx';
import { SendingStep } from './sending-step.tsx';
import { stepOf, type ReviewStage, type UploadStage } from './stage.ts';
import { StepBody } from '#components/ui/step-body.tsx';
import { UnlockStep } from './unlock-step.tsx';
import { UploadStep, type UploadWords } from './upload-step.tsx';
import { useFocusReturn } from '#components/ui/use-focus-return.ts';
import type { FileImport } from './use-file-import.ts';

export type Frame = Pick<ComponentProps<typeof Dialog>, 'title' | 'sentence' | 'size' | 'consequence' | 'actions'>;

/** What a kind of file puts in the place of a step: what is in it, and the dialog's title and footer around it. */
export interface StepView {
  /** Another key is another step: focus goes on with it. */
  key: string;
  hasSteps: boolean;
  frame: Omit<Frame, 'title'> & Partial<Pick<Frame, 'title'>>;
  body: ReactNode;
}

interface FileDialogProps<R extends ReviewStage, D> {
  title: string;
  words: UploadWords;
  run: FileImport<R, D>;
  renderReview: (review: R, close: () => void) => StepView;
  renderDone: (applied: D, close: () => void) => StepView;
  onClose: () => void;
}

const stepNames = ['Upload', 'Unlock', 'Review'];
export const nothingYet = 'Nothing is stored until you press Create.';

/** A file of any kind on its way in: sent, unlocked, looked at, stored. Kinds differ from the review on. */
export function FileDialog<R extends ReviewStage, D>(props: FileDialogProps<R, D>) {
  const { title, run, onClose } = props;
  useFocusReturn();
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
  const view = viewOf({ ...props, form, drop, close });
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) close();
      }}
      keepOpenOutside
      title={title}
      {...view.frame}
    >
      {view.hasSteps && <Steps steps={stepNames} current={stepOf(run.stage)} />}
      <StepBody key={view.key}>{view.body}</StepBody>
    </Dialog>
  );
}

interface Ways {
  /** Id of the form in the step. */
  form: string;
  drop: ReturnType<typeof useDropzone>;
  close: () => void;
}

function viewOf<R extends ReviewStage, D>(props: FileDialogProps<R, D> & Ways): StepView {
  const { run, words, form, drop, close, renderReview, renderDone } = props;
  const { stage } = run;
  switch (stage.at) {
    case 'upload':
      return uploadView(stage, words, drop, close);
    case 'sending':
      return {
        key: stage.at,
        hasSteps: true,
        frame: { consequence: nothingYet, actions: <Button onClick={close}>Cancel</Button> },
        body: <SendingStep file={stage.file} sent={stage.sent} />,
      };
    case 'unlock':
      return {
        key: stage.at,
        hasSteps: true,
        frame: { consequence: nothingYet, actions: <UnlockActions isBusy={stage.isBusy} form={form} close={close} /> },
        body: <UnlockStep stage={stage} form={form} onUnlock={run.unlock} onRestart={run.restart} />,
      };
    case 'done':
      return renderDone(stage.applied, close);
    default:
      return renderReview(stage, close);
  }
}

function uploadView(stage: UploadStage, words: UploadWords, drop: Ways['drop'], close: () => void): StepView {
  const { problem } = stage;
  return {
    key: problem ? 'refused' : 'upload',
    hasSteps: true,
    frame: {
      consequence: problem ? undefined : nothingYet,
      actions: (
        <>
          <Button onClick={close}>{problem ? 'Close' : 'Cancel'}</Button>
          {problem && (
            <Button variant="primary" onClick={drop.open}>
              Upload
            </Button>
          )}
        </>
      ),
    },
    body: <UploadStep stage={stage} drop={drop} words={words} />,
  };
}

function UnlockActions({ isBusy, form, close }: { isBusy: boolean } & Pick<Ways, 'form' | 'close'>) {
  return (
    <>
      <Button onClick={close}>Cancel</Button>
      <Button type="submit" form={form} variant="primary" disabled={isBusy}>
        {isBusy ? 'Unlocking…' : 'Unlock'}
      </Button>
    </>
  );
}

interface ReviewActionsProps {
  isApplying: boolean;
  onCreate: () => Promise<void>;
  onCancel: () => void;
}

export function ReviewActions({ isApplying, onCreate, onCancel }: ReviewActionsProps) {
  return (
    <>
      <Button onClick={onCancel} disabled={isApplying}>
        Cancel
      </Button>
      <Button variant="primary" disabled={isApplying} onClick={() => void onCreate()}>
        {isApplying ? 'Storing…' : 'Create'}
      </Button>
    </>
  );
}
