import { createRoute, z } from '@hono/zod-openapi';
import { listActivity } from '#lib/audit/queries.ts';
import { auditGroups, type AuditFilter, type AuditRow } from '#lib/audit/schema.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { rowId } from '#lib/names.ts';
import { streamOf } from './stream.ts';
import { at, instant, instantInput, needs, router } from './wire.ts';

const entry = z
  .object({
    id: z.string(),
    at: instant,
    actor: z.object({ id: z.string(), label: z.string() }),
    action: z.string(),
    target: z.object({ kind: z.string(), id: z.string(), label: z.string() }),
    detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    address: z.string(),
    requestId: z.string(),
  })
  .openapi('AuditEntry');

const entryJson = (row: AuditRow): z.output<typeof entry> => ({
  id: row.id,
  at: at(row.at),
  actor: { id: row.actorId, label: row.actorLabel },
  action: row.action,
  target: { kind: row.targetKind, id: row.targetId, label: row.targetLabel },
  detail: { ...row.detail },
  address: row.address,
  requestId: row.requestId,
});

/** Of no narrower type: what ends in `json` would count as one value. */
const jsonLines: string = 'application/x-ndjson';

const read = createRoute({
  method: 'get',
  path: '/audit',
  operationId: 'readAudit',
  summary: 'What happened in the workspace and in its tenant, newest first, as lines of JSON',
  description:
    'Everything between `from` and `to`, one entry a line. A stream that broke off goes on behind the `id` of its last line.',
  tags: ['Audit'],
  ...needs('activity.read'),
  request: {
    query: z.object({
      group: z.enum(auditGroups).optional(),
      actorId: rowId.optional(),
      targetId: rowId.optional(),
      from: instantInput.optional(),
      to: instantInput.optional(),
      after: rowId.optional(),
    }),
  },
  responses: {
    200: { description: 'One entry a line.', content: { [jsonLines]: { schema: entry } } },
  },
});

export function auditApi() {
  const app = router();
  app.openapi(read, (c) => {
    const lines = linesOf(c.var.ctx, c.req.valid('query'));
    return new Response(streamOf(lines), { headers: { 'content-type': jsonLines } });
  });
  return app;
}

/** A page is read when the one before has been taken. */
async function* linesOf(ctx: WorkspaceCtx, filter: AuditFilter): AsyncGenerator<Uint8Array> {
  let after = filter.after ?? null;
  do {
    const page = await listActivity(ctx, { ...filter, after });
    if (page.rows.length > 0) yield Buffer.from(page.rows.map((row) => `${JSON.stringify(entryJson(row))}\n`).join(''));
    after = page.next;
  } while (after !== null);
}
