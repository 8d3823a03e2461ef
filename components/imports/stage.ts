import type { AppliedDto, FileDto, PlanItem, ReadResult } from '#lib/imports/schema.ts';
import { carryOver, conflictsIn, countsOf, noPicks, type Picks } from './picks.ts';
import type { Problem } from './problem.ts';

export interface ChosenFile {
  readonly name: string;
  readonly bytes: number;
}

/** What fills the dialog: the plan, one conflict in its place, or all of them. */
export type View =
  | { readonly of: 'plan' }
  | { readonly of: 'conflict'; readonly i: number }
  | { readonly of: 'conflicts'; readonly before: Picks };

export interface Review {
  readonly at: 'review';
  readonly uploadId: string;
  /** Opened the file, and opens it again when it is applied. Gone with the dialog. */
  readonly passphrase: string | null;
  readonly file: FileDto;
  readonly token: string;
  readonly items: readonly PlanItem[];
  readonly picks: Picks;
  readonly view: View;
  readonly isSignerAccepted: boolean;
  readonly isApplying: boolean;
  /** Why Create did nothing, or what changed since. */
  readonly notice: { readonly about: 'signer' | 'plan' | 'changed'; readonly text: string } | null;
}

export type Stage =
  | { readonly at: 'upload'; readonly file: ChosenFile | null; readonly problem: Problem | null }
  | { readonly at: 'sending'; readonly file: ChosenFile; readonly sent: number }
  | {
      readonly at: 'unlock';
      readonly uploadId: string;
      readonly file: FileDto;
      readonly isBusy: boolean;
      readonly error: string | null;
    }
  | Review
  | { readonly at: 'done'; readonly applied: AppliedDto };

export const start: Stage = { at: 'upload', file: null, problem: null };

type Plan = Extract<ReadResult, { kind: 'plan' }>;

/** A file that is nothing but one conflict asks its question at once. */
export function reviewOf(uploadId: string, passphrase: string | null, plan: Plan): Review {
  const [only, ...others] = conflictsIn(plan.items);
  const isOnly = only !== undefined && others.length === 0 && plan.items.length === 1;
  return {
    at: 'review',
    uploadId,
    passphrase,
    file: plan.file,
    token: plan.token,
    items: plan.items,
    picks: noPicks,
    view: isOnly ? { of: 'conflict', i: only.i } : { of: 'plan' },
    isSignerAccepted: false,
    isApplying: false,
    notice: null,
  };
}

/** The plan as it is now. What was chosen and still fits is kept; nothing is merged unseen, the person looks again. */
export function reviewAgain(review: Review, plan: Plan, text: string): Review {
  return {
    ...reviewOf(review.uploadId, review.passphrase, plan),
    picks: carryOver(review.picks, review.items, plan.items),
    view: { of: 'plan' },
    isSignerAccepted: review.isSignerAccepted && review.file.signer?.fingerprint === plan.file.signer?.fingerprint,
    notice: { about: 'changed', text },
  };
}

/** What is missing before anything can be created; null when nothing is. */
export function lackOf(review: Review): Review['notice'] {
  if (review.file.signer?.standing === 'unknown' && !review.isSignerAccepted)
    return { about: 'signer', text: 'Confirm who signed this file first.' };
  const { create, override } = countsOf(review.items, review.picks);
  return create + override === 0 ? { about: 'plan', text: 'Choose at least one credential.' } : null;
}

export const stepOf = (stage: Stage): number => ({ upload: 0, sending: 0, unlock: 1, review: 2, done: 3 })[stage.at];
