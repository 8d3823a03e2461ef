import type { ErrorCode, ErrorDetail } from './errors.ts';

export interface Refusal {
  readonly ok: false;
  readonly code: ErrorCode;
  readonly message: string;
  readonly detail: ErrorDetail;
}

/** What a server action answers. It never throws: a refusal is data, so that a form can keep what was typed. */
export type ActionResult<T> = { readonly ok: true; readonly value: T } | Refusal;
