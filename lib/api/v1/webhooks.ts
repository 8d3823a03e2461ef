import { createRoute, z } from '@hono/zod-openapi';
import { sendTest } from '#lib/messages/commands.ts';
import { createEndpoint, deleteEndpoint, rotateSecret, setEnabled, updateEndpoint } from '#lib/webhooks/commands.ts';
import { getEndpoint, listEndpoints } from '#lib/webhooks/queries.ts';
import { endpointChange, messageForms, newEndpoint, type EndpointDto, type SecretDto } from '#lib/webhooks/schema.ts';
import { etagOf, ifMatch, refuseChanged, refuseOther, revisionOf } from './etag.ts';
import { at, atOrNull, creates, instant, json, jsonBody, needs, oneId, router } from './wire.ts';

const tags = ['Webhooks'];

const webhook = z
  .object({
    id: z.string(),
    url: z.string(),
    description: z.string(),
    form: z.enum(messageForms),
    types: z.array(z.string()),
    state: z.enum(['delivering', 'failing', 'disabled']),
    failingSince: instant.nullable(),
    disabledAt: instant.nullable(),
    disabledBecause: z.string().nullable(),
    pausedUntil: instant.nullable(),
    formerUntil: instant.nullable(),
    createdAt: instant,
    createdBy: z.string(),
    revision: z.int(),
  })
  .openapi('Webhook');

const webhookJson = (row: EndpointDto): z.output<typeof webhook> => ({
  id: row.id,
  url: row.url,
  description: row.description,
  form: row.form,
  types: [...row.types],
  state: row.state,
  failingSince: atOrNull(row.failingSince),
  disabledAt: atOrNull(row.disabledAt),
  disabledBecause: row.disabledBecause,
  pausedUntil: atOrNull(row.pausedUntil),
  formerUntil: atOrNull(row.formerUntil),
  createdAt: at(row.createdAt),
  createdBy: row.createdBy,
  revision: row.revision,
});

const secret = z
  .object({
    id: z.string(),
    secret: z.string().openapi({ description: 'What its messages are signed with. Shown this once.' }),
    formerUntil: instant.nullable().openapi({ description: 'Until when the former one signs, too.' }),
  })
  .openapi('WebhookSecret');

const secretJson = (made: SecretDto): z.output<typeof secret> => ({
  id: made.id,
  secret: made.secret,
  formerUntil: atOrNull(made.formerUntil),
});

const list = createRoute({
  method: 'get',
  path: '/webhooks',
  operationId: 'listWebhooks',
  summary: 'Who is told what happens here',
  tags,
  ...needs('webhook.read'),
  responses: { 200: json(z.object({ data: z.array(webhook) }), 'All of them, oldest first.') },
});

const create = createRoute({
  method: 'post',
  path: '/webhooks',
  operationId: 'createWebhook',
  summary: 'Have events sent to an address',
  tags,
  ...creates('webhook.update', 'STATE_INVALID'),
  request: {
    body: jsonBody(
      newEndpoint
        .extend({
          description: newEndpoint.shape.description.default(''),
          form: newEndpoint.shape.form.default('standard'),
        })
        .openapi('NewWebhook'),
    ),
  },
  responses: { 201: json(secret, 'It was added; its secret this once.') },
});

const get = createRoute({
  method: 'get',
  path: '/webhooks/{id}',
  operationId: 'getWebhook',
  summary: 'One webhook',
  tags,
  ...needs('webhook.read', 'NOT_FOUND'),
  request: { params: oneId },
  responses: { 200: json(webhook, 'The webhook.') },
});

const update = createRoute({
  method: 'patch',
  path: '/webhooks/{id}',
  operationId: 'updateWebhook',
  summary: 'Change a webhook, switch it off or on; what is not sent stays',
  tags,
  ...needs('webhook.update', 'NOT_FOUND', 'PRECONDITION_FAILED'),
  parameters: [ifMatch],
  request: {
    params: oneId,
    body: jsonBody(
      endpointChange
        .omit({ id: true, revision: true })
        .extend({ isEnabled: z.boolean() })
        .partial()
        .openapi('WebhookChange'),
    ),
  },
  responses: { 200: json(webhook, 'The webhook.') },
});

const remove = createRoute({
  method: 'delete',
  path: '/webhooks/{id}',
  operationId: 'deleteWebhook',
  summary: 'Delete a webhook with its log',
  tags,
  ...needs('webhook.update', 'NOT_FOUND'),
  request: { params: oneId },
  responses: { 204: { description: 'It is gone.' } },
});

const rotate = createRoute({
  method: 'post',
  path: '/webhooks/{id}/rotate',
  operationId: 'rotateWebhookSecret',
  summary: 'Another signing secret',
  tags,
  ...creates('webhook.update', 'NOT_FOUND', 'CHANGED_MEANWHILE'),
  request: { params: oneId },
  responses: { 200: json(secret, 'The new secret, this once.') },
});

const tested = z
  .object({
    isDelivered: z.boolean(),
    status: z.int().nullable(),
    code: z.string(),
    message: z.string().nullable(),
    durationMs: z.int(),
  })
  .openapi('WebhookTest');

const test = createRoute({
  method: 'post',
  path: '/webhooks/{id}/test',
  operationId: 'testWebhook',
  summary: 'Send a test message, now',
  tags,
  ...creates('webhook.update', 'NOT_FOUND'),
  request: { params: oneId },
  responses: { 200: json(tested, 'What it met; a failure is an answer, too.') },
});

export function webhooksApi() {
  const app = router();
  app.openapi(list, async (c) => c.json({ data: (await listEndpoints(c.var.ctx)).map(webhookJson) }, 200));
  app.openapi(create, async (c) => {
    const made = await createEndpoint(c.var.ctx, c.req.valid('json'));
    return c.json(secretJson(made), 201, { location: `/v1/webhooks/${made.id}` });
  });
  app.openapi(get, async (c) => {
    const shown = webhookJson(await getEndpoint(c.var.ctx, c.req.valid('param').id));
    return c.json(shown, 200, { etag: etagOf(shown.revision, shown) });
  });
  app.openapi(update, async (c) => {
    const { id } = c.req.valid('param');
    const { isEnabled: on, ...given } = c.req.valid('json');
    const expected = revisionOf(c, { isNeeded: false });
    const before = await getEndpoint(c.var.ctx, id);
    refuseOther(before.revision, expected);
    const { url, description, types, revision } = before;
    const isEdited = Object.keys(given).length > 0;
    if (isEdited)
      await updateEndpoint(c.var.ctx, { id, revision, url, description, types: [...types], ...given, on }).catch(
        refuseChanged,
      );
    else if (on !== undefined) await setEnabled(c.var.ctx, { id, on, revision: expected }).catch(refuseChanged);
    return c.json(webhookJson(await getEndpoint(c.var.ctx, id)), 200);
  });
  app.openapi(remove, async (c) => {
    await deleteEndpoint(c.var.ctx, c.req.valid('param').id);
    return c.body(null, 204);
  });
  app.openapi(rotate, async (c) => c.json(secretJson(await rotateSecret(c.var.ctx, c.req.valid('param').id)), 200));
  app.openapi(test, async (c) => {
    const { isDelivered, status, code, message, durationMs } = await sendTest(c.var.ctx, c.req.valid('param').id);
    return c.json({ isDelivered, status, code, message, durationMs: Math.round(durationMs) }, 200);
  });
  return app;
}
