'use client';

import { Note } from '#components/ui/note.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Progress } from '#components/ui/progress.tsx';
import type { ImportProgress } from '#lib/import-history/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { StopButton } from './stop-button.tsx';
import { useProgress } from './use-progress.ts';
import { doneSoFar, progressWords } from './words.ts';

interface ProgressPanelProps {
  scope: Scope;
  known: ImportProgress;
}

/** A large import that is being stored, or taken back. */
export function ProgressPanel({ scope, known }: ProgressPanelProps) {
  const { seen, isUnseen, look } = useProgress(scope, known);
  const { state, total, run } = seen;
  const isApplying = state === 'applying';
  const isStopping = run?.isStopping ?? false;
  return (
    <Panel
      title={isApplying ? 'Importing' : 'Undoing'}
      aside={isApplying && <StopButton scope={scope} id={known.id} isStopping={isStopping} onStopped={look} />}
    >
      <div className="stack">
        <div className="stack tight">
          <p>{progressWords(seen)}</p>
          <Progress label={isApplying ? 'Storing' : 'Taking back'} value={doneSoFar(seen)} max={total} />
        </div>
        {run?.isWaiting && <p className="soft">The engine program takes it up within seconds, whenever it runs.</p>}
        {isUnseen && <p className="soft">How far it is cannot be seen at the moment. It goes on.</p>}
        <Note>
          {isApplying
            ? 'It goes on when you leave this page. What is stored stays and can be undone as a whole.'
            : 'It goes on when you leave this page. What somebody changed meanwhile stays as it is.'}
        </Note>
      </div>
    </Panel>
  );
}
