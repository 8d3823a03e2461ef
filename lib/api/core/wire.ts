import type { ErrorHandler } from 'hono';
import type { z } from 'zod';
import { AppError } from '#lib/errors.ts';
import { apiRefusal, type ApiRefusal } from '../refusal.ts';
import { jsonObject, single, type ApiContext, type ApiEnv } from '../request.ts';

/** The texts that clients of this family know by heart. Ours stands beside them as `detail`. */
const known: Readonly<Record<number, string>> = {
  401: 'The request is unauthorized',
  403: 'The request is forbidden',
};

/** Flat, as the family has it: a message, and our code of it. */
export function flatOf({ status, code, message, detail }: ApiRefusal) {
  const text = known[status];
  if (text !== undefined) return { message: text, code, detail: message };
  if (code !== 'INPUT_INVALID') return { message, code };
  const { in: part = 'body', messages } = detail;
  const words = Array.isArray(messages) && messages.length > 0 ? messages.join(', ') : message;
  return { message: `Invalid value for: ${String(part)} (${words})`, code };
}

export const refused: ErrorHandler<ApiEnv> = (error, c) => {
  const refusal = apiRefusal(error, c.var.requestId);
  if (refusal.retryAfterSeconds !== null) c.header('Retry-After', String(refusal.retryAfterSeconds));
  return c.json(flatOf(refusal), refusal.status);
};

/** The body, as a schema has it. */
export async function readBody<S extends z.ZodType>(c: ApiContext, schema: S): Promise<z.output<S>> {
  const parsed = schema.safeParse(await jsonObject(c));
  if (parsed.success) return parsed.data;
  throw new AppError('INPUT_INVALID', 'The body does not fit.', { messages: parsed.error.issues.map(wordsOf) });
}

function wordsOf({ code, message, path }: z.core.$ZodIssue): string {
  const at = path.map((part) => nameOf(String(part))).join('.');
  if (at === '') return message;
  const isMissing = code === 'invalid_type' && message.endsWith('received undefined');
  return isMissing ? `Missing required field at '${at}'` : `${message} at '${at}'`;
}

/** A name nobody chose here may be a secret in the wrong place. */
const nameOf = (name: string): string => (/^\w{1,40}$/.test(name) ? name : '(another name)');

/** One parameter of the address; null: it is not there. */
export function queryOf<S extends z.ZodType>(c: ApiContext, name: string, schema: S): z.output<S> | null {
  const given = c.req.queries(name) ?? [];
  if (given.length === 0) return null;
  const parsed = given.length === 1 ? schema.safeParse(given[0]) : null;
  if (parsed?.success) return parsed.data;
  throw new AppError('INPUT_INVALID', parsed?.error.issues[0]?.message ?? 'It is there twice', {
    in: `query parameter ${name}`,
  });
}

/** Whether the dry run is wanted before anything is stored. */
export function verifyOf(c: ApiContext): 'before' | 'after' {
  const given = single(c, 'verify')?.toLowerCase() ?? 'after';
  if (given === 'before' || given === 'after') return given;
  throw new AppError('INPUT_INVALID', 'before or after', { in: 'header Verify' });
}
