import type { importRuns } from '#db/schema/imports.ts';
import { hourMs, secondMs } from '#lib/clock.ts';
import { isAppError, type ErrorCode } from '#lib/errors.ts';
import type { Binding } from '#lib/vault/seal.ts';
import type { RunDto } from './schema.ts';

export type Run = typeof importRuns.$inferSelect;

/** Longer than any batch; each batch begins it anew. */
export const leaseMs = 15 * secondMs;
/** A plan is kept for a working day, then it is cleared away with its file. */
export const keptMs = 24 * hourMs;
/** Claims without a batch in between; after that there is no use in trying. */
export const attemptsMax = 20;
/** Large imports that may wait or run in one workspace. */
export const openMax = 3;

/** The file key opens for this run alone. */
export const fileKeyBinding = (run: Pick<Run, 'tenantId' | 'workspaceId' | 'id'>): Binding => ({
  tenantId: run.tenantId,
  workspaceId: run.workspaceId,
  credentialId: run.id,
  field: 'import_file_key',
  version: 0,
  audience: [],
});

/** `now` in epoch milliseconds: a lease that has run out is nobody's. */
export const runDto = (run: Run, now: number): RunDto => ({
  kind: run.kind,
  state: run.state,
  done: run.done,
  total: run.total,
  isWaiting: run.state === 'due' && run.leasedUntil <= now,
  isStopping: run.isStopAsked,
  failure: run.errorCode === null ? null : { code: codeOf(run.errorCode), message: run.errorMessage ?? '' },
});

function codeOf(text: string): ErrorCode {
  const error = Object.assign(new Error(), { name: 'AppError', code: text });
  return isAppError(error) ? error.code : 'INTERNAL';
}
