import { pino } from 'pino';
import { env } from './env.ts';

/** One JSON line an event, to standard output. Secrets never reach it: nothing logs a request body or an input. */
export const log = pino({
  level: env.logLevel,
  base: { pid: process.pid },
  redact: {
    paths: [
      'secret',
      '*.secret',
      'password',
      '*.password',
      'passphrase',
      '*.passphrase',
      'token',
      '*.token',
      'authorization',
      '*.authorization',
      'cookie',
      '*.cookie',
    ],
    censor: '[redacted]',
  },
});

/** What may be logged of an error: its name and code. A message of the database may hold values. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error ? `${error.name} ${String(error.code)}` : error.name;
}
