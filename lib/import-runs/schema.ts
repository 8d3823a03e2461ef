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
