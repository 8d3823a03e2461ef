import type { FileDto } from '#lib/files/schema.ts';
import type { Refusal } from '#lib/result.ts';

/** Why a file goes no further, as it is shown. */
export interface Problem {
  readonly title: string;
  readonly fix: string;
  readonly code: string;
}

const wrong = 'Something went wrong! Please try again.';

/** The wrong kind of file is named by its own sentence; whatever else is wrong has one title, its own line and its code. */
export function problemOf(
  { code, message }: Pick<Refusal, 'code' | 'message'>,
  wanted: FileDto['resourceType'],
): Problem {
  if (code === 'IMP-201') return { title: message, fix: `Choose a file of ${wanted}s. Nothing was stored.`, code };
  return { title: wrong, fix: `${message} Nothing was stored.`, code };
}
