import { createRoute, z } from '@hono/zod-openapi';
import { checkCredential } from '#lib/checks/commands.ts';
import { requireRow } from '#lib/credentials/queries.ts';
import { refreshNow } from '#lib/grants/commands.ts';
import { rowId } from '#lib/names.ts';
import { restoreVersion } from '#lib/restores/commands.ts';
import { listUses } from '#lib/uses/queries.ts';
import { flowStates } from '#lib/flows/schema.ts';
import { listVerifications } from '#lib/verifications/queries.ts';
import { listVersions } from '#lib/versions/queries.ts';
import { grant, grantJson, savedCredential, savedJson } from './credential-json.ts';
import { ifMatch, refuseChanged, refuseOther, revisionOf } from './etag.ts';
import { at, byName, creates, instant, json, nameFor, needs, oneId, pageOf, router } from './wire.ts';

const tags = ['Credentials'];

const verify = createRoute({
  method: 'post',
  path: '/credentials/{id}/verify',
  operationId: 'verifyCredential',
  summary: 'Check a credential with its app, now',
  tags,
  ...creates('credential.verify', 'NOT_FOUND', 'UNREADABLE'),
  request: { params: oneId },
  responses: { 200: json(savedCredential, 'What the check found; a failed one is an answer, too.') },
});

const refresh = createRoute({
  method: 'post',
  path: '/credentials/{id}/refresh',
  operationId: 'refreshCredential',
  summary: 'Ask the provider for a new token, now',
  tags,
  ...creates('credential.refresh', 'NOT_FOUND', 'OAU-301', 'OAU-302'),
  request: { params: oneId },
  responses: { 200: json(grant, 'How its tokens are now; never a token.') },
});

const version = z
  .object({ number: z.int(), savedAt: instant, savedBy: byName, reason: z.string(), isCurrent: z.boolean() })
  .openapi('Version');

const versions = createRoute({
  method: 'get',
  path: '/credentials/{id}/versions',
  operationId: 'listVersions',
  summary: 'The kept secrets of a credential, newest first, without their values',
  tags,
  ...needs('credential.read', 'NOT_FOUND'),
  request: { params: oneId },
  responses: { 200: json(z.object({ data: z.array(version) }), 'All that are kept.') },
});

const restore = createRoute({
  method: 'post',
  path: '/credentials/{id}/versions/{number}/restore',
  operationId: 'restoreVersion',
  summary: 'Make an older secret the current one, after its app has accepted it',
  tags,
  ...creates(
    'credential.update',
    'NOT_FOUND',
    'PRECONDITION_FAILED',
    'VERIFICATION_FAILED',
    'STATE_INVALID',
    'OAU-301',
  ),
  parameters: [ifMatch],
  request: { params: oneId.extend({ number: z.coerce.number().int().min(1).max(2_147_483_647) }) },
  responses: { 200: json(savedCredential, 'It is current, as a new version.') },
});

const use = z
  .object({ flowId: z.string(), flowName: z.string(), flowState: z.enum(flowStates), stepName: z.string() })
  .openapi('Use');

const uses = createRoute({
  method: 'get',
  path: '/credentials/{id}/uses',
  operationId: 'listUses',
  summary: 'The steps of flows that sign in with a credential',
  tags,
  ...needs('flow.read', 'NOT_FOUND'),
  request: { params: oneId },
  responses: { 200: json(z.object({ data: z.array(use) }), 'All of them.') },
});

const dryRun = z
  .object({
    id: z.string(),
    at: instant,
    version: z.int(),
    outcome: z.enum(['passed', 'failed', 'not_testable']),
    code: z.string(),
    message: z.string(),
    durationMs: z.int(),
    by: byName,
  })
  .openapi('DryRun');

const verifications = createRoute({
  method: 'get',
  path: '/credentials/{id}/verifications',
  operationId: 'listVerifications',
  summary: 'The checks of a credential, newest first',
  tags,
  ...needs('credential.read', 'NOT_FOUND'),
  request: { params: oneId, query: z.object({ after: rowId.optional() }) },
  responses: { 200: json(pageOf(dryRun), 'A page.') },
});

/** What is beside a credential is asked for by its id: whose it is, is looked at first. */
export function credentialHistoryApi() {
  const app = router();
  app.openapi(verify, async (c) => c.json(savedJson(await checkCredential(c.var.ctx, c.req.valid('param').id)), 200));
  app.openapi(refresh, async (c) => {
    const { id } = await requireRow(c.var.ctx, c.req.valid('param').id);
    return c.json(grantJson(await refreshNow(c.var.ctx, id)), 200);
  });
  app.openapi(versions, async (c) => {
    const row = await requireRow(c.var.ctx, c.req.valid('param').id);
    const { rows } = await listVersions(c.var.ctx, row.id);
    const data = rows.map((one) => ({
      number: one.number,
      savedAt: at(one.savedAt),
      savedBy: nameFor(c, one.savedBy),
      reason: one.reason,
      isCurrent: one.number === row.version,
    }));
    return c.json({ data }, 200);
  });
  app.openapi(restore, async (c) => {
    const { id, number } = c.req.valid('param');
    const { revision } = await requireRow(c.var.ctx, id);
    refuseOther(revision, revisionOf(c, { isNeeded: false }));
    const saved = await restoreVersion(c.var.ctx, { id, revision, number }).catch(refuseChanged);
    return c.json(savedJson(saved), 200, { etag: `"${revision + 1}"` });
  });
  app.openapi(uses, async (c) => {
    const { id } = await requireRow(c.var.ctx, c.req.valid('param').id);
    const found = await listUses(c.var.ctx, id);
    const data = found.map(({ flowId, flowName, flowState, stepName }) => ({ flowId, flowName, flowState, stepName }));
    return c.json({ data }, 200);
  });
  app.openapi(verifications, async (c) => {
    const { id } = await requireRow(c.var.ctx, c.req.valid('param').id);
    const page = await listVerifications(c.var.ctx, id, c.req.valid('query').after ?? null);
    const data = page.rows.map((one) => ({
      id: one.id,
      at: at(one.at),
      version: one.version,
      outcome: one.outcome,
      code: one.code,
      message: one.message,
      durationMs: one.durationMs,
      by: nameFor(c, one.actorLabel),
    }));
    return c.json({ data, next: page.next }, 200);
  });
  return app;
}
