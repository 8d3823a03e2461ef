import type { ReactNode } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Result } from '#components/ui/result.tsx';
import type { Scope } from '#lib/workspaces/schema.ts';
import { BlockedTable } from './blocked-table.tsx';
import type { Undo, Undoable } from './use-undo.ts';
import { blockersOf, undoWords } from './words.ts';

interface UndoView {
  readonly frame: { title: string; actions: ReactNode };
  readonly body: ReactNode;
}

/** The question and its answer, for a dialog of its own or in the place of a step. */
export function undoView(scope: Scope, undo: Undo, subject: Undoable, onKeep: () => void): UndoView {
  const { isBusy, refusal, run } = undo;
  // What stands in the way does not go by asking once more; trouble on the way might.
  const isFinal = refusal !== null && refusal.code.startsWith('IMP-');
  return {
    frame: {
      title: isFinal ? 'The import cannot be undone' : 'Undo this import',
      actions: (
        <>
          <Button disabled={isBusy} onClick={onKeep}>
            {isFinal ? 'Close' : 'Keep it'}
          </Button>
          {!isFinal && (
            <Button variant="danger-fill" disabled={isBusy} onClick={() => void run(subject.id)}>
              {isBusy ? 'Undoing…' : 'Undo this import'}
            </Button>
          )}
        </>
      ),
    },
    body: (
      <>
        {!isFinal && (
          <p data-first-focus tabIndex={-1}>
            {undoWords(subject.counts)}
          </p>
        )}
        <Refused scope={scope} undo={undo} />
      </>
    ),
  };
}

/** Why, with everything that stands in the way. */
function Refused({ scope, undo: { refusal } }: { scope: Scope; undo: Undo }) {
  if (refusal === null) return null;
  const blockers = blockersOf(refusal);
  return (
    <>
      <Result
        state="failed"
        title={refusal.message}
        fix={blockers.length > 0 ? 'What was imported can still be changed one by one.' : undefined}
        reference={refusal.code}
      />
      {blockers.length > 0 && <BlockedTable scope={scope} blockers={blockers} />}
    </>
  );
}
