import { z } from 'zod';
import { rowId } from '#lib/names.ts';

export const sessionInput = z.object({ id: rowId });
export const noInput = z.object({});

export interface SessionDto {
  readonly id: string;
  readonly isCurrent: boolean;
  readonly createdAt: number;
  readonly seenAt: number;
  readonly expiresAt: number;
  readonly address: string;
  /** Browser and system in words, as far as the browser tells. */
  readonly agent: string;
}
