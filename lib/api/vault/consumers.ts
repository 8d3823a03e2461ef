import { Hono } from 'hono';
import { z } from 'zod';
import { findComponent } from '#lib/catalog/catalog.ts';
import { listConnections } from '#lib/connections/queries.ts';
import type { ConnectionDto } from '#lib/connections/schema.ts';
import { deleteConsumer, updateConsumer, upsertConsumer } from '#lib/consumers/commands.ts';
import { findConsumer, listConsumers } from '#lib/consumers/queries.ts';
import { consumerMetadata, externalId, type ConsumerDto } from '#lib/consumers/schema.ts';

import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { notFound } from '#lib/errors.ts';
import { parseInput } from '#lib/gate/outcome.ts';
import { jsonObject, type ApiContext, type ApiEnv } from '../request.ts';
import { askedPage, page } from './pages.ts';
import { application, ok } from './wire.ts';

const newConsumer = z.object({ consumer_id: externalId, metadata: consumerMetadata.nullish() });
const consumerChange = z.object({ metadata: consumerMetadata.nullish() });

/** The end users of the tenant's product. Making one that is there already changes what is known of them: SDKs try again. */
export const consumersApi = (): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get('/consumers', application, async (c) => {
      const { cursor, limit } = askedPage(c);
      const filter = { prefix: c.req.query('filter[consumer_id]'), q: c.req.query('filter[search]') };
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
      const own = await listConnections(c.var.ctx, { consumer: row.externalId, configured: true });
      return ok(c, {
        ...consumerOf(c.var.ctx, row),
        connections: own.map((one) => connectionOf(c.var.ctx, row.externalId, one)),
        services: [...new Set(own.map((one) => one.serviceId))],
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
    });

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

const authTypes: Readonly<Record<string, string>> = { oauth2: 'oauth2', basic: 'basic', api_key: 'apiKey' };

/** A connection as it stands in a consumer: here its times are text, and its id is that of its consumer. */
function connectionOf({ workspaceId }: WorkspaceCtx, consumer: string, one: ConnectionDto) {
  const found = findComponent(one.component);
  const component = found !== null && 'category' in found ? found : null;
  return {
    id: `${workspaceId}+${consumer}`,
    consumer_id: consumer,
    unified_api: one.unifiedApi,
    service_id: one.serviceId,
    name: component?.name ?? one.component,
    tag_line: component?.description,
    website: component?.helpUrl,
    auth_type: authTypes[one.form.authType] ?? 'custom',
    enabled: one.enabled,
    settings: one.settings,
    metadata: one.metadata,
    state: one.state,
    health: one.health,
    created_at: isoOf(one.createdAt),
    updated_at: isoOf(one.updatedAt),
    credentials_expire_at: isoOf(one.erasedAt),
    last_refresh_failed_at: isoOf(one.failingSince),
  };
}

const isoOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
