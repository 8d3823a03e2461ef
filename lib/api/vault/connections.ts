import { Hono } from 'hono';
import { z } from 'zod';
import {
  addConnection,
  deleteConnection,
  importConnection,
  renewConnection,
  updateConnection,
  validateConnection,
} from '#lib/connections/commands.ts';
import { describeConnection, getConnection, listConnections } from '#lib/connections/queries.ts';
import { connectionInput, type ConnectionDto } from '#lib/connections/schema.ts';
import { AppError } from '#lib/errors.ts';
import { parseInput } from '#lib/gate/outcome.ts';
import { jsonObject, type ApiContext, type ApiEnv } from '../request.ts';
import { linksFor } from './connection-links.ts';
import { connectionJson } from './connection-json.ts';
import { application, askedPlace, methodsAre, ok, refuseInSession, refuseService } from './wire.ts';

const one = '/connections/:api/:service';
const { consumer: _consumer, unifiedApi: _api, serviceId: _service, ...members } = connectionInput.shape;

/** What is read of a body; other members are told, and left out. */
const importBody = z.object(members);
const changeBody = z.object({
  ...members,
  credentials: z.undefined('Tokens come in by an import.').optional(),
  enabled: z.boolean().nullish(),
  configuration: z.array(z.record(z.string(), z.unknown())).max(200).nullish(),
});
const configuredQuery = z.enum(['true', 'false']).transform((text) => text === 'true');

/** Connections of consumers: brought in, listed, changed, tried, deleted. */
export const connectionsApi = (): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get('/connections', application, list)
    .all('/connections', application, methodsAre('GET'))
    .get(one, application, async (c) => {
      const { ctx, place } = await askedPlace(c);
      return connection(c, await getConnection(ctx, place));
    })
    .post(one, application, async (c) => {
      const { ctx, place } = await askedPlace(c, await jsonObject(c));
      return connection(c, await addConnection(ctx, place));
    })
    .patch(one, application, update)
    .delete(one, application, async (c) => {
      refuseInSession(c.var.ctx, 'delete');
      const { ctx, place } = await askedPlace(c);
      await deleteConnection(ctx, place);
      return c.body(null, 204);
    })
    .all(one, application, methodsAre('GET, POST, PATCH, DELETE'))
    .post(`${one}/import`, application, bring)
    .all(`${one}/import`, application, methodsAre('POST'))
    .post(`${one}/validate`, application, async (c) => {
      const { ctx, place } = await askedPlace(c, await jsonObject(c));
      const { connectionKey, state } = await validateConnection(ctx, place);
      return ok(c, { id: connectionKey, state });
    })
    .all(`${one}/validate`, application, methodsAre('POST'))
    .post(`${one}/token`, application, async (c) => {
      refuseInSession(c.var.ctx, 'reauthorize');
      const { ctx, place } = await askedPlace(c, await jsonObject(c));
      return connection(c, await renewConnection(ctx, place));
    })
    .all(`${one}/token`, application, methodsAre('POST'));

async function list(c: ApiContext): Promise<Response> {
  const { ctx } = c.var;
  const asked = c.req.query('configured') || null;
  const configured = asked === null ? null : parseInput(configuredQuery, asked);
  const unifiedApi = c.req.query('api')?.toLowerCase() || null;
  const consumer = await consumerOfList(c);
  const all = await listConnections(consumer?.ctx ?? ctx, { consumer: consumer?.id ?? null, unifiedApi, configured });
  const { unifiedApis } = ctx.key.settings;
  const shown = all.filter((dto) => !unifiedApis || unifiedApis.includes(dto.unifiedApi));
  const links = await linksFor(consumer?.ctx ?? ctx);
  return ok(c, await Promise.all(shown.map(async (dto) => connectionJson(dto, await links(dto)))));
}

/** Without a consumer there are the connectors alone. */
async function consumerOfList(c: ApiContext) {
  try {
    const { externalId, ctx } = await askedConsumer(c);
    return { id: externalId, ctx: ctx ?? c.var.ctx };
  } catch (error) {
    if (isAppError(error, 'CONSUMER_REQUIRED')) return null;
    throw error;
  }
}
