import { createHash } from 'node:crypto';
import { minuteMs } from '#lib/clock.ts';

export const setupLinkMs = 15 * minuteMs;

/** Only this is stored of a one-time link. */
export const setupTokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Why a database is not started. The text is for the operator's terminal. */
export class StartRefused extends Error {
  override name = 'StartRefused';
}
