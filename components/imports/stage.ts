import type { FileDto } from '#lib/files/schema.ts';
import type { Problem } from './problem.ts';

export interface ChosenFile {
  readonly name: string;
  readonly bytes: number;
}

export interface UploadStage {
  readonly at: 'upload';
  readonly file: ChosenFile | null;
  readonly problem: Problem | null;
}

export interface UnlockStage {
  readonly at: 'unlock';
  readonly uploadId: string;
  readonly file: FileDto;
  readonly isBusy: boolean;
  readonly error: string | null;
}

/** Why Create did nothing, or what changed since. */
export interface Notice {
  readonly about: 'signer' | 'plan' | 'changed';
  readonly text: string;
}

/** What a person decides on, whatever is in the file. */
export interface ReviewStage {
  readonly at: 'review';
  readonly uploadId: string;
  /** Opened the file, and opens it again when it is applied. Gone with the dialog. */
  readonly passphrase: string | null;
  readonly file: FileDto;
  readonly token: string;
  readonly isSignerAccepted: boolean;
  readonly isApplying: boolean;
  readonly notice: Notice | null;
}

/** The way of a file. `R` is the review of what is in it, `D` what came of it. */
export type Stage<R extends ReviewStage, D> =
  | UploadStage
  | { readonly at: 'sending'; readonly file: ChosenFile; readonly sent: number }
  | UnlockStage
  | R
  | { readonly at: 'done'; readonly applied: D };

export const start: UploadStage = { at: 'upload', file: null, problem: null };

/** What the server read in a file, as far as it is the same for all. */
export interface Plan {
  readonly kind: 'plan';
  readonly file: FileDto;
  readonly token: string;
}

export const reviewStage = (uploadId: string, passphrase: string | null, { file, token }: Plan): ReviewStage => ({
  at: 'review',
  uploadId,
  passphrase,
  file,
  token,
  isSignerAccepted: false,
  isApplying: false,
  notice: null,
});

/** The same, read once more: a confirmation stays with the signer it was given for. */
export const reviewStageAgain = (review: ReviewStage, plan: Plan, text: string): ReviewStage => ({
  ...reviewStage(review.uploadId, review.passphrase, plan),
  isSignerAccepted: review.isSignerAccepted && review.file.signer?.fingerprint === plan.file.signer?.fingerprint,
  notice: { about: 'changed', text },
});

/** Whether somebody still has to say whose signature it is. */
export const lacksSigner = ({
  file,
  isSignerAccepted,
}: Pick<ReviewStage, 'file' | 'isSignerAccepted'>): Notice | null =>
  file.signer?.standing === 'unknown' && !isSignerAccepted
    ? { about: 'signer', text: 'Confirm who signed this file first.' }
    : null;

export const stepOf = ({ at }: { readonly at: Stage<ReviewStage, unknown>['at'] }): number =>
  ({ upload: 0, sending: 0, unlock: 1, review: 2, done: 3 })[at];
