import type { ErrorHandler, MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { AppError, type ErrorCode } from '#lib/errors.ts';
import { findConsumer } from '#lib/consumers/queries.ts';
import { forConsumer, type KeyCtx } from '#lib/gate/key.ts';
import { apiRefusal, type ApiRefusal } from '../refusal.ts';
import { keyed, single, type ApiContext, type ApiEnv } from '../request.ts';

/** What every answer of this family is wrapped in. */
export const ok = (c: ApiContext, data: unknown, more: Readonly<Record<string, unknown>> = {}) =>
  c.json({ status_code: 200, status: 'OK', data, ...more }, 200);

export const created = (c: ApiContext, data: unknown) => c.json({ status_code: 201, status: 'Created', data }, 201);

interface Named {
  readonly type: string;
  readonly message: string;
}

const names: Partial<Record<ErrorCode, Named>> = {
  KEY_REQUIRED: { type: 'UnauthorizedError', message: 'Unauthorized Request' },
  KEY_REFUSED: { type: 'UnauthorizedError', message: 'Unauthorized Request' },
  FORBIDDEN: { type: 'ForbiddenError', message: 'Forbidden Request' },
  SESSION_REFUSED: { type: 'ForbiddenError', message: 'Forbidden Request' },
  CONSUMER_REQUIRED: { type: 'RequestHeadersValidationError', message: 'Invalid Params' },
  CONSUMER_MISMATCH: { type: 'RequestValidationError', message: 'Invalid Params' },
  CONNECTOR_UNKNOWN: { type: 'ConnectorNotFoundError', message: 'Unknown Connector' },
  CONNECTION_DISABLED: { type: 'ConnectorDisabledError', message: 'Connection Disabled' },
  NOT_FOUND: { type: 'EntityNotFoundError', message: 'Not Found' },
  IN_USE: { type: 'ConflictError', message: 'Conflict' },
  NAME_TAKEN: { type: 'ConflictError', message: 'Conflict' },
  CHANGED_MEANWHILE: { type: 'ConflictError', message: 'Conflict' },
  VERIFICATION_FAILED: { type: 'ConnectorCredentialsError', message: 'Invalid Credentials' },
  STATE_INVALID: { type: 'InvalidStateError', message: 'Invalid State' },
  'OAU-101': { type: 'IntegrationNotFoundError', message: 'Integration Not Configured' },
  'OAU-205': { type: 'OAuthConnectorError', message: 'OAuth Connector Error' },
  'OAU-301': { type: 'ConnectorCredentialsError', message: 'Reconnect Needed' },
  'OAU-302': { type: 'OAuthConnectorError', message: 'OAuth Connector Error' },
  RATE_LIMITED: { type: 'RequestLimitError', message: 'Request Limit Reached' },
};

/** Where the names of this family ask for another status than ours. */
const statuses: Partial<Record<ErrorCode, number>> = { STATE_INVALID: 422 };

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  413: 'Payload Too Large',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
};

/** The flat envelope of an error. `code` and `request_id` are ours, beside what the family has. */
export function envelopeOf(refusal: ApiRefusal, requestId: string) {
  const status = statuses[refusal.code] ?? refusal.status;
  const fallback = status >= 500 ? 'InternalServerError' : 'RequestValidationError';
  const { type, message } = names[refusal.code] ?? { type: fallback, message: reasonOf(status, 'Invalid Params') };
  return {
    status_code: status,
    error: reasonOf(status, 'Internal Server Error'),
    type_name: type,
    message,
    detail: refusal.message,
    ref: `https://developers.apideck.com/errors#${type.toLowerCase()}`,
    code: refusal.code,
    request_id: requestId,
  };
}

const reasonOf = (status: number, fallback: string): string =>
  status === 400 ? 'Bad Request' : (reasons[status] ?? fallback);

export const refused: ErrorHandler<ApiEnv> = (error, c) => {
  const refusal = apiRefusal(error, c.var.requestId);
  const envelope = envelopeOf(refusal, c.var.requestId);
  if (refusal.retryAfterSeconds !== null) c.header('Retry-After', String(refusal.retryAfterSeconds));
  // Every status of the table has a body.
  return c.json(envelope, envelope.status_code as ContentfulStatusCode);
};

/** The key, and the application it was given for: an application is a workspace, by its id or its name in addresses. */
export const application: MiddlewareHandler<ApiEnv> = (c, next) =>
  keyed(c, async () => {
    const given = single(c, 'x-apideck-app-id');
    const { ctx } = c.var;
    if (given === null && ctx.key.kind !== 'session')
      throw new AppError('INPUT_INVALID', 'Missing Header: x-apideck-app-id', { field: 'x-apideck-app-id' });
    if (given !== null && given !== ctx.workspaceId && given !== ctx.workspaceSlug)
      throw new AppError('KEY_REFUSED', 'Invalid application id: this key is of another application.');
    await next();
  });

export interface Asked {
  /** As the tenant's product calls its consumer. */
  readonly externalId: string;
  /** The key for that consumer alone; null: nobody here is called that yet. */
  readonly ctx: KeyCtx | null;
}

/**
 * Whose connections the request is about: the header, or the token's own consumer.
 * @throws AppError CONSUMER_REQUIRED; NOT_FOUND when the token is another consumer's
 */
export async function askedConsumer(c: ApiContext): Promise<Asked> {
  const { ctx } = c.var;
  const externalId = single(c, 'x-apideck-consumer-id') ?? ctx.key.externalId;
  if (externalId === null)
    throw new AppError('CONSUMER_REQUIRED', 'Missing Header: x-apideck-consumer-id', {
      field: 'x-apideck-consumer-id',
    });
  const consumer = await findConsumer(ctx, externalId);
  if (!consumer && ctx.limits.consumerId !== null) throw new AppError('NOT_FOUND', 'This consumer is not here.');
  return { externalId, ctx: consumer && forConsumer(ctx, consumer) };
}
