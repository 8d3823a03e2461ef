import { createRoute, z } from '@hono/zod-openapi';
import { createConsumer, deleteConsumer, updateConsumer } from '#lib/consumers/commands.ts';
import { getConsumer, listConsumers } from '#lib/consumers/queries.ts';
import {
  consumerChange,
  consumerMetadata,
  consumerPageMax,
  newConsumer,
  type ConsumerDto,
} from '#lib/consumers/schema.ts';
import { cursorText, storableText } from '#lib/names.ts';
import { createUserToken } from '#lib/user-tokens/commands.ts';
import { newUserToken } from '#lib/user-tokens/schema.ts';
import { createdKey, keyJson } from './keys.ts';
import { at, creates, instant, instantInput, json, jsonBody, needs, oneId, pageOf, router } from './wire.ts';

const tags = ['Consumers'];

const metadata = consumerMetadata.strict();

const consumer = z
  .object({
    id: z.string(),
    externalId: z.string().openapi({ description: 'As your product calls its end user.' }),
    name: z.string(),
    metadata: consumerMetadata,
    isTest: z.boolean(),
    credentials: z.int(),
    createdAt: instant,
    updatedAt: instant,
  })
  .openapi('Consumer');

const consumerJson = (row: ConsumerDto): z.output<typeof consumer> => ({
  id: row.id,
  externalId: row.externalId,
  name: row.name,
  metadata: { ...row.metadata },
  isTest: row.isTest,
  credentials: row.credentials,
  createdAt: at(row.createdAt),
  updatedAt: at(row.updatedAt),
});

const list = createRoute({
  method: 'get',
  path: '/consumers',
  operationId: 'listConsumers',
  summary: 'Consumers in the order in which they came',
  tags,
  ...needs('consumer.read'),
  request: {
    query: z.object({
      q: storableText(200).optional(),
      prefix: storableText(255).optional().openapi({ description: 'How the external id begins.' }),
      after: cursorText.optional(),
      limit: z.coerce.number().int().min(1).max(consumerPageMax).optional(),
    }),
  },
  responses: { 200: json(pageOf(consumer).extend({ total: z.int() }), 'A page.') },
});

const create = createRoute({
  method: 'post',
  path: '/consumers',
  operationId: 'createConsumer',
  summary: 'Add a consumer',
  tags,
  ...creates('consumer.update', 'NAME_TAKEN'),
  request: { body: jsonBody(newConsumer.extend({ metadata: metadata.default({}) }).openapi('NewConsumer')) },
  responses: { 201: json(consumer, 'It was added.') },
});

const get = createRoute({
  method: 'get',
  path: '/consumers/{id}',
  operationId: 'getConsumer',
  summary: 'One consumer',
  tags,
  ...needs('consumer.read', 'NOT_FOUND'),
  request: { params: oneId },
  responses: { 200: json(consumer, 'The consumer.') },
});

const update = createRoute({
  method: 'patch',
  path: '/consumers/{id}',
  operationId: 'updateConsumer',
  summary: 'Change a consumer; what is not sent stays',
  tags,
  ...needs('consumer.update', 'NOT_FOUND'),
  request: {
    params: oneId,
    body: jsonBody(
      consumerChange.omit({ id: true }).extend({ metadata: metadata.optional() }).openapi('ConsumerChange'),
    ),
  },
  responses: { 200: json(consumer, 'The consumer.') },
});

const gone = z.object({ externalId: z.string(), credentials: z.int(), tokens: z.int() }).openapi('DeletedConsumer');

const remove = createRoute({
  method: 'delete',
  path: '/consumers/{id}',
  operationId: 'deleteConsumer',
  summary: 'Delete a consumer for good, with every credential and token of theirs',
  tags,
  ...needs('consumer.delete', 'NOT_FOUND', 'IN_USE'),
  request: { params: oneId },
  responses: { 200: json(gone, 'What went with it.') },
});

const token = createRoute({
  method: 'post',
  path: '/consumers/{id}/tokens',
  operationId: 'createUserToken',
  summary: 'A token that sees what is this consumer’s alone, for two days at the most',
  tags,
  ...creates('user_token.create', 'NOT_FOUND'),
  request: {
    params: oneId,
    body: jsonBody(newUserToken.extend({ expiresAt: instantInput.optional() }).openapi('NewUserToken')),
  },
  responses: { 201: json(createdKey, 'The token, this once.') },
});

export function consumersApi() {
  const app = router();
  app.openapi(list, async (c) => {
    const page = await listConsumers(c.var.ctx, c.req.valid('query'));
    return c.json({ data: page.rows.map(consumerJson), next: page.next, total: page.total }, 200);
  });
  app.openapi(create, async (c) => {
    const made = await createConsumer(c.var.ctx, c.req.valid('json'));
    return c.json(consumerJson(made), 201, { location: `/v1/consumers/${made.id}` });
  });
  app.openapi(get, async (c) => c.json(consumerJson(await getConsumer(c.var.ctx, c.req.valid('param').id)), 200));
  app.openapi(update, async (c) => {
    const changed = await updateConsumer(c.var.ctx, { ...c.req.valid('json'), id: c.req.valid('param').id });
    return c.json(consumerJson(changed), 200);
  });
  app.openapi(remove, async (c) => {
    const { externalId, credentials, tokens } = await deleteConsumer(c.var.ctx, c.req.valid('param').id);
    return c.json({ externalId, credentials, tokens }, 200);
  });
  app.openapi(token, async (c) => {
    const made = await createUserToken(c.var.ctx, c.req.valid('param').id, c.req.valid('json'));
    return c.json({ key: keyJson(made.key), token: made.token }, 201, { location: `/v1/keys/${made.key.id}` });
  });
  return app;
}
