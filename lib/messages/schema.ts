import { z } from 'zod';
import { rowId } from '#lib/names.ts';

export const testInput = z.strictObject({ id: rowId });

/** What a test message met. */
export interface TestDto {
  readonly isDelivered: boolean;
  /** Null: there was no answer. */
  readonly status: number | null;
  /** `delivered`, `HTTP 500`, `OUT-106`, … */
  readonly code: string;
  readonly message: string | null;
  readonly durationMs: number;
}
