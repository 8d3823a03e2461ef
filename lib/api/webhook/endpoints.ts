import { Hono } from 'hono';
import { z } from 'zod';
import { eventTypes, everyType } from '#lib/events/schema.ts';
import { env } from '#lib/env.ts';
import { notFound } from '#lib/errors.ts';
import { parseInput } from '#lib/gate/outcome.ts';
import type { KeyCtx } from '#lib/gate/key.ts';
import { rowId } from '#lib/names.ts';
import { proveEndpoint } from '#lib/messages/commands.ts';
import { pageOf } from '#lib/pages.ts';
import { createEndpoint, deleteEndpoint, setEnabled, updateEndpoint } from '#lib/webhooks/commands.ts';
import { getEndpoint, listEndpoints } from '#lib/webhooks/queries.ts';
import { newEndpoint, type DisabledBecause, type EndpointDto } from '#lib/webhooks/schema.ts';
import { jsonObject, type ApiEnv } from '../request.ts';
import { askedPage, page } from '../vault/pages.ts';
import { application, created, methodsAre, ok } from '../vault/wire.ts';

const events = z
  .array(z.enum([everyType, ...eventTypes], { error: `An event is one of: ${everyType}, ${eventTypes.join(', ')}.` }))
  .min(1, 'Choose at least one event.');

const newWebhook = z.object({
  description: z.string().nullish(),
  /** Only what is in a vault is told of here, whatever API it belongs to. */
  unified_api: z.string().max(60).nullish(),
  status: z.enum(['enabled', 'disabled']),
  delivery_url: z.string(),
  events,
});
const webhookChange = newWebhook.partial();
type Change = z.output<typeof webhookChange>;

/** Endpoints of Apideck's form. Those of another form are not there. */
export const endpointsApi = (): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get('/webhooks', application, async (c) => {
      const { cursor, limit } = askedPage(c);
      const all = (await listEndpoints(c.var.ctx)).filter(({ form }) => form === 'apideck');
      const later = cursor === null ? all : all.filter(({ id }) => id > cursor);
      const { rows, next } = pageOf(later, limit, (last) => last.id);
      return page(c, { rows: rows.map(webhookOf), next, total: all.length });
    })
    .post('/webhooks', application, async (c) => {
      const { ctx } = c.var;
      const input = parseInput(newWebhook, await jsonObject(c));
      const { id, secret } = await createEndpoint(ctx, parseInput(newEndpoint, { ...namesOf(input), form: 'apideck' }));
      await (input.status === 'enabled' ? proveEndpoint(ctx, id) : setEnabled(ctx, { id, on: false }));
      return created(c, { ...webhookOf(await getEndpoint(ctx, id)), signing_secret: secret });
    })
    .get('/webhooks/:id', application, async (c) => ok(c, webhookOf(await named(c.var.ctx, c.req.param('id')))))
    .patch('/webhooks/:id', application, async (c) => {
      const before = await named(c.var.ctx, c.req.param('id'));
      await change(c.var.ctx, before, parseInput(webhookChange, await jsonObject(c)));
      return ok(c, webhookOf(await getEndpoint(c.var.ctx, before.id)));
    })
    .delete('/webhooks/:id', application, async (c) => {
      const before = await named(c.var.ctx, c.req.param('id'));
      await deleteEndpoint(c.var.ctx, before.id);
      return ok(c, webhookOf(before));
    })
    .all('/webhooks', application, methodsAre('GET, POST'))
    .all('/webhooks/:id', application, methodsAre('GET, PATCH, DELETE'));

async function named(ctx: KeyCtx, id: string): Promise<EndpointDto> {
  if (!rowId.safeParse(id).success) throw notFound('This webhook');
  const endpoint = await getEndpoint(ctx, id);
  if (endpoint.form !== 'apideck') throw notFound('This webhook');
  return endpoint;
}

/** An address that is new, and one that is switched on, is proved before anything else is sent there. */
async function change(ctx: KeyCtx, before: EndpointDto, input: Change): Promise<void> {
  const { id, revision } = before;
  const names = parseInput(newEndpoint.omit({ form: true }), namesOf({ ...wireOf(before), ...given(input) }));
  const isRenamed = JSON.stringify(names) !== JSON.stringify(namesOf(wireOf(before)));
  const wasOn = before.state !== 'disabled';
  const isOn = input.status === undefined ? wasOn : input.status === 'enabled';
  const on = isOn === wasOn ? undefined : isOn;
  if (isRenamed) await updateEndpoint(ctx, { id, revision, ...names, on });
  else if (on !== undefined) await setEnabled(ctx, { id, on, revision });
  const { url } = await getEndpoint(ctx, id);
  if (isOn && (!wasOn || url !== before.url)) await proveEndpoint(ctx, id);
}

/** What was sent of it; a member that is there without a value is not. */
const given = (input: Change): Partial<Wire> => ({
  ...(input.description !== undefined && { description: input.description }),
  ...(input.delivery_url !== undefined && { delivery_url: input.delivery_url }),
  ...(input.events !== undefined && { events: input.events }),
});

interface Wire {
  readonly description?: string | null | undefined;
  readonly delivery_url: string;
  readonly events: readonly string[];
}

/** A sign for all of them among others means all of them. */
const namesOf = ({ description, delivery_url, events: wanted }: Wire) => ({
  url: delivery_url,
  description: description ?? '',
  types: wanted.includes(everyType) ? [everyType] : wanted,
});

const wireOf = ({ description, url, types }: EndpointDto): Wire => ({ description, delivery_url: url, events: types });

const disabledReasons: Record<DisabledBecause, string> = {
  person: 'none',
  gone: 'retry_limit',
  failing: 'retry_limit',
  unproven: 'delivery_url_validation_failed',
};

const webhookOf = (row: EndpointDto) => ({
  id: row.id,
  description: row.description,
  unified_api: 'vault',
  status: row.state === 'disabled' ? 'disabled' : 'enabled',
  disabled_reason: row.disabledBecause === null ? 'none' : disabledReasons[row.disabledBecause],
  delivery_url: row.url,
  execute_base_url: `${env.apiAddress}/webhook/webhooks/${row.id}/execute`,
  events: row.types,
  created_at: new Date(row.createdAt).toISOString(),
  updated_at: new Date(row.updatedAt).toISOString(),
});
