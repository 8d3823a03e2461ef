import type { z } from 'zod';
import { AppError, isAppError } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import type { ActionResult, Refusal } from '#lib/result.ts';

const fieldsMax = 20;

/** Input becomes typed here and nowhere else. What was wrong is told by field, never by value. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.slice(0, fieldsMax).map((issue) => issue.path.map(String).join('.'));
  const message = parsed.error.issues[0]?.message ?? 'That is not valid.';
  throw new AppError('INPUT_INVALID', message, { field: fields[0] ?? '', fields });
}

/** A database error quotes its parameters; they stay out of the log, and so does the message inside a stack. */
interface Cause {
  name: string;
  message: string;
  at?: string;
  cause?: Cause;
}

export function causeOf(error: unknown, depth = 0): Cause {
  if (!(error instanceof Error)) return { name: 'Unknown', message: typeof error };
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at '));
  return {
    name: 'code' in error ? `${error.name} ${String(error.code)}` : error.name,
    message: error.message.split('\nparams:')[0] ?? '',
    ...(frames && { at: frames.slice(0, 8).join('\n') }),
    ...(error.cause !== undefined && depth < 4 && { cause: causeOf(error.cause, depth + 1) }),
  };
}

/** An `AppError` may travel; of anything else only the request id does, and the cause goes to the log. */
export function refusalOf(error: unknown, requestId: string): Refusal {
  if (isAppError(error)) {
    // Whoever is over a limit sends on: the limit tells of them once, so that they do not fill the log.
    log[error.code === 'RATE_LIMITED' ? 'debug' : 'info']({ requestId, code: error.code }, 'refused');
    return { ok: false, code: error.code, message: error.message, detail: error.detail };
  }
  log.error({ requestId, cause: causeOf(error) }, 'failed');
  return {
    ok: false,
    code: 'INTERNAL',
    message: `Something went wrong on the server. The log has it under ${requestId}.`,
    detail: { requestId },
  };
}

export async function outcomeOf<T>(requestId: string, run: () => Promise<T>): Promise<ActionResult<T>> {
  try {
    return { ok: true, value: await run() };
  } catch (error) {
    return refusalOf(error, requestId);
  }
}
