'use client';

import { FileHead } from '#components/imports/file-head.tsx';
import { Note } from '#components/ui/note.tsx';
import { Result } from '#components/ui/result.tsx';
import type { Scope } from '#lib/workspaces/schema.ts';
import { FlowPlanTable } from './flow-plan-table.tsx';
import type { FlowReview } from './review.ts';
import { nameWords, summaryWords } from './words.ts';

interface FlowsReviewProps {
  scope: Scope;
  review: FlowReview;
  change: (change: Partial<FlowReview>) => void;
  onRestart: () => void;
}

/** What the file would make here, and what each step would sign in with. */
export function FlowsReview({ scope, review, change, onRestart }: FlowsReviewProps) {
  const { flows, picks, notice } = review;
  return (
    <>
      <FileHead review={review} change={change} onRestart={onRestart} />
      <h3 aria-live="polite" data-first-focus tabIndex={-1}>
        {summaryWords(flows, picks)}
      </h3>
      {flows.map((flow) => (
        <section key={flow.flow} className="stack" aria-label={flow.createName}>
          <div>
            <h4>{flow.createName}</h4>
            {nameWords(flow) && <p className="soft">{nameWords(flow)}</p>}
          </div>
          <FlowPlanTable
            scope={scope}
            flow={flow}
            picks={picks}
            onPicks={(next) => change({ picks: next, notice: null })}
          />
        </section>
      ))}
      {notice?.about === 'plan' && <Result state="failed" title={notice.text} />}
      <Note>
        {flows.length === 1 ? 'It arrives as a draft.' : 'They arrive as drafts.'} What is left open can be chosen in
        the builder.
      </Note>
    </>
  );
}
