'use client';

import { FileDialog, nothingYet, ReviewActions } from '#components/imports/file-dialog.tsx';
import { useFileImport, type FileKind } from '#components/imports/use-file-import.ts';
import { flowHref } from '#components/shell/hrefs.ts';
import { Button, ButtonLink } from '#components/ui/button.tsx';
import { importFlow, readFlowFile } from '#lib/flow-files/actions.ts';
import type { ImportedFlowsDto } from '#lib/flow-files/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { FlowsReview } from './flows-review.tsx';
import { ImportedFlows } from './imported-flows.tsx';
import { bindingsOf, lackOf, reviewAgain, reviewOf, type FlowPlan, type FlowReview } from './review.ts';

const words = {
  caution: 'Import only a file from a source you trust: its steps say what is done with your credentials.',
  help: 'Open a flow in another workspace and choose Export from its menu. The file names credentials and holds none.',
};

const flows: FileKind<FlowPlan, FlowReview, ImportedFlowsDto> = {
  resourceType: 'flow',
  read: readFlowFile,
  apply: (scope, review) =>
    importFlow(scope, {
      uploadId: review.uploadId,
      passphrase: review.passphrase,
      token: review.token,
      acceptSigner: review.isSignerAccepted,
      bindings: bindingsOf(review),
    }),
  reviewOf,
  reviewAgain,
  lackOf,
};

export function ImportFlowDialog({ scope, onClose }: { scope: Scope; onClose: () => void }) {
  const run = useFileImport(scope, flows);
  return (
    <FileDialog
      title="Import Flow"
      words={words}
      run={run}
      onClose={onClose}
      renderReview={(review, close) => ({
        key: 'review',
        hasSteps: true,
        frame: {
          size: 'plan',
          consequence: nothingYet,
          actions: <ReviewActions isApplying={review.isApplying} onCreate={run.apply} onCancel={close} />,
        },
        body: <FlowsReview scope={scope} review={review} change={run.change} onRestart={run.restart} />,
      })}
      renderDone={({ flows: imported }, close) => ({
        key: 'done',
        hasSteps: false,
        frame: {
          actions: <DoneActions scope={scope} only={imported.length === 1 ? imported[0] : undefined} close={close} />,
        },
        body: <ImportedFlows scope={scope} flows={imported} />,
      })}
    />
  );
}

interface DoneActionsProps {
  scope: Scope;
  /** Where there is but one, it is where one goes next. */
  only: { readonly id: string } | undefined;
  close: () => void;
}

function DoneActions({ scope, only, close }: DoneActionsProps) {
  if (!only)
    return (
      <Button variant="primary" onClick={close}>
        Done
      </Button>
    );
  return (
    <>
      <Button onClick={close}>Done</Button>
      <ButtonLink variant="primary" href={flowHref(scope, only.id)}>
        Open Flow
      </ButtonLink>
    </>
  );
}
