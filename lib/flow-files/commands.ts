import { and, inArray } from 'drizzle-orm';
import { isUniqueViolation, transact, type Tx } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { flowSteps, uses } from '#db/schema/flows.ts';
import { recorder } from '#lib/audit/commands.ts';
import { live, ofWorkspace as credentialsOf } from '#lib/credentials/queries.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { recordFlowFile, sealFlows } from '#lib/export-files/commands.ts';
import { exportFileName } from '#lib/exports/model.ts';
import { changed, closeUpload, pinOf, signerOf } from '#lib/files/commands.ts';
import { openFile, requireUnlocked, type OpenedFile } from '#lib/files/queries.ts';
import { insertFlow } from '#lib/flows/commands.ts';
import { appOf, targetOf } from '#lib/flows/model.ts';
import { newId, newIdentifier } from '#lib/ids.ts';
import { slugOf } from '#lib/names.ts';
import { chosenFor, type PlannedFlow } from './model.ts';
import { flowItemOf, flowsIn, ofFlows, planOf } from './queries.ts';
import type { ExportedFlowDto, ExportFlowInput, ImportedFlow, ImportedFlowsDto, ImportFlowInput } from './schema.ts';

/** A sealed file of one flow. No secret is in it, so nobody's password is asked for; that it leaves is recorded first. */
export async function exportFlow(ctx: WorkspaceCtx, { flowId, sealing }: ExportFlowInput): Promise<ExportedFlowDto> {
  authorise(ctx, 'flow.export');
  const item = await flowItemOf(ctx, flowId);
  const file = await sealFlows(ctx, [item], sealing);
  const fileName = exportFileName(ctx, file.at, slugOf(item.name, 'flow'));
  const flow = { id: flowId, name: item.name };
  const record = await recorder(ctx);
  await transact(async (tx, now) => {
    await recordFlowFile(tx, ctx, now, file, { fileName, flows: [flow] });
    await record(tx, now, {
      action: 'flow.exported',
      ...targetOf(flow),
      detail: { exportId: file.exportId, ...file.sealing, steps: item.steps.length },
    });
  });
  return { fileName, bytes: file.bytes };
}

/**
 * Stores the flows the person saw as drafts, with the credentials they saw or chose, all of it or nothing. Anything that
 * has changed since the preview is IMP-302: the plan is shown again. A file is applied once.
 */
export async function importFlow(ctx: WorkspaceCtx, input: ImportFlowInput): Promise<ImportedFlowsDto> {
  authorise(ctx, 'flow.import');
  const file = await openFile(ctx, input.uploadId, ofFlows);
  const unlock = await requireUnlocked(file, input.passphrase);
  const pin = await pinOf(ctx, signerOf(file), input.acceptSigner);
  const items = await flowsIn(ctx, file, unlock);
  const record = await recorder(ctx);
  return transact(async (tx, now) => {
    const { planned, token } = await planOf(ctx, items, file.inspection.sha256, tx);
    if (token !== input.token) throw changed();
    await closeUpload(tx, ctx, file.upload.id);
    await pin(tx, now, record);
    const chosen = chosenFor(planned, input.bindings);
    await requireFitting(tx, ctx, planned, chosen);
    const done: ImportedFlow[] = [];
    for (const [index, flow] of planned.entries()) {
      const imported = await writeFlow(tx, now, ctx, flow, chosen[index] ?? []);
      const { open, gone } = imported;
      const detail = { steps: flow.item.steps.length, open, gone, ...sourceOf(file) };
      await record(tx, now, { action: 'flow.imported', ...targetOf(imported), detail });
      done.push(imported);
    }
    return { flows: done };
  }).catch((error: unknown) => {
    throw isUniqueViolation(error) ? changed() : error;
  });
}

/**
 * Every credential is of its step's app, in this workspace and not in the trash, at this very moment.
 * @throws AppError IMP-302, `detail.steps` are those for which it is not, as `flow.step`.
 */
async function requireFitting(
  tx: Tx,
  ctx: WorkspaceCtx,
  planned: readonly PlannedFlow[],
  chosen: readonly (readonly (string | null)[])[],
): Promise<void> {
  const ids = [...new Set(chosen.flat().filter((id) => id !== null))];
  const rows = await tx
    .select({ id: credentials.id, component: credentials.component })
    .from(credentials)
    .where(and(credentialsOf(ctx), live, inArray(credentials.id, ids)));
  const components = new Map(rows.map((row) => [row.id, row.component]));
  const stray = planned.flatMap((flow, index) =>
    flow.item.steps.flatMap(({ component }, at) => {
      const id = chosen[index]?.[at] ?? null;
      return id !== null && components.get(id) !== component ? [`${flow.i}.${at + 1}`] : [];
    }),
  );
  if (stray.length === 0) return;
  throw new AppError(
    'IMP-302',
    'A credential that was chosen is not here any more. Nothing was stored; look at it again.',
    { steps: stray },
  );
}

async function writeFlow(
  tx: Tx,
  now: number,
  ctx: WorkspaceCtx,
  { item, createName: name, createIdentifier }: PlannedFlow,
  chosen: readonly (string | null)[],
): Promise<ImportedFlow> {
  const flowId = await insertFlow(tx, now, ctx, { name, identifier: createIdentifier ?? newIdentifier('flow') });
  const place = { tenantId: ctx.tenantId, workspaceId: ctx.workspaceId, flowId };
  const steps = item.steps.map((step, index) => ({
    ...place,
    id: newId('stp', now),
    position: index + 1,
    name: step.name,
    component: step.component,
  }));
  const bound = steps.flatMap(({ id, component }, index) => {
    const credentialId = chosen[index] ?? null;
    return credentialId === null ? [] : [{ ...place, stepId: id, component, credentialId }];
  });
  if (steps.length > 0) await tx.insert(flowSteps).values(steps);
  if (bound.length > 0) await tx.insert(uses).values(bound);
  const gone = steps.filter((step) => appOf(step.component).isGone).length;
  return { id: flowId, name, open: steps.length - gone - bound.length, gone };
}

const sourceOf = ({ inspection, upload }: OpenedFile) => ({
  file: upload.fileName,
  sha256: inspection.sha256,
  signer: inspection.kind === 'plain' ? '' : inspection.signer.fingerprint,
});
