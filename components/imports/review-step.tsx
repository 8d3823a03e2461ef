import { History } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Note } from '#components/ui/note.tsx';
import { Result } from '#components/ui/result.tsx';
import { verifiedMax } from '#lib/import-history/schema.ts';
import { ConflictOne } from './conflict-one.tsx';
import { ConflictMany } from './conflict-many.tsx';
import { FileHead } from './file-head.tsx';
import { choiceOf, conflictsIn, countsOf, include, pick } from './picks.ts';
import { PlanTable } from './plan-table.tsx';
import type { Review } from './review.ts';
import { conflictsWords, summaryWords } from './words.ts';

interface ReviewStepProps {
  review: Review;
  change: (change: Partial<Review>) => void;
  onRestart: () => void;
}

/** What the file would do here. A conflict that is opened stands in its place; there is never a dialog on the dialog. */
export function ReviewStep({ review, change, onRestart }: ReviewStepProps) {
  const { view, items, picks } = review;
  if (view.of === 'conflicts')
    return <ConflictMany items={items} picks={picks} onPicks={(next) => change({ picks: next })} />;
  const opened = view.of === 'conflict' ? items.find((item) => item.i === view.i) : undefined;
  if (opened)
    return (
      <ConflictOne
        item={opened}
        onPick={(wanted) => change({ picks: pick(picks, opened, wanted), view: { of: 'plan' }, notice: null })}
      />
    );
  return <Plan review={review} change={change} onRestart={onRestart} />;
}

function Plan({ review, change, onRestart }: ReviewStepProps) {
  const { items, picks, notice } = review;
  const counts = countsOf(items, picks);
  const conflicts = conflictsIn(items).length;
  const stored = counts.create + counts.override;
  return (
    <>
      <FileHead review={review} change={change} onRestart={onRestart} />
      <div className="row wrap">
        <h3 aria-live="polite" data-first-focus tabIndex={-1}>
          {summaryWords(counts)}
        </h3>
        <span className="muted">{conflictsWords(conflicts)}</span>
        <span className="grow" />
        {conflicts > 1 && (
          <Button small onClick={() => change({ view: { of: 'conflicts', before: picks } })}>
            Choose for all conflicts
          </Button>
        )}
      </div>
      <PlanTable
        items={items}
        choiceOf={(item) => choiceOf(item, picks)}
        onPick={(item, wanted) => change({ picks: pick(picks, item, wanted), notice: null })}
        onInclude={(item, isIncluded) => change({ picks: include(picks, item, isIncluded), notice: null })}
        onOpen={(i) => change({ view: { of: 'conflict', i } })}
      />
      {notice?.about === 'plan' && <Result state="failed" title={notice.text} />}
      <Note icon={<Icon of={History} />}>
        {stored > 1 && `${stored === 2 ? 'Both' : `All ${stored}`} are stored together or not at all. `}
        {stored <= verifiedMax ? 'Each is then checked with its app. ' : 'They are checked when you ask for it. '}
        {counts.override > 0 && 'The former values stay as versions. '}
        {stored > 0 && 'You can undo the whole import for 30 days.'}
      </Note>
    </>
  );
}
