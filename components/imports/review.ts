import type { PlanItem, ReadResult } from '#lib/imports/schema.ts';
import { carryOver, conflictsIn, countsOf, noPicks, type Picks } from './picks.ts';
import { lacksSigner, reviewStage, reviewStageAgain, type ReviewStage } from './stage.ts';

/** What fills the dialog: the plan, one conflict in its place, or all of them. */
export type View =
  | { readonly of: 'plan' }
  | { readonly of: 'conflict'; readonly i: number }
  | { readonly of: 'conflicts'; readonly before: Picks };

export interface Review extends ReviewStage {
  readonly items: readonly PlanItem[];
  readonly picks: Picks;
  readonly view: View;
}

export type CredentialPlan = Extract<ReadResult, { kind: 'plan' }>;

/** A file that is nothing but one conflict asks its question at once. */
export function reviewOf(uploadId: string, passphrase: string | null, plan: CredentialPlan): Review {
  const [only, ...others] = conflictsIn(plan.items);
  const isOnly = only !== undefined && others.length === 0 && plan.items.length === 1;
  return {
    ...reviewStage(uploadId, passphrase, plan),
    items: plan.items,
    picks: noPicks,
    view: isOnly ? { of: 'conflict', i: only.i } : { of: 'plan' },
  };
}

/** The plan as it is now. What was chosen and still fits is kept; nothing is merged unseen, the person looks again. */
export function reviewAgain(review: Review, plan: CredentialPlan, { message }: { readonly message: string }): Review {
  return {
    ...reviewStageAgain(review, plan, message),
    items: plan.items,
    picks: carryOver(review.picks, review.items, plan.items),
    view: { of: 'plan' },
  };
}

/** What is missing before anything can be created; null when nothing is. */
export function lackOf(review: Review): Review['notice'] {
  const { create, override } = countsOf(review.items, review.picks);
  return (
    lacksSigner(review) ?? (create + override === 0 ? { about: 'plan', text: 'Choose at least one credential.' } : null)
  );
}
