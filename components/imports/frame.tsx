import { Button } from '#components/ui/button.tsx';
import { amount } from '#components/ui/words.ts';
import { nothingYet, ReviewActions, type StepView } from './file-dialog.tsx';
import { conflictsIn } from './picks.ts';
import type { Review } from './review.ts';
import type { Import } from './use-import.ts';
import { conflictSentence, manyConsequence, switchWords } from './words.ts';

/** Title and footer of the review. A conflict stands in the place of the plan. */
export function reviewFrame(run: Import, review: Review, close: () => void): StepView['frame'] {
  const { view, items, picks } = review;
  const back = <Button onClick={() => run.change({ view: { of: 'plan' } })}>Back to review</Button>;
  if (view.of === 'conflict') {
    const conflict = items.find((item) => item.i === view.i)?.conflict;
    return {
      title: `${conflict?.name ?? 'It'} already exists`,
      sentence: conflict && conflictSentence(conflict),
      consequence: 'Nothing has been stored yet.',
      actions: back,
    };
  }
  if (view.of === 'conflicts')
    return {
      title: `${amount(conflictsIn(items).length, 'credential')} already exist`,
      sentence: 'Choose for all of them, then change single ones if you like.',
      size: 'plan',
      consequence: manyConsequence(items, picks),
      actions: (
        <>
          <Button onClick={() => run.change({ picks: view.before, view: { of: 'plan' } })}>Back to review</Button>
          <Button variant="primary" onClick={() => run.change({ view: { of: 'plan' } })}>
            Apply choices
          </Button>
        </>
      ),
    };
  return {
    size: 'plan',
    consequence: switchWords(items, picks) ?? nothingYet,
    actions: <ReviewActions isApplying={review.isApplying} onCreate={run.apply} onCancel={close} />,
  };
}
