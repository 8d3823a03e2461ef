'use client';

import { Note } from '#components/ui/note.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Progress } from '#components/ui/progress.tsx';
import type { LiveImportDto } from '#lib/live-imports/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { StopButton } from './stop-button.tsx';
import { useProgress } from './use-progress.ts';
import { progressWords } from './words.ts';

/** A file whose lines are being imported. */
export function ProgressPanel({ scope, known }: { scope: Scope; known: LiveImportDto }) {
  const { seen, isUnseen, look } = useProgress(scope, known);
  return (
    <Panel title="Importing" aside={<StopButton scope={scope} id={known.id} onStopped={look} />}>
      <div className="stack">
        <div className="stack tight">
          <p>{progressWords(seen)}</p>
          <Progress label="Importing" value={seen.done} max={seen.total} />
        </div>
        {seen.isWaiting && <p className="soft">The engine program takes it up within seconds, whenever it runs.</p>}
        {isUnseen && <p className="soft">How far it is cannot be seen at the moment. It goes on.</p>}
        <Note>It goes on when you leave this page. What is imported is checked by itself afterwards.</Note>
      </div>
    </Panel>
  );
}
