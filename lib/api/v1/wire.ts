import { STATUS_CODES } from 'node:http';
import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { ErrorHandler, MiddlewareHandler } from 'hono';
import { scopeFor, type Permission } from '#lib/access.ts';
import { authorise } from '#lib/ctx.ts';
import { AppError, notFound, type ErrorCode } from '#lib/errors.ts';
import { rowId } from '#lib/names.ts';
import { apiRefusal, type ApiRefusal } from '../refusal.ts';
import type { ApiContext, ApiEnv } from '../request.ts';
import { idempotent } from './idempotent.ts';

/** RFC 9457. `facts` is what is known beside the sentence, as flows that use it or when to try again. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.string(),
    requestId: z.string(),
    fields: z.array(z.string()).optional(),
    facts: z.record(z.string(), z.unknown()).optional(),
  })
  .openapi('Problem');
export type Problem = z.output<typeof problem>;

export const problemType = 'application/problem+json';

export function problemOf(refusal: ApiRefusal, { requestId, path }: { requestId: string; path: string }): Problem {
  const { field, fields, ...facts } = refusal.detail;
  const named = Array.isArray(fields) ? fields.map(String) : typeof field === 'string' && field !== '' ? [field] : [];
  return {
    type: `urn:keyhaven:problem:${refusal.code}`,
    title: STATUS_CODES[refusal.status] ?? 'Error',
    status: refusal.status,
    detail: refusal.message,
    instance: path,
    code: refusal.code,
    requestId,
    ...(named.length > 0 && { fields: named }),
    ...(Object.keys(facts).length > 0 && { facts }),
  };
}

function problemResponse(c: ApiContext, error: unknown): Response {
  const { requestId } = c.var;
  const refusal = apiRefusal(error, requestId);
  c.header('Content-Type', problemType);
  if (refusal.retryAfterSeconds !== null) c.header('Retry-After', String(refusal.retryAfterSeconds));
  if (refusal.status === 401) c.header('WWW-Authenticate', 'Bearer');
  const allow = refusal.detail['allow'];
  if (typeof allow === 'string') c.header('Allow', allow);
  return c.body(JSON.stringify(problemOf(refusal, { requestId, path: c.req.path })), refusal.status);
}

export const refused: ErrorHandler<ApiEnv> = (error, c) => problemResponse(c, error);

const fieldsMax = 20;

/** What does not fit its schema is told by field, never by value. An id that cannot be one is not here. */
function refuseInvalid(result: { target: string; success: boolean; error?: z.ZodError }): void {
  if (result.success || !result.error) return;
  if (result.target === 'param') throw notFound();
  const { issues } = result.error;
  const fields = issues.slice(0, fieldsMax).map((issue) => issue.path.map(String).join('.'));
  throw new AppError('INPUT_INVALID', issues[0]?.message ?? 'That is not valid.', { field: fields[0] ?? '', fields });
}

/** Every part of /v1 is one of these. */
export const router = (): OpenAPIHono<ApiEnv> =>
  new OpenAPIHono<ApiEnv>({ defaultHook: (result) => refuseInvalid(result) });

const allowed =
  (permission: Permission | null): MiddlewareHandler<ApiEnv> =>
  (c, next) => {
    if (permission !== null) authorise(c.var.ctx, permission);
    return next();
  };

/** What may go wrong with anything; the document names these with every operation. */
const always: readonly ErrorCode[] = ['KEY_REQUIRED', 'KEY_REFUSED', 'FORBIDDEN', 'INPUT_INVALID', 'RATE_LIMITED'];

/** What an operation says beside its own: the key it needs, checked before anything else is read, and its errors. */
const told = (permission: Permission | null, errors: readonly ErrorCode[]) => ({
  security: [{ key: [] }],
  'x-keyhaven-scope': permission === null ? null : scopeFor(permission),
  'x-keyhaven-errors': [...always, ...errors],
});

export const needs = (permission: Permission | null, ...errors: readonly ErrorCode[]) => ({
  ...told(permission, errors),
  middleware: [allowed(permission)],
});

/** The same for what may be sent again under an Idempotency-Key. */
export const creates = (permission: Permission, ...errors: readonly ErrorCode[]) => ({
  ...told(permission, ['IDEMPOTENCY_BUSY', 'IDEMPOTENCY_REUSED', ...errors]),
  'x-keyhaven-idempotent': true,
  middleware: [allowed(permission), idempotent],
});

export const json = <S extends z.ZodType>(schema: S, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});

export const jsonBody = <S extends z.ZodType>(schema: S) => ({
  required: true as const,
  content: { 'application/json': { schema } },
});

export const pageOf = <S extends z.ZodType>(schema: S) =>
  z.object({ data: z.array(schema), next: z.string().nullable().openapi({ description: 'Send as `after`.' }) });

/** Who did something. Consumers learn nothing of who works for the tenant. */
export const byName = z.string().nullable().openapi({ description: 'Null to a token of one consumer.' });
export const nameFor = (c: ApiContext, name: string): string | null =>
  c.var.ctx.limits.consumerId === null ? name : null;

/** Of an address with `{id}` in it. */
export const oneId = z.object({ id: rowId });

/** A point in time, as everything in /v1 says it. */
export const instant = z.iso.datetime();
export const at = (ms: number): string => new Date(ms).toISOString();
export const atOrNull = (ms: number | null): string | null => (ms === null ? null : at(ms));

/** The same coming in, with any offset. */
export const instantInput = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .openapi({ type: 'string', format: 'date-time' });

/** Several of a few words: `?state=failed&state=expiring`, or with commas. */
export const severalOf = <const W extends readonly [string, ...string[]]>(words: W) =>
  z
    .union([z.string(), z.array(z.string())])
    .transform((given) => [given].flat().flatMap((text) => text.split(',')))
    .pipe(z.array(z.enum(words)))
    .optional()
    .openapi({ type: 'array', items: { type: 'string', enum: [...words] } });
