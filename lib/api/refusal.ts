import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { statusOfCode, type ErrorCode, type ErrorDetail } from '#lib/errors.ts';
import { refusalOf } from '#lib/gate/outcome.ts';

/** An error as every family of paths starts from; each then writes it the way its clients expect. */
export interface ApiRefusal {
  readonly status: ContentfulStatusCode;
  readonly code: ErrorCode;
  readonly message: string;
  readonly detail: ErrorDetail;
  /** For `Retry-After`, in seconds; null: nothing is known. */
  readonly retryAfterSeconds: number | null;
}

/** The one table from errors to status codes; what is unknown goes to the log and is 500. */
export function apiRefusal(error: unknown, requestId: string, now: number = Date.now()): ApiRefusal {
  if (error instanceof HTTPException) return ofFramework(error);
  const { code, message, detail } = refusalOf(error, requestId);
  return { status: statusOfCode(code), code, message, detail, retryAfterSeconds: retryAfter(code, detail, now) };
}

/** What the framework refuses by itself: a body that is too large, or no JSON. */
function ofFramework({ status, message }: HTTPException): ApiRefusal {
  const code = status === 413 ? 'TOO_LARGE' : status === 415 ? 'MEDIA_TYPE_REFUSED' : 'INPUT_INVALID';
  return { status, code, message: message || 'That cannot be read.', detail: {}, retryAfterSeconds: null };
}

const passing: readonly ErrorCode[] = ['BUSY', 'DISK_FULL', 'OAU-302'];
const passingSeconds = 5;

function retryAfter(code: ErrorCode, detail: ErrorDetail, now: number): number | null {
  const { retryAfterSeconds, retryAt } = detail;
  if (typeof retryAfterSeconds === 'number') return retryAfterSeconds;
  if (typeof retryAt === 'number') return Math.max(1, Math.ceil((retryAt - now) / 1_000));
  return passing.includes(code) ? passingSeconds : null;
}
