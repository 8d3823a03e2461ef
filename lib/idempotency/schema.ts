import { z } from 'zod';

/** What a client calls a request that it may send again. */
export const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, 'An Idempotency-Key is 1 to 255 ASCII characters.');

/** One request, so that it is known again. */
export interface Asked {
  readonly idempotencyKey: string;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** The body, or what stands for it. */
  readonly body: string;
}

/** An answer as it was given. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
