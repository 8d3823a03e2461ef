'use client';

import type { ReactNode } from 'react';
import { History } from 'lucide-react';
import { importCrumbs } from '#components/import-history/crumbs.ts';
import { FileHead } from '#components/imports/file-head.tsx';
import { Button } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Note } from '#components/ui/note.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Result } from '#components/ui/result.tsx';
import type { PlanDto } from '#lib/import-plans/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { DiscardButton } from './discard-button.tsx';
import { ForConflicts } from './for-conflicts.tsx';
import { useApply } from './use-apply.ts';
import { doingWords, untilWords } from './words.ts';

interface PlanReviewProps {
  scope: Scope;
  plan: PlanDto;
  /** The items, a page of them. */
  children: ReactNode;
}

/** What a large file would do here, and the decision. */
export function PlanReview({ scope, plan, children }: PlanReviewProps) {
  const { isSignerAccepted, acceptSigner, isBusy, lack, apply } = useApply(scope, plan);
  const { file, doing, counts } = plan;
  const notice = lack?.about === 'signer' ? { about: 'signer' as const, text: lack.text } : null;
  return (
    <>
      <PageHead
        title={file.fileName}
        crumbs={importCrumbs(scope)}
        sentence={`Nothing is stored until you press Create. ${untilWords(plan)}`}
        actions={
          <>
            <DiscardButton scope={scope} id={plan.id} />
            <Button variant="primary" disabled={isBusy} onClick={() => void apply()} data-hydrated>
              {isBusy ? 'Beginning…' : 'Create'}
            </Button>
          </>
        }
      />
      <div className="stack wide">
        {lack?.about === 'plan' && <Result state="failed" title={lack.text} />}
        <FileHead
          review={{ file, isSignerAccepted, notice }}
          change={(change) => acceptSigner(change.isSignerAccepted)}
        />
        <Panel
          title={
            <span aria-live="polite" data-doing>
              {doingWords(doing)}
            </span>
          }
        >
          <div className="stack wide">
            {counts.conflict > 0 && (
              <ForConflicts scope={scope} plan={plan} error={lack?.about === 'conflicts' ? lack.text : null} />
            )}
            <Note icon={<Icon of={History} />}>
              Stored in batches, while others go on with their work. You may leave the page, and you can stop it.{' '}
              {doing.override > 0 && 'The former values stay as versions. '}
              You can undo the whole import for 30 days. The credentials are checked when you ask for it.
            </Note>
          </div>
        </Panel>
        {children}
      </div>
    </>
  );
}
