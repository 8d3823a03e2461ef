import { and, eq, max } from 'drizzle-orm';
import { transact, type Tx } from '#db/client.ts';
import { flowSteps, uses } from '#db/schema/flows.ts';
import { recorder } from '#lib/audit/commands.ts';
import { getComponent } from '#lib/catalog/catalog.ts';
import { targetOf as credentialTarget } from '#lib/credentials/model.ts';
import { requireRow } from '#lib/credentials/queries.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { changeFlow, pauseFirst, touch, type Write } from '#lib/flows/commands.ts';
import { appOf, movedTo, targetOf, unusable } from '#lib/flows/model.ts';
import { listSteps, requireFlow } from '#lib/flows/queries.ts';
import { stepsMax, type FlowDetail, type Seen } from '#lib/flows/schema.ts';
import { newId } from '#lib/ids.ts';
import { ofWorkspace as usesOf } from '#lib/uses/queries.ts';
import { requireStep, stepsOf } from './queries.ts';

type SeenStep = Seen & { readonly stepId: string };

/** At the end, without a credential. */
export function addStep(
  ctx: WorkspaceCtx,
  { component, name, ...seen }: Seen & { component: string; name: string },
): Promise<FlowDetail> {
  return changeSteps(ctx, seen, 'flow.step_added', async (tx, now, flow) => {
    getComponent(component);
    const [last] = await tx
      .select({ position: max(flowSteps.position) })
      .from(flowSteps)
      .where(stepsOf(ctx, flow.id));
    const position = (last?.position ?? 0) + 1;
    if (position > stepsMax) throw new AppError('STATE_INVALID', `A flow has at most ${stepsMax} steps.`);
    await tx.insert(flowSteps).values({
      tenantId: ctx.tenantId,
      workspaceId: ctx.workspaceId,
      flowId: flow.id,
      id: newId('stp', now),
      position,
      name,
      component,
    });
    return { step: name, component };
  });
}

export function renameStep(
  ctx: WorkspaceCtx,
  { stepId, name, ...seen }: SeenStep & { name: string },
): Promise<FlowDetail> {
  return changeSteps(ctx, seen, 'flow.step_renamed', async (tx, _now, flow) => {
    const step = await requireStep(tx, ctx, flow.id, stepId);
    await tx
      .update(flowSteps)
      .set({ name })
      .where(and(stepsOf(ctx, flow.id), eq(flowSteps.id, stepId)));
    return { from: step.name, to: name };
  });
}

export function moveStep(ctx: WorkspaceCtx, { stepId, to, ...seen }: SeenStep & { to: number }): Promise<FlowDetail> {
  return changeSteps(ctx, seen, 'flow.step_moved', async (tx, _now, flow) => {
    const step = await requireStep(tx, ctx, flow.id, stepId);
    const steps = await listSteps(ctx, [flow.id], tx);
    const ids = steps.map((one) => one.id);
    await placeSteps(tx, ctx, flow.id, movedTo(ids, stepId, to));
    return { step: step.name, to: Math.min(to, ids.length) };
  });
}

export function removeStep(ctx: WorkspaceCtx, { stepId, ...seen }: SeenStep): Promise<FlowDetail> {
  return changeSteps(ctx, seen, 'flow.step_removed', async (tx, _now, flow) => {
    const step = await requireStep(tx, ctx, flow.id, stepId);
    await tx.delete(flowSteps).where(and(stepsOf(ctx, flow.id), eq(flowSteps.id, stepId)));
    const left = await listSteps(ctx, [flow.id], tx);
    await placeSteps(
      tx,
      ctx,
      flow.id,
      left.map((one) => one.id),
    );
    return { step: step.name, component: step.component };
  });
}

/** Also of an active flow, which changes over to it at once; only it is never left without one. */
export function chooseCredential(
  ctx: WorkspaceCtx,
  { stepId, credentialId, ...seen }: SeenStep & { credentialId: string | null },
): Promise<FlowDetail> {
  const spec = { permission: 'flow.update', action: 'flow.credential_chosen' } as const;
  return changeFlow(ctx, seen, spec, async (tx, _now, flow) => {
    const step = await requireStep(tx, ctx, flow.id, stepId);
    if (credentialId === null && flow.state === 'active') throw pauseFirst('take the credential of a step away');
    const chosen = credentialId === null ? null : await requireUsable(tx, ctx, credentialId, step.component);
    await setUse(tx, ctx, { flowId: flow.id, stepId, component: step.component, credentialId });
    return { step: step.name, credential: chosen?.name ?? null };
  });
}

/** What a step signs in with, from now on: this credential, or none. */
async function setUse(
  tx: Tx,
  ctx: WorkspaceCtx,
  use: { flowId: string; stepId: string; component: string; credentialId: string | null },
): Promise<void> {
  const { credentialId, ...step } = use;
  await tx.delete(uses).where(and(usesOf(ctx), eq(uses.flowId, step.flowId), eq(uses.stepId, step.stepId)));
  if (credentialId === null) return;
  await tx.insert(uses).values({ tenantId: ctx.tenantId, workspaceId: ctx.workspaceId, ...step, credentialId });
}

/** Every step of the workspace that signs in with one credential takes another, all of them or none. */
export async function replaceCredential(
  ctx: WorkspaceCtx,
  input: { from: string; to: string },
): Promise<{ flows: number }> {
  authorise(ctx, 'flow.update');
  const record = await recorder(ctx);
  return transact(async (tx, now) => {
    const from = await requireRow(ctx, input.from, tx);
    const to = await requireUsable(tx, ctx, input.to, from.component);
    if (to.id === from.id) throw new AppError('INPUT_INVALID', 'Choose another credential.', { field: 'to' });
    const moved = await tx
      .update(uses)
      .set({ credentialId: to.id })
      .where(and(usesOf(ctx), eq(uses.credentialId, from.id)))
      .returning({ flowId: uses.flowId });
    const ids = [...new Set(moved.map((use) => use.flowId))];
    for (const id of ids) {
      const flow = await requireFlow(ctx, id, tx);
      await touch(tx, ctx, flow, now);
      const detail = { from: from.name, to: to.name };
      await record(tx, now, { action: 'flow.credential_replaced', ...targetOf(flow), detail });
    }
    // Nothing used it: nothing has happened.
    if (ids.length === 0) return { flows: 0 };
    await record(tx, now, {
      action: 'credential.replaced_in_flows',
      ...credentialTarget(from),
      detail: { to: to.name, flows: ids.length },
    });
    return { flows: ids.length };
  });
}

/** The steps of an active flow stand: what runs is what was activated. */
const changeSteps = (ctx: WorkspaceCtx, seen: Seen, action: string, write: Write): Promise<FlowDetail> =>
  changeFlow(ctx, seen, { permission: 'flow.update', action }, async (tx, now, flow) => {
    if (flow.state === 'active') throw pauseFirst('change its steps');
    return write(tx, now, flow);
  });

/** Steps take the places 1, 2, 3, … in this order. */
async function placeSteps(tx: Tx, ctx: WorkspaceCtx, flowId: string, ids: readonly string[]): Promise<void> {
  for (const [at, id] of ids.entries())
    await tx
      .update(flowSteps)
      .set({ position: at + 1 })
      .where(and(stepsOf(ctx, flowId), eq(flowSteps.id, id)));
}

/** The rule of the server: a credential of that component, of this workspace, that is there and works. */
async function requireUsable(tx: Tx, ctx: WorkspaceCtx, id: string, component: string) {
  const row = await requireRow(ctx, id, tx);
  if (row.component !== component)
    throw new AppError(
      'STATE_INVALID',
      `${row.name} is a credential of ${appOf(row.component).name}. This step needs one of ${appOf(component).name}.`,
    );
  const why = unusable(row.state, row.name);
  if (why !== null) throw new AppError('STATE_INVALID', why);
  return row;
}
