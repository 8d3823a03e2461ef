import { z } from 'zod';
import { rowId } from '#lib/names.ts';

/** Providers are asked one after the other at the worst, and a person waits. */
export const revokedAtOnceMax = 20;

export const revocableInput = z.strictObject({ ids: z.array(rowId).min(1).max(revokedAtOnceMax) });

/** What the provider was asked to end together with a deletion. */
export interface Revocation {
  readonly name: string;
  readonly app: string;
  /** Null: done. Else why it was not, and where a person can do it. */
  readonly failure: { readonly message: string; readonly fix: string } | null;
}
