import type { ErrorCode } from '#lib/errors.ts';

/** How far the work on a large import is. */
export interface RunDto {
  readonly kind: 'plan' | 'apply' | 'undo';
  readonly state: 'due' | 'ready' | 'failed';
  /** Items that are done with, and all of them. */
  readonly done: number;
  readonly total: number;
  /** Nobody is at work on it at the moment. */
  readonly isWaiting: boolean;
  readonly isStopping: boolean;
  readonly failure: { readonly code: ErrorCode; readonly message: string } | null;
}

/**
 * Between two looks at a run. Once it has come to its end, or while there is no answer, more calmly: until the page has
 * been replaced by what came of it.
 */
export const runLookMs = (isGoingOn: boolean): number => (isGoingOn ? 1_000 : 5_000);
