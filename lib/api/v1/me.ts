import { createRoute, z } from '@hono/zod-openapi';
import { permissionsOfScopes, scopes } from '#lib/access.ts';
import { atOrNull, instant, json, needs, router } from './wire.ts';

const me = z
  .object({
    key: z.object({ id: z.string(), name: z.string(), kind: z.enum(['key', 'user', 'session']) }),
    scopes: z.array(z.enum(scopes)),
    expiresAt: instant.nullable(),
    tenant: z.object({ id: z.string(), slug: z.string() }),
    workspace: z.object({ id: z.string(), slug: z.string() }),
    /** Of a token that is one consumer's. */
    consumer: z.object({ id: z.string(), externalId: z.string() }).nullable(),
  })
  .openapi('Me');

const getMe = createRoute({
  method: 'get',
  path: '/me',
  operationId: 'getMe',
  tags: ['Keys'],
  summary: 'Whose key this is, and what it may do',
  ...needs(null),
  responses: { 200: json(me, 'The key of the request.') },
});

export function meApi() {
  const app = router();
  app.openapi(getMe, (c) => {
    const { key, actor, limits, ...ctx } = c.var.ctx;
    const { externalId } = key;
    const isConsumers = key.kind !== 'key';
    return c.json(
      {
        key: { id: key.id, name: actor.label, kind: key.kind },
        scopes: scopes.filter((scope) => {
          const given = [...permissionsOfScopes([scope], isConsumers)];
          return given.length > 0 && given.every((one) => limits.permissions.has(one));
        }),
        expiresAt: atOrNull(limits.expiresAt),
        tenant: { id: ctx.tenantId, slug: ctx.tenantSlug },
        workspace: { id: ctx.workspaceId, slug: ctx.workspaceSlug },
        consumer: limits.consumerId === null || externalId === null ? null : { id: limits.consumerId, externalId },
      },
      200,
    );
  });
  return app;
}
