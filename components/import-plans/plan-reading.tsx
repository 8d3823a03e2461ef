'use client';

import { importCrumbs } from '#components/import-history/crumbs.ts';
import { Button } from '#components/ui/button.tsx';
import { Note } from '#components/ui/note.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Progress } from '#components/ui/progress.tsx';
import { Result } from '#components/ui/result.tsx';
import type { PlanDto } from '#lib/import-plans/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { useReading } from './use-reading.ts';
import { fileSentence, readingWords } from './words.ts';

interface PlanReadingProps {
  scope: Scope;
  plan: PlanDto;
}

/** A plan while the file is being read. */
export function PlanReading({ scope, plan }: PlanReadingProps) {
  const { run, isCancelling, refusal, isUnseen, cancel } = useReading(scope, plan);
  return (
    <>
      <PageHead
        title={plan.file.fileName}
        crumbs={importCrumbs(scope)}
        sentence={fileSentence(plan.file)}
        actions={
          <Button disabled={isCancelling} onClick={() => void cancel()} data-hydrated>
            {isCancelling ? 'Cancelling…' : 'Cancel'}
          </Button>
        }
      />
      <Panel title="Reading the file">
        <div className="stack">
          <div className="stack tight">
            <p>{readingWords(run)}</p>
            <Progress label="Reading" value={run.done} max={run.total} />
          </div>
          {run.isWaiting && !run.isStopping && (
            <p className="soft">The engine program takes it up within seconds, whenever it runs.</p>
          )}
          {isUnseen && <p className="soft">How far it is cannot be seen at the moment. The reading goes on.</p>}
          {refusal && <Result state="failed" title={refusal.message} reference={refusal.code} />}
          <Note>
            Each item is compared with what is here, and then nothing happens until you decide. You may leave this page;
            the plan waits under Imports.
          </Note>
        </div>
      </Panel>
    </>
  );
}
