import { createRoute, z } from '@hono/zod-openapi';
import { cursorText } from '#lib/names.ts';
import { restoreCredentials } from '#lib/trash/commands.ts';
import { listTrash } from '#lib/trash/queries.ts';
import { notFound } from '#lib/errors.ts';
import { at, byName, creates, instant, json, nameFor, needs, oneId, pageOf, router } from './wire.ts';

const tags = ['Trash'];

const trashed = z
  .object({
    id: z.string(),
    name: z.string(),
    component: z.string(),
    environment: z.string(),
    deletedAt: instant,
    deletedBy: byName,
    purgeAt: instant,
  })
  .openapi('TrashedCredential');

const list = createRoute({
  method: 'get',
  path: '/trash',
  operationId: 'listTrash',
  summary: 'What was deleted and can still be restored, newest first',
  tags,
  ...needs('credential.read'),
  request: { query: z.object({ after: cursorText.optional() }) },
  responses: { 200: json(pageOf(trashed), 'A page.') },
});

const restored = z
  .object({
    id: z.string(),
    name: z.string(),
    component: z.string(),
    isRenamed: z.boolean().openapi({ description: 'Another credential had taken the name meanwhile.' }),
  })
  .openapi('RestoredCredential');

const restore = createRoute({
  method: 'post',
  path: '/trash/{id}/restore',
  operationId: 'restoreCredential',
  summary: 'Bring a credential back',
  tags,
  ...creates('credential.restore', 'NOT_FOUND', 'CHANGED_MEANWHILE'),
  request: { params: oneId },
  responses: { 200: json(restored, 'It is back.') },
});

export function trashApi() {
  const app = router();
  app.openapi(list, async (c) => {
    const page = await listTrash(c.var.ctx, c.req.valid('query').after ?? null);
    const data = page.rows.map((row) => ({
      id: row.id,
      name: row.name,
      component: row.component,
      environment: row.environment,
      deletedAt: at(row.deletedAt),
      deletedBy: nameFor(c, row.deletedBy),
      purgeAt: at(row.purgeAt),
    }));
    return c.json({ data, next: page.next }, 200);
  });
  app.openapi(restore, async (c) => {
    const [back] = await restoreCredentials(c.var.ctx, [c.req.valid('param').id]);
    if (!back) throw notFound('This credential');
    return c.json({ id: back.id, name: back.name, component: back.component, isRenamed: back.isRenamed }, 200);
  });
  return app;
}
