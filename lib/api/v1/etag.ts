import { createHash } from 'node:crypto';
import { AppError, isAppError } from '#lib/errors.ts';
import { single, type ApiContext } from '../request.ts';

const header = (name: string, required: boolean, description: string) => ({
  name,
  in: 'header' as const,
  required,
  schema: { type: 'string' as const },
  description,
});

/** For the document. */
export const ifMatchNeeded = header('If-Match', true, 'The ETag that was read; `*` for whatever is there.');
export const ifMatch = header('If-Match', false, 'The ETag that was read. Left out: whatever is there.');
export const ifNoneMatch = header('If-None-Match', false, 'ETags you have: 304 where one of them is still right.');

/**
 * The revision, and a digest of what is shown: a state that a check has changed is another answer and no other revision.
 */
export const etagOf = (revision: number, shown: unknown): string =>
  `"${revision}.${createHash('sha256').update(JSON.stringify(shown)).digest('base64url').slice(0, 16)}"`;

/** Whether the client has this answer already. */
export const isKnown = (c: ApiContext, etag: string): boolean => {
  const given = single(c, 'if-none-match');
  const tags = given?.split(',').map((one) => one.trim().replace(/^W\//, '')) ?? [];
  return tags.includes('*') || tags.includes(etag);
};

/**
 * The revision a change is made from, of `If-Match`; null: whatever is there.
 * @throws AppError PRECONDITION_REQUIRED where one is needed; INPUT_INVALID for what is no ETag of ours
 */
export function revisionOf(c: ApiContext, { isNeeded }: { isNeeded: boolean }): number | null {
  const given = single(c, 'if-match');
  if (given === null && isNeeded)
    throw new AppError('PRECONDITION_REQUIRED', 'Send the ETag you have read as If-Match, or * for whatever is there.');
  if (given === null || given === '*') return null;
  const [, revision] = /^"(\d{1,9})(?:\.[\w-]{1,64})?"$/.exec(given) ?? [];
  if (revision === undefined)
    throw new AppError('INPUT_INVALID', 'If-Match has to be an ETag from here.', { field: 'if-match' });
  return Number(revision);
}

/** @throws AppError PRECONDITION_FAILED when it has been changed since */
export function refuseOther(revision: number, expected: number | null): void {
  if (expected !== null && expected !== revision) throw changedSince(revision);
}

/** What a command says of it in its transaction, as this door says it. */
export function refuseChanged(error: unknown): never {
  if (!isAppError(error, 'CHANGED_MEANWHILE')) throw error;
  const { revision } = error.detail;
  throw changedSince(typeof revision === 'number' ? revision : undefined);
}

const changedSince = (revision?: number): AppError =>
  new AppError(
    'PRECONDITION_FAILED',
    'It was changed since you read it. Nothing was done; read it again.',
    revision === undefined ? {} : { revision },
  );
