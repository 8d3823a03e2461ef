import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { authTypes } from '#lib/catalog/schema.ts';
import { secondMs } from '#lib/clock.ts';
import { authorise } from '#lib/ctx.ts';
import { AppError, notFound, type ErrorCode } from '#lib/errors.ts';
import { handOut } from '#lib/handouts/commands.ts';
import { tokenByInput, tokenIdInput, tokenInput, type Asked, type HandoutDto } from '#lib/handouts/schema.ts';
import { header, jsonObject, type ApiContext, type ApiEnv } from '../request.ts';
import { atOrNull, instant, json, needs, router } from './wire.ts';

const token = z
  .object({
    credentialId: z.string(),
    name: z.string(),
    component: z.string(),
    authType: z.enum(authTypes),
    version: z.int(),
    expiresAt: instant.nullable().openapi({ description: 'When it ends. Null: it has no end, or nobody said.' }),
    accessToken: z.string().nullable().openapi({ description: 'Of an OAuth credential; null of any other.' }),
    tokenType: z.literal('Bearer').nullable(),
    secret: z
      .record(z.string(), z.string())
      .openapi({ description: 'The secret fields, as the component names them.' }),
    settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    audience: z.array(z.string()).openapi({ description: 'scheme://host:port that the secret may be sent to.' }),
  })
  .openapi('Token');

const errors: readonly ErrorCode[] = [
  'NOT_FOUND',
  'CONNECTION_DISABLED',
  'UNREADABLE',
  'OAU-301',
  'OAU-302',
  'TOO_LARGE',
];

const getToken = createRoute({
  method: 'post',
  path: '/credentials/{id}/token',
  operationId: 'getToken',
  tags: ['Tokens'],
  summary: 'What a flow signs in with, fresh',
  description:
    'An access token that ends within a minute, or within `minValidSeconds`, is refreshed first; callers at the same time ' +
    'wait for one refresh. While the provider is down a token that lives still is answered. The answer is in the audit log ' +
    'before it is given, and is not to be kept beyond `expiresAt`.',
  request: { params: tokenIdInput, body: { required: false, content: { 'application/json': { schema: tokenInput } } } },
  responses: { 200: json(token, 'Not to be stored.') },
  ...needs('credential.use', ...errors),
});

const findToken = createRoute({
  method: 'post',
  path: '/tokens',
  operationId: 'findToken',
  tags: ['Tokens'],
  summary: 'The same, by what a credential is called everywhere',
  description:
    'By the `identifier` that travels with export and import, or by the `connection` (`crm+salesforce`) of a `consumer`. ' +
    'A token of one consumer may leave `consumer` out.',
  request: { body: { required: true, content: { 'application/json': { schema: tokenByInput } } } },
  responses: { 200: json(token, 'Not to be stored.') },
  ...needs('credential.use', ...errors, 'CONSUMER_REQUIRED'),
});

/**
 * Flows ask here before each of their steps, so these two are mounted without the layers that read and check a body by
 * their schema: most have none, and looking at it as a stream costs more than the rest of the request.
 */
export function tokenApi(): OpenAPIHono<ApiEnv> {
  const app = router();
  for (const { middleware: _, ...route } of [getToken, findToken]) app.openAPIRegistry.registerPath(route);
  app.post(getToken.getRoutingPath(), async (c) => {
    authorise(c.get('ctx'), 'credential.use');
    const id = tokenIdInput.shape.id.safeParse(c.req.param('id'));
    if (!id.success) throw notFound('This credential');
    const input = parsed(tokenInput, await bodyOf(c), 'minValidSeconds is a whole number from 0 to 3600.');
    return answered(c, { id: id.data }, input);
  });
  app.post(findToken.getRoutingPath(), async (c) => {
    authorise(c.get('ctx'), 'credential.use');
    const input = parsed(tokenByInput, await bodyOf(c), 'Send an identifier, or a consumer and a connection.');
    const asked: Asked =
      'identifier' in input
        ? { identifier: input.identifier }
        : { consumer: input.consumer ?? null, connection: input.connection };
    return answered(c, asked, input);
  });
  return app;
}

async function answered(c: ApiContext, asked: Asked, { minValidSeconds }: { minValidSeconds?: number | undefined }) {
  const validMs = minValidSeconds === undefined ? undefined : minValidSeconds * secondMs;
  return c.json(wire(await handOut(c.get('ctx'), asked, { validMs })), 200);
}

const wire = (one: HandoutDto): z.input<typeof token> => ({
  credentialId: one.credentialId,
  name: one.name,
  component: one.component,
  authType: one.authType,
  version: one.version,
  expiresAt: atOrNull(one.expiresAt),
  accessToken: one.accessToken,
  tokenType: one.tokenType,
  secret: { ...one.secret },
  settings: one.settings,
  audience: [...one.audience],
});

/** Told by field, never by value. */
function parsed<S extends z.ZodType>(schema: S, value: unknown, message: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const fields = result.error.issues.map(({ path }) => path.join('.')).filter(Boolean);
  throw new AppError('INPUT_INVALID', message, { fields });
}

const bodyBytesMax = 16 * 1024;

async function bodyOf(c: ApiContext): Promise<Record<string, unknown>> {
  const length = header(c, 'content-length');
  const isMeasured = length !== null && header(c, 'transfer-encoding') === null;
  if (isMeasured ? length === '0' : !hasBody(c)) return {};
  if (Number(length ?? 0) > bodyBytesMax) throw tooLarge();
  if (!isMeasured) await limited(c, async () => undefined);
  return jsonObject(c);
}

/** Of what came in by a socket its headers say so, and the body need not be looked at. */
const hasBody = (c: ApiContext): boolean =>
  c.env?.incoming ? header(c, 'transfer-encoding') !== null : c.req.raw.body !== null;

const tooLarge = () => new AppError('TOO_LARGE', 'The body is larger than 16 KB.', { bytesMax: bodyBytesMax });

const limited = bodyLimit({
  maxSize: bodyBytesMax,
  onError: () => {
    throw tooLarge();
  },
});
