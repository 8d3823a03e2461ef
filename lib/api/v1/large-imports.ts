import { createRoute, z } from '@hono/zod-openapi';
import { applyPlan } from '#lib/bulk-imports/commands.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { notFound } from '#lib/errors.ts';
import { readInput } from '#lib/files/schema.ts';
import { describeImport } from '#lib/import-history/queries.ts';
import { chooseForConflicts, discardPlan, startPlan } from '#lib/import-plans/commands.ts';
import { findPlan } from '#lib/import-plans/queries.ts';
import type { PlanDto } from '#lib/import-plans/schema.ts';
import type { RunDto } from '#lib/import-runs/schema.ts';
import { choices } from '#lib/imports/schema.ts';
import { importedFile, importFacts, importJson, importedFileJson } from './import-json.ts';
import { at, creates, instant, json, jsonBody, needs, oneId, router } from './wire.ts';

const tags = ['Files'];

const run = z
  .object({
    state: z.enum(['due', 'ready', 'failed']).openapi({ description: '`due`: it is being worked on.' }),
    done: z.int(),
    total: z.int(),
    failure: z.object({ code: z.string(), message: z.string() }).nullable(),
  })
  .openapi('ImportRun');

const runJson = ({ state, done, total, failure }: RunDto): z.output<typeof run> => ({
  state,
  done,
  total,
  failure: failure && { code: failure.code, message: failure.message },
});

const plan = z
  .object({
    id: z.string(),
    run,
    file: importedFile,
    counts: z.object({ new: z.int(), conflict: z.int(), refused: z.int() }),
    expiresAt: instant,
  })
  .openapi('LargeImportPlan');

const planJson = (row: PlanDto): z.output<typeof plan> => ({
  id: row.id,
  run: runJson(row.run),
  file: importedFileJson(row.file),
  counts: { ...row.counts },
  expiresAt: at(row.expiresAt),
});

const started = z.object({ id: z.string() }).openapi('StartedImport');

const start = createRoute({
  method: 'post',
  path: '/import-plans',
  operationId: 'startImportPlan',
  summary: 'Begin to read a file of more than 500 items',
  tags,
  ...creates('credential.import', 'IMP-204', 'IMP-301', 'IMP-303'),
  request: {
    body: jsonBody(readInput.extend({ passphrase: readInput.shape.passphrase.default(null) })),
  },
  responses: { 202: json(started, 'It goes on by itself.') },
});

const get = createRoute({
  method: 'get',
  path: '/import-plans/{id}',
  operationId: 'getImportPlan',
  summary: 'How far the reading of a large file is, and what it would do',
  tags,
  ...needs('credential.import', 'NOT_FOUND'),
  request: { params: oneId },
  responses: { 200: json(plan, 'The plan; apply it once its run is `ready`.') },
});

const discard = createRoute({
  method: 'delete',
  path: '/import-plans/{id}',
  operationId: 'discardImportPlan',
  summary: 'Put a plan away, and its file with it',
  description: 'One whose file is still being read is put away when the reading has stopped.',
  tags,
  ...needs('credential.import', 'NOT_FOUND'),
  request: { params: oneId },
  responses: { 204: { description: 'Nothing of it will be stored.' } },
});

const apply = createRoute({
  method: 'post',
  path: '/import-plans/{id}/apply',
  operationId: 'applyImportPlan',
  summary: 'Begin to store a large file as it was planned',
  tags,
  ...creates('credential.import', 'NOT_FOUND', 'STATE_INVALID', 'IMP-211'),
  request: {
    params: oneId,
    body: jsonBody(z.strictObject({ onConflict: z.enum(choices), acceptSigner: z.boolean().default(false) })),
  },
  responses: { 202: json(started, 'It goes on by itself, as the import of this id.') },
});

const imported = importFacts
  .extend({ undoableUntil: instant, stoppedBecause: z.string().nullable(), run: run.nullable() })
  .openapi('ImportDetail');

const getImport = createRoute({
  method: 'get',
  path: '/imports/{id}',
  operationId: 'getImport',
  summary: 'One import, and how far it is',
  tags,
  ...needs('credential.import', 'NOT_FOUND'),
  request: { params: oneId },
  responses: { 200: json(imported, 'The import.') },
});

export function largeImportsApi() {
  const app = router();
  app.openapi(start, async (c) => {
    const { id } = await startPlan(c.var.ctx, c.req.valid('json'));
    return c.json({ id }, 202, { location: `/v1/import-plans/${id}` });
  });
  app.openapi(get, async (c) => c.json(planJson(await requirePlan(c.var.ctx, c.req.valid('param').id)), 200));
  app.openapi(discard, async (c) => {
    const { id } = await requirePlan(c.var.ctx, c.req.valid('param').id);
    await discardPlan(c.var.ctx, id);
    return c.body(null, 204);
  });
  app.openapi(apply, async (c) => {
    const { id } = c.req.valid('param');
    const { onConflict, acceptSigner } = c.req.valid('json');
    await chooseForConflicts(c.var.ctx, { id, do: onConflict });
    await applyPlan(c.var.ctx, { id, acceptSigner });
    return c.json({ id }, 202, { location: `/v1/imports/${id}` });
  });
  app.openapi(getImport, async (c) => {
    const row = await describeImport(c.var.ctx, c.req.valid('param').id);
    const { undoableUntil, stoppedBecause } = row;
    const more = { undoableUntil: at(undoableUntil), stoppedBecause, run: row.run && runJson(row.run) };
    return c.json({ ...importJson(row), ...more }, 200);
  });
  return app;
}

async function requirePlan(ctx: WorkspaceCtx, id: string): Promise<PlanDto> {
  const found = await findPlan(ctx, id);
  if (!found) throw notFound('This plan');
  return found;
}
