'use client';

import { useState } from 'react';
import { undoView } from '#components/import-history/undo-parts.tsx';
import { useUndo } from '#components/import-history/use-undo.ts';
import { Button } from '#components/ui/button.tsx';
import type { AppliedDto } from '#lib/imports/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { FileDialog, type StepView } from './file-dialog.tsx';
import { reviewFrame } from './frame.tsx';
import { ImportedStep } from './imported-step.tsx';
import { ReviewStep } from './review-step.tsx';
import { useImport } from './use-import.ts';

const words = {
  caution:
    'Import only a file from a source you trust, and keep the file safe: whoever opens it holds these credentials.',
  help: 'Export one from another workspace under App Credentials, Export. Files from other tools work too, if they are BSON documents of credentials.',
};

export function ImportDialog({ scope, onClose }: { scope: Scope; onClose: () => void }) {
  const run = useImport(scope);
  const renderDone = useDone(scope, onClose);
  return (
    <FileDialog
      title="Import Credential"
      words={words}
      run={run}
      onClose={onClose}
      renderReview={(review, close) => ({
        key: `review ${review.view.of}`,
        // A conflict stands in the place of the plan, steps and all.
        hasSteps: review.view.of === 'plan',
        frame: reviewFrame(run, review, close),
        body: <ReviewStep review={review} change={run.change} onRestart={run.restart} />,
      })}
      renderDone={renderDone}
    />
  );
}

/** The result, and in its place the question whether to take it back. */
function useDone(scope: Scope, onClose: () => void): (applied: AppliedDto, close: () => void) => StepView {
  const [isUndoing, setUndoing] = useState(false);
  const undo = useUndo(scope, onClose);
  return (applied, close) => {
    const counts = { created: applied.created.length, overridden: applied.overridden.length };
    const subject = { id: applied.importId, counts };
    if (isUndoing)
      return {
        key: undo.refusal ? 'undo refused' : 'undo',
        hasSteps: false,
        ...undoView(scope, undo, subject, () => {
          undo.forget();
          setUndoing(false);
        }),
      };
    return {
      key: 'done',
      hasSteps: false,
      frame: {
        size: 'plan',
        actions: (
          <>
            <Button onClick={() => setUndoing(true)}>Undo this import</Button>
            <Button variant="primary" onClick={close}>
              Done
            </Button>
          </>
        ),
      },
      body: <ImportedStep scope={scope} applied={applied} />,
    };
  };
}
