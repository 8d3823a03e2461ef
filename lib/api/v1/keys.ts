import { createRoute, z } from '@hono/zod-openapi';
import { createKey, revokeKey } from '#lib/api-keys/commands.ts';
import { getKey, listKeys } from '#lib/api-keys/queries.ts';
import { newKey, scopes, type KeyDto } from '#lib/api-keys/schema.ts';
import { rowId } from '#lib/names.ts';
import { at, atOrNull, creates, instant, instantInput, json, jsonBody, needs, oneId, pageOf, router } from './wire.ts';

const tags = ['Keys'];

export const key = z
  .object({
    id: z.string(),
    kind: z.enum(['key', 'user', 'session']),
    name: z.string(),
    hint: z.string().openapi({ description: 'The last four characters of the token.' }),
    scopes: z.array(z.enum(scopes)),
    parentId: z.string().nullable(),
    consumer: z.object({ id: z.string(), externalId: z.string() }).nullable(),
    state: z.enum(['active', 'expired', 'revoked']),
    createdAt: instant,
    createdBy: z.string(),
    expiresAt: instant.nullable(),
    lastUsedAt: instant.nullable(),
    lastUsedFrom: z.string().nullable(),
    revokedAt: instant.nullable(),
    revokedBy: z.string().nullable(),
  })
  .openapi('Key');

export const keyJson = (row: KeyDto): z.output<typeof key> => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  hint: row.hint,
  scopes: [...row.scopes],
  parentId: row.parentId,
  consumer: row.consumerId === null ? null : { id: row.consumerId, externalId: row.consumer ?? '' },
  state: row.state,
  createdAt: at(row.createdAt),
  createdBy: row.createdBy,
  expiresAt: atOrNull(row.expiresAt),
  lastUsedAt: atOrNull(row.lastUsedAt),
  lastUsedFrom: row.lastUsedFrom,
  revokedAt: atOrNull(row.revokedAt),
  revokedBy: row.revokedBy,
});

export const createdKey = z
  .object({ key, token: z.string().openapi({ description: 'Shown this once.' }) })
  .openapi('CreatedKey');

const list = createRoute({
  method: 'get',
  path: '/keys',
  operationId: 'listKeys',
  summary: 'Keys and tokens of the workspace, newest first',
  tags,
  ...needs('api_key.read'),
  request: { query: z.object({ kind: z.enum(['key', 'user', 'session']).optional(), after: rowId.optional() }) },
  responses: { 200: json(pageOf(key), 'A page.') },
});

const create = createRoute({
  method: 'post',
  path: '/keys',
  operationId: 'createKey',
  summary: 'Make a key that may no more than yours, and ends no later',
  tags,
  ...creates('api_key.update', 'STATE_INVALID'),
  request: { body: jsonBody(newKey.extend({ expiresAt: instantInput.nullable().default(null) }).openapi('NewKey')) },
  responses: { 201: json(createdKey, 'The key, and its token this once.') },
});

const get = createRoute({
  method: 'get',
  path: '/keys/{id}',
  operationId: 'getKey',
  summary: 'One key',
  tags,
  ...needs('api_key.read', 'NOT_FOUND'),
  request: { params: oneId },
  responses: { 200: json(key, 'The key.') },
});

const revoke = createRoute({
  method: 'delete',
  path: '/keys/{id}',
  operationId: 'revokeKey',
  summary: 'End a key and everything that was made with it',
  tags,
  ...needs('api_key.update', 'NOT_FOUND'),
  request: { params: oneId },
  responses: { 200: json(key, 'The key, which is over.') },
});

export function keysApi() {
  const app = router();
  app.openapi(list, async (c) => {
    const { kind, after = null } = c.req.valid('query');
    const page = await listKeys(c.var.ctx, { after, ...(kind && { kind }) });
    return c.json({ data: page.rows.map(keyJson), next: page.next }, 200);
  });
  app.openapi(create, async (c) => {
    const made = await createKey(c.var.ctx, c.req.valid('json'));
    return c.json({ key: keyJson(made.key), token: made.token }, 201, { location: `/v1/keys/${made.key.id}` });
  });
  app.openapi(get, async (c) => c.json(keyJson(await getKey(c.var.ctx, c.req.valid('param').id)), 200));
  app.openapi(revoke, async (c) => c.json(keyJson(await revokeKey(c.var.ctx, c.req.valid('param').id)), 200));
  return app;
}
