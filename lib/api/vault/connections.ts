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
import {
  connectionInput,
  type ConnectionChange,
  type ConnectionDto,
  type RefuseChange,
} from '#lib/connections/schema.ts';
import { hasSecret, requireConnector } from '#lib/connectors/queries.ts';
import { may } from '#lib/ctx.ts';
import { AppError, isAppError } from '#lib/errors.ts';
import type { KeyCtx } from '#lib/gate/key.ts';
import { parseInput } from '#lib/gate/outcome.ts';
import { authorizeUrlOf, listPending, revokeUrlOf } from '#lib/vault-sign-ins/queries.ts';
import { vaultPage } from '#lib/vault-sign-ins/schema.ts';
import { env } from '#lib/env.ts';
import { jsonObject, type ApiContext, type ApiEnv } from '../request.ts';
import { connectionJson, type Links } from './connection-json.ts';
import { application, askedConsumer, askedPlace, methodsAre, ok, refuseInSession } from './wire.ts';

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
    .get('/connections', application, (c) => list(c))
    .all('/connections', application, methodsAre('GET'))
    .get(one, application, async (c) => {
      const { ctx, place } = await askedPlace(c);
      return connection(c, await getConnection(ctx, place));
    })
    .post(one, application, async (c) => {
      const { ctx, place } = await askedPlace(c, await jsonObject(c));
      return connection(c, await addConnection(ctx, place, refusalOf(ctx, { ...place, enabled: true })));
    })
    .patch(one, application, (c) => update(c))
    .delete(one, application, async (c) => {
      refuseInSession(c.var.ctx, 'delete');
      const { ctx, place } = await askedPlace(c);
      // A consumer who disconnects means that nobody acts for them any more, also once it is restored.
      await deleteConnection(ctx, place, ctx.key.kind === 'session');
      return c.body(null, 204);
    })
    .all(one, application, methodsAre('GET, POST, PATCH, DELETE'))
    .post(`${one}/import`, application, (c) => bring(c))
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

async function bring(c: ApiContext): Promise<Response> {
  if (c.var.ctx.key.kind === 'session')
    throw new AppError('SESSION_REFUSED', 'Connections are imported with a key, not from a session.');
  const body = await jsonObject(c);
  const { ctx, place } = await askedPlace(c, body);
  const { warnings } = await importConnection(ctx, { ...parseInput(importBody, body), ...place });
  return connection(c, await describeConnection(ctx, place), [...ignoredIn(body, importBody), ...warnings]);
}

async function update(c: ApiContext): Promise<Response> {
  const body = await jsonObject(c);
  const { enabled, configuration, settings, metadata } = parseInput(changeBody, body);
  if (enabled === false) refuseInSession(c.var.ctx, 'disable');
  const { ctx, place } = await askedPlace(c, body);
  const isSwitch = enabled === true && !configuration && !settings && !metadata;
  const change = {
    ...place,
    settings,
    metadata,
    enabled: enabled ?? undefined,
    configuration: configuration ?? undefined,
  };
  const refuse = refusalOf(ctx, change);
  const dto = isSwitch ? await addConnection(ctx, place, refuse) : await updateConnection(ctx, change, refuse);
  return connection(c, dto, ignoredIn(body, changeBody));
}

/**
 * What a session may not do to a connection that is here. A secret typed anew is signing in again, as in a browser; and who
 * may not switch a connection off does not undo that somebody else did.
 */
const refusalOf =
  (ctx: KeyCtx, { unifiedApi, serviceId, settings, enabled }: ConnectionChange): RefuseChange =>
  (current) => {
    if (settings && hasSecret(requireConnector(unifiedApi, serviceId), settings)) refuseInSession(ctx, 'reauthorize');
    if (enabled && !current.enabled) refuseInSession(ctx, 'disable');
  };

/** Members that are no part of it. What is no plain name may be a value that slipped: it is not repeated. */
const ignoredIn = (body: Readonly<Record<string, unknown>>, shape: z.ZodObject): string[] =>
  Object.keys(body)
    .filter((key) => !(key in shape.shape) && key !== 'consumer_id')
    .map((key) => `${/^[\w.-]{1,40}$/.test(key) ? key : 'A member of the body'} was left out: it is not known here.`);

async function connection(c: ApiContext, dto: ConnectionDto, warnings: readonly string[] = []): Promise<Response> {
  const { ctx } = await askedConsumer(c, dto.consumer);
  const links = await linksFor(ctx ?? c.var.ctx);
  return ok(c, connectionJson(dto, await links(dto)), warnings.length > 0 ? { meta: { warnings } } : {});
}

/** Where a browser goes to sign in and to take that back, and whether a sign-in waits. */
async function linksFor(ctx: KeyCtx): Promise<(dto: ConnectionDto) => Promise<Links>> {
  const pending = may(ctx, 'credential.read') ? await listPending(ctx) : new Set<string>();
  const backTo = ctx.key.settings.redirectUri ?? vaultPage();
  return async ({ connectionKey, serviceId, form, grantType, credentialId }) => {
    const isPending = pending.has(connectionKey);
    if (form.authType !== 'oauth2') return { authorizeUrl: null, revokeUrl: null, isPending };
    const plain = [serviceId, ctx.workspaceId].map(encodeURIComponent).join('/');
    const signed = await authorizeUrlOf(ctx, connectionKey, backTo);
    const isRevocable = credentialId !== null && grantType === 'authorization_code';
    return {
      authorizeUrl: signed ?? `${env.apiAddress}/vault/authorize/${plain}`,
      revokeUrl: isRevocable ? await revokeUrlOf(ctx, connectionKey, backTo) : null,
      isPending,
    };
  };
}
