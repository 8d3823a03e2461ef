'use client';

import { Button } from '#components/ui/button.tsx';
import type { Scope } from '#lib/workspaces/schema.ts';
import { FileDialog } from './file-dialog.tsx';
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
      renderDone={(applied, close) => ({
        key: 'done',
        hasSteps: false,
        frame: {
          size: 'plan',
          actions: (
            <Button variant="primary" onClick={close}>
              Done
            </Button>
          ),
        },
        body: <ImportedStep scope={scope} applied={applied} />,
      })}
    />
  );
}
