import type { ComponentProps } from 'react';
import { Button } from '#components/ui/button.tsx';
import type { Dialog } from '#components/ui/dialog.tsx';
import { amount } from '#components/ui/words.ts';
import { conflictsIn } from './picks.ts';
import type { Review } from './stage.ts';
import type { Import } from './use-import.ts';
import { conflictSentence, manyConsequence, switchWords } from './words.ts';

type Frame = Pick<ComponentProps<typeof Dialog>, 'title' | 'sentence' | 'size' | 'consequence' | 'actions'>;

interface Ways {
  /** Id of the form in the step. */
  form: string;
  close: () => void;
  browse: () => void;
}

const title = 'Import Credential';
const nothingYet = 'Nothing is stored until you press Create.';

/** Title and footer of the dialog in each step. */
export function frameOf(run: Import, { form, close, browse }: Ways): Frame {
  const { stage } = run;
  switch (stage.at) {
    case 'upload':
      return {
        title,
        consequence: stage.problem ? undefined : nothingYet,
        actions: (
          <>
            <Button onClick={close}>{stage.problem ? 'Close' : 'Cancel'}</Button>
            {stage.problem && (
              <Button variant="primary" onClick={browse}>
                Upload
              </Button>
            )}
          </>
        ),
      };
    case 'sending':
      return { title, consequence: nothingYet, actions: <Button onClick={close}>Cancel</Button> };
    case 'unlock':
      return {
        title,
        consequence: nothingYet,
        actions: (
          <>
            <Button onClick={close}>Cancel</Button>
            <Button type="submit" form={form} variant="primary" disabled={stage.isBusy}>
              {stage.isBusy ? 'Unlocking…' : 'Unlock'}
            </Button>
          </>
        ),
      };
    case 'review':
      return reviewFrame(run, stage, close);
    default:
      return {
        title,
        size: 'plan',
        actions: (
          <Button variant="primary" onClick={close}>
            Done
          </Button>
        ),
      };
  }
}

function reviewFrame(run: Import, review: Review, close: () => void): Frame {
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
    title,
    size: 'plan',
    consequence: switchWords(items, picks) ?? nothingYet,
    actions: (
      <>
        <Button onClick={close} disabled={review.isApplying}>
          Cancel
        </Button>
        <Button variant="primary" disabled={review.isApplying} onClick={() => void run.apply()}>
          {review.isApplying ? 'Storing…' : 'Create'}
        </Button>
      </>
    ),
  };
}
