import { createRoute, z } from '@hono/zod-openapi';
import { confirmedInput, readInput } from '#lib/files/schema.ts';
import { listImports } from '#lib/import-history/queries.ts';
import { applyImport } from '#lib/imports/commands.ts';
import { readImport } from '#lib/imports/queries.ts';
import { applyInput, choices, type AppliedDto, type AppliedItem, type ApplyInput } from '#lib/imports/schema.ts';
import { AppError } from '#lib/errors.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { cursorText } from '#lib/names.ts';
import { importFacts, importJson, importPlan, planJson } from './import-json.ts';
import { at, creates, instant, json, jsonBody, needs, pageOf, router } from './wire.ts';

const tags = ['Files'];

const plan = createRoute({
  method: 'post',
  path: '/imports/plan',
  operationId: 'planImport',
  summary: 'What an uploaded file would do here; nothing is stored',
  tags,
  ...needs('credential.import', 'IMP-301', 'IMP-101', 'IMP-201', 'IMP-204', 'IMP-208'),
  request: {
    body: jsonBody(readInput.extend({ passphrase: readInput.shape.passphrase.default(null) }).openapi('ImportFile')),
  },
  responses: { 200: json(importPlan, 'The file, and what its items meet.') },
});

const newImport = applyInput
  .extend({
    passphrase: confirmedInput.shape.passphrase.default(null),
    acceptSigner: confirmedInput.shape.acceptSigner.default(false),
    token: confirmedInput.shape.token
      .optional()
      .openapi({ description: 'Of the plan: what was shown is what is done.' }),
    choices: applyInput.shape.choices.optional(),
    onConflict: z
      .enum(choices)
      .optional()
      .openapi({ description: 'For every item without a choice of its own; what is new is created.' }),
  })
  .openapi('NewImport');
type NewImport = z.output<typeof newImport>;

const appliedItem = z.object({ id: z.string(), name: z.string(), component: z.string() });

const applied = z
  .object({
    id: z.string(),
    created: z.array(appliedItem),
    overridden: z.array(appliedItem),
    skipped: z.int(),
    isVerifying: z.boolean(),
    undoableUntil: instant,
  })
  .openapi('AppliedImport');

const itemJson = ({ id, name, component }: AppliedItem) => ({ id, name, component });

const appliedJson = (row: AppliedDto): z.output<typeof applied> => ({
  id: row.importId,
  created: row.created.map(itemJson),
  overridden: row.overridden.map(itemJson),
  skipped: row.skipped,
  isVerifying: row.isVerifying,
  undoableUntil: at(row.undoableUntil),
});

const apply = createRoute({
  method: 'post',
  path: '/imports',
  operationId: 'applyImport',
  summary: 'Store what a file holds: all of what was chosen, or nothing',
  description:
    'With `token` and `choices` of a plan, exactly what was shown. With `onConflict` alone, no plan is needed. Up to 500 items; more go by `/import-plans`.',
  tags,
  ...creates('credential.import', 'IMP-211', 'IMP-212', 'IMP-301', 'IMP-302', 'IMP-303'),
  request: { body: jsonBody(newImport) },
  responses: { 201: json(applied, 'It was stored.') },
});

const list = createRoute({
  method: 'get',
  path: '/imports',
  operationId: 'listImports',
  summary: 'What came in by file, newest first',
  tags,
  ...needs('credential.import'),
  request: { query: z.object({ after: cursorText.optional() }) },
  responses: { 200: json(pageOf(importFacts), 'A page.') },
});

export function importsApi() {
  const app = router();
  app.openapi(plan, async (c) => c.json(planJson(await readImport(c.var.ctx, c.req.valid('json'))), 200));
  app.openapi(apply, async (c) => {
    const input = await chosenIn(c.var.ctx, c.req.valid('json'));
    return c.json(appliedJson(await applyImport(c.var.ctx, input)), 201);
  });
  app.openapi(list, async (c) => {
    const page = await listImports(c.var.ctx, c.req.valid('query').after ?? null);
    return c.json({ data: page.rows.map(importJson), next: page.next }, 200);
  });
  return app;
}

/** A choice for each item, where the client has said one for all. */
async function chosenIn(
  ctx: WorkspaceCtx,
  { onConflict, token, choices: own = [], ...given }: NewImport,
): Promise<ApplyInput> {
  if (onConflict === undefined) {
    if (token !== undefined) return { ...given, token, choices: own };
    throw new AppError('INPUT_INVALID', 'Send the token of a plan, or onConflict.', { field: 'token' });
  }
  const shown = await readImport(ctx, given);
  if (shown.kind === 'passphrase') throw new AppError('IMP-204', 'This file needs its passphrase.');
  if (shown.kind === 'large')
    throw new AppError('IMP-212', 'This file holds more than is imported at once. Begin with POST /import-plans.');
  const ownOf = new Map(own.map((one) => [one.i, one.do]));
  const all = shown.items.flatMap(({ i, outcome, conflict }) => {
    if (outcome === 'refused') return [];
    // What may not be overridden is made beside it, as in a large import.
    const isBeside = onConflict === 'override' && (conflict?.overrideRefused ?? null) !== null;
    const forConflict = isBeside ? ('create' as const) : onConflict;
    return [{ i, do: ownOf.get(i) ?? (outcome === 'new' ? ('create' as const) : forConflict) }];
  });
  return { ...given, token: token ?? shown.token, choices: all };
}
