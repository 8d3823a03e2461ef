import type { ErrorHandler, Handler, MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { AppError, type ErrorCode } from '#lib/errors.ts';
import { findConsumer } from '#lib/consumers/queries.ts';
import { externalId } from '#lib/consumers/schema.ts';
import { forConsumer, type KeyCtx } from '#lib/gate/key.ts';
import type { SessionAction } from '#lib/vault-sessions/schema.ts';
import { apiRefusal, type ApiRefusal } from '../refusal.ts';
import { bodyUpTo, entered, single, type ApiContext, type ApiEnv } from '../request.ts';
import { refreshRefusal } from './connection-refusal.ts';

/** What every answer of this family is wrapped in. */
export const ok = (c: ApiContext, data: unknown, more: Readonly<Record<string, unknown>> = {}) =>
  c.json({ status_code: 200, status: 'OK', data, ...more }, 200);

export const created = (c: ApiContext, data: unknown) => c.json({ status_code: 201, status: 'Created', data }, 201);

interface Named {
  readonly type: string;
  readonly message: string;
}

/** By code; else by the status it has here. */
const byStatus: Readonly<Record<number, Named>> = {
  400: { type: 'RequestValidationError', message: 'Invalid Params' },
  401: { type: 'UnauthorizedError', message: 'Unauthorized Request' },
  403: { type: 'ForbiddenError', message: 'Forbidden Request' },
  404: { type: 'EntityNotFoundError', message: 'Not Found' },
  409: { type: 'ConflictError', message: 'Conflict' },
  410: { type: 'InvalidStateError', message: 'Invalid State' },
  422: { type: 'InvalidStateError', message: 'Invalid State' },
  429: { type: 'RequestLimitError', message: 'Request Limit Reached' },
};

const headersInvalid: Named = { type: 'RequestHeadersValidationError', message: 'Invalid Params' };

const names: Partial<Record<ErrorCode, Named>> = {
  CONSUMER_REQUIRED: headersInvalid,
  CONNECTOR_UNKNOWN: { type: 'ConnectorNotFoundError', message: 'Unknown Connector' },
  CONNECTION_DISABLED: { type: 'ConnectorDisabledError', message: 'Connection Disabled' },
  SECRET_REQUIRED: { type: 'ConnectionSettingsError', message: 'Secret Required' },
  VERIFICATION_FAILED: { type: 'ConnectorCredentialsError', message: 'Invalid Credentials' },
  'OAU-101': { type: 'IntegrationNotFoundError', message: 'Integration Not Configured' },
  'OAU-205': { type: 'OAuthConnectorError', message: 'OAuth Connector Error' },
  'OAU-301': { type: 'ConnectorCredentialsError', message: 'Reconnect Needed' },
  'OAU-302': { type: 'OAuthConnectorError', message: 'OAuth Connector Error' },
  'OAU-203': { type: 'OAuthConnectorError', message: 'OAuth Connector Error' },
  UNREADABLE: { type: 'ConnectorCredentialsError', message: 'Invalid Credentials' },
};

/** Of an input that does not fit, by the part of the request it is. */
const inputs: ReadonlyMap<unknown, Named> = new Map([
  ['authorization', headersInvalid],
  ['x-apideck-app-id', headersInvalid],
  ['x-apideck-consumer-id', headersInvalid],
  ['cursor', { type: 'InvalidCursorError', message: 'Invalid Cursor' }],
  ['filter', { type: 'UnsupportedFiltersError', message: 'Unsupported Filters' }],
]);

/** Of what is not here, by what it is. */
const missing: ReadonlyMap<unknown, Named> = new Map([
  ['connection', { type: 'ConnectionNotFoundError', message: 'Unknown Connection' }],
]);

/** Where the names of this family ask for another status than ours. */
const statuses: Partial<Record<ErrorCode, ContentfulStatusCode>> = {
  STATE_INVALID: 422,
  SECRET_REQUIRED: 400,
  'OAU-301': 401,
};

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
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
function envelopeOf(refusal: ApiRefusal, requestId: string) {
  const status = statuses[refusal.code] ?? refusal.status;
  const { type, message } = namedOf(refusal) ?? byStatus[status] ?? unnamed(status);
  return {
    status_code: status,
    error: reasonOf(status, 'Internal Server Error'),
    type_name: type,
    message,
    detail: refusal.code === 'OAU-301' ? refreshRefusal(refusal) : detailOf(refusal),
    ref: `https://developers.apideck.com/errors#${type.toLowerCase()}`,
    code: refusal.code,
    request_id: requestId,
  };
}

function namedOf({ code, detail: { field, what } }: ApiRefusal): Named | undefined {
  if (code === 'INPUT_INVALID') return inputs.get(field);
  return code === 'NOT_FOUND' ? missing.get(what) : names[code];
}

const unnamed = (status: number): Named =>
  status >= 500
    ? { type: 'InternalServerError', message: 'Internal Server Error' }
    : { type: 'RequestValidationError', message: reasonOf(status, 'Invalid Params') };

/** What stands in the way is named: there is no other place for it. */
function detailOf({ code, message, detail }: ApiRefusal): string {
  const { flows } = detail;
  return code === 'IN_USE' && Array.isArray(flows) ? `${message} ${flows.join(', ')}` : message;
}

const reasonOf = (status: number, fallback: string): string =>
  status === 400 ? 'Bad Request' : (reasons[status] ?? fallback);

export const refused: ErrorHandler<ApiEnv> = (error, c) => {
  const refusal = apiRefusal(error, c.var.requestId);
  const envelope = envelopeOf(refusal, c.var.requestId);
  if (refusal.retryAfterSeconds !== null) c.header('Retry-After', String(refusal.retryAfterSeconds));
  return c.json(envelope, envelope.status_code);
};

const limited = bodyUpTo(1_048_576);

/**
 * The key, and the application it was given for: an application is a workspace, by its id or its name in addresses. Then the
 * body, which is held in memory where nobody says how long it is: for whoever has a key alone.
 */
export const application: MiddlewareHandler<ApiEnv> = (c, next) =>
  entered(c, async () => {
    const given = single(c, 'x-apideck-app-id');
    const { ctx } = c.var;
    if (given === null && ctx.key.kind !== 'session')
      throw new AppError('INPUT_INVALID', 'Missing Header: x-apideck-app-id', { field: 'x-apideck-app-id' });
    if (given !== null && given !== ctx.workspaceId && given !== ctx.workspaceSlug)
      throw new AppError('KEY_REFUSED', 'Invalid application id: this key is of another application.');
    await limited(c, next);
  });

export interface Asked {
  /** As the tenant's product calls its consumer. */
  readonly externalId: string;
  /** The key for that consumer alone; null: nobody here is called that yet. */
  readonly ctx: KeyCtx | null;
}

/**
 * Whose connections the request is about: the header, or the token's own consumer, or what the body says where neither does.
 * @throws AppError CONSUMER_REQUIRED; CONSUMER_MISMATCH when the body says another; NOT_FOUND when the token is another
 *   consumer's
 */
export async function askedConsumer(c: ApiContext, inBody: string | null = null): Promise<Asked> {
  const { ctx } = c.var;
  const said = single(c, 'x-apideck-consumer-id') ?? ctx.key.externalId;
  const given = said ?? inBody;
  if (given === null)
    throw new AppError('CONSUMER_REQUIRED', 'Missing Header: x-apideck-consumer-id', {
      field: 'x-apideck-consumer-id',
    });
  if (inBody !== null && inBody !== given)
    throw new AppError('CONSUMER_MISMATCH', 'consumer_id is another than the header x-apideck-consumer-id says.', {
      field: 'consumer_id',
    });
  const id = externalId.safeParse(given);
  if (!id.success)
    throw new AppError('INPUT_INVALID', id.error.issues[0]?.message, {
      field: said === null ? 'consumer_id' : 'x-apideck-consumer-id',
    });
  const consumer = await findConsumer(ctx, id.data);
  if (!consumer && ctx.limits.consumerId !== null) throw new AppError('NOT_FOUND', 'This consumer is not here.');
  return { externalId: id.data, ctx: consumer && forConsumer(ctx, consumer) };
}

/** The connection of an address, and the key for its consumer: or as it is, while nobody here is called that yet. */
export async function askedPlace(c: ApiContext, body: Readonly<Record<string, unknown>> = {}) {
  const unifiedApi = c.req.param('api') ?? '';
  const serviceId = c.req.param('service') ?? '';
  const { unifiedApis } = c.var.ctx.key.settings;
  if (unifiedApis && !unifiedApis.includes(unifiedApi.toLowerCase()))
    throw new AppError('SESSION_REFUSED', 'This session is not for that unified API.');
  const inBody = body['consumer_id'] ?? null;
  if (inBody !== null && typeof inBody !== 'string')
    throw new AppError('INPUT_INVALID', 'consumer_id has to be text.', { field: 'consumer_id' });
  const { externalId: consumer, ctx } = await askedConsumer(c, inBody || null);
  return { ctx: ctx ?? c.var.ctx, place: { consumer, unifiedApi, serviceId } };
}

/** What a session lets its consumer do. Nothing said: everything. */
export function refuseInSession({ key }: KeyCtx, action: SessionAction): void {
  const { allowActions } = key.settings;
  if (!allowActions || allowActions.includes(action)) return;
  throw new AppError('SESSION_REFUSED', `This session does not allow to ${action} a connection.`);
}

/** For the methods an address does not have. */
export const methodsAre =
  (allowed: string): Handler<ApiEnv> =>
  (c) => {
    c.header('Allow', allowed);
    throw new AppError('METHOD_NOT_ALLOWED', `This address takes ${allowed}.`);
  };
