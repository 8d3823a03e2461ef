import { Hono } from 'hono';
import { z } from 'zod';
import { listConnections } from '#lib/connections/queries.ts';
import type { ConnectionDto } from '#lib/connections/schema.ts';
import { deleteConsumer, updateConsumer, upsertConsumer } from '#lib/consumers/commands.ts';
import { findConsumer, listConsumers } from '#lib/consumers/queries.ts';
import { consumerMetadata, externalId, type ConsumerDto } from '#lib/consumers/schema.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { notFound } from '#lib/errors.ts';
import { forConsumer, type KeyCtx } from '#lib/gate/key.ts';
import { parseInput } from '#lib/gate/outcome.ts';
import { storableText } from '#lib/names.ts';
import { listPending } from '#lib/vault-sign-ins/queries.ts';
import { jsonObject, type ApiContext, type ApiEnv } from '../request.ts';
import { connectionJson } from './connection-json.ts';
import { askedPage, page } from './pages.ts';
import { application, methodsAre, ok } from './wire.ts';

const newConsumer = z.object({ consumer_id: externalId, metadata: consumerMetadata.nullish() });
const consumerFilter = z.object({ prefix: storableText(255).optional(), q: storableText(255).optional() });
const consumerChange = z.object({ metadata: consumerMetadata.nullish() });

/** The end users of the tenant's product. Making one that is there already changes what is known of them: SDKs try again. */
export const consumersApi = (): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get('/consumers', application, async (c) => {
      const { cursor, limit } = askedPage(c);
      const given = { prefix: c.req.query('filter[consumer_id]'), q: c.req.query('filter[search]') };
      const filter = parseInput(consumerFilter, given);
      const { rows, next, total } = await listConsumers(c.var.ctx, { ...filter, after: cursor, limit });
      return page(c, { rows: rows.map((row) => consumerOf(c.var.ctx, row)), next, total });
    })
    .post('/consumers', application, async (c) => {
      const { consumer_id, metadata } = parseInput(newConsumer, await jsonObject(c));
      return ok(c, consumerOf(c.var.ctx, await upsertConsumer(c.var.ctx, consumer_id, metadata ?? {})));
    })
    .get('/consumers/:consumer', application, async (c) => {
      authorise(c.var.ctx, 'consumer.read');
      const row = await named(c);
      return ok(c, {
        ...consumerOf(c.var.ctx, row),
        ...(await connectionsOf(forConsumer(c.var.ctx, row), row.externalId)),
      });
    })
    .patch('/consumers/:consumer', application, async (c) => {
      authorise(c.var.ctx, 'consumer.update');
      const { metadata } = parseInput(consumerChange, await jsonObject(c));
      const { id } = await named(c);
      return ok(c, consumerOf(c.var.ctx, await updateConsumer(c.var.ctx, { id, metadata: metadata ?? {} })));
    })
    .delete('/consumers/:consumer', application, async (c) => {
      authorise(c.var.ctx, 'consumer.delete');
      const { id } = await named(c);
      return ok(c, { consumer_id: (await deleteConsumer(c.var.ctx, id)).externalId });
    })
    .all('/consumers', application, methodsAre('GET, POST'))
    .all('/consumers/:consumer', application, methodsAre('GET, PATCH, DELETE'));

/** @throws AppError NOT_FOUND: nobody here is called that */
async function named(c: ApiContext) {
  const consumer = await findConsumer(c.var.ctx, c.req.param('consumer') ?? '');
  if (!consumer) throw notFound('This consumer');
  return consumer;
}

const consumerOf = (
  { workspaceId }: WorkspaceCtx,
  row: Pick<ConsumerDto, 'externalId' | 'metadata' | 'createdAt' | 'updatedAt'>,
) => ({
  consumer_id: row.externalId,
  application_id: workspaceId,
  metadata: row.metadata,
  created: isoOf(row.createdAt),
  modified: isoOf(row.updatedAt),
});

/** What they have, and of which services. */
async function connectionsOf(ctx: KeyCtx, consumer: string) {
  const [own, pending] = await Promise.all([listConnections(ctx, { consumer, configured: true }), listPending(ctx)]);
  return {
    connections: own.map((one) => connectionOf(ctx, consumer, one, pending.has(one.connectionKey))),
    services: [...new Set(own.map((one) => one.serviceId))],
  };
}

/** A connection as it stands in a consumer: its times are text there, and its id is that of its consumer. */
function connectionOf({ workspaceId }: WorkspaceCtx, consumer: string, one: ConnectionDto, isPending: boolean) {
  const json = connectionJson(one, { authorizeUrl: null, revokeUrl: null, isPending });
  return {
    id: `${workspaceId}+${consumer}`,
    consumer_id: consumer,
    unified_api: json.unified_api,
    service_id: json.service_id,
    name: json.name,
    tag_line: json.tag_line,
    website: json.website,
    icon: json.icon,
    logo: json.logo,
    auth_type: json.auth_type,
    enabled: json.enabled,
    settings: json.settings,
    metadata: json.metadata,
    state: json.state,
    health: json.health,
    created_at: isoOf(one.createdAt),
    updated_at: isoOf(one.updatedAt),
    credentials_expire_at: isoOf(one.erasedAt),
    last_refresh_failed_at: isoOf(one.failingSince),
  };
}

const isoOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
