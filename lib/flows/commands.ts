import { and, eq } from 'drizzle-orm';
import { isUniqueViolation, transact, type Tx } from '#db/client.ts';
import { flows } from '#db/schema/flows.ts';
import type { Permission } from '#lib/access.ts';
import { recorder } from '#lib/audit/commands.ts';
import type { AuditDetail } from '#lib/audit/model.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { newId, newIdentifier } from '#lib/ids.ts';
import { nameKey } from '#lib/names.ts';
import { targetOf, waitingOf } from './model.ts';
import { getFlow, listSteps, ofWorkspace, requireFlow } from './queries.ts';
import type { FlowDetail, Seen } from './schema.ts';

type FlowValues = typeof flows.$inferSelect;

export async function createFlow(ctx: WorkspaceCtx, name: string): Promise<{ id: string }> {
  authorise(ctx, 'flow.create');
  const record = await recorder(ctx);
  return refusingTakenName(name, () =>
    transact(async (tx, now) => {
      const id = await insertFlow(tx, now, ctx, { name, identifier: newIdentifier('flow') });
      await record(tx, now, { action: 'flow.created', ...targetOf({ id, name }) });
      return { id };
    }),
  );
}

/** A draft without steps, inside the transaction of whoever makes it. */
export async function insertFlow(
  tx: Tx,
  now: number,
  ctx: WorkspaceCtx,
  { name, identifier }: { name: string; identifier: string },
): Promise<string> {
  const id = newId('flw', now);
  await tx.insert(flows).values({
    tenantId: ctx.tenantId,
    workspaceId: ctx.workspaceId,
    id,
    identifier,
    name,
    nameKey: nameKey(name),
    state: 'draft',
    revision: 1,
    createdAt: now,
    createdBy: ctx.actor.id,
    updatedAt: now,
    updatedByLabel: ctx.actor.label,
  });
  return id;
}

export function renameFlow(ctx: WorkspaceCtx, { name, ...seen }: Seen & { name: string }): Promise<FlowDetail> {
  return refusingTakenName(name, () =>
    changeFlow(ctx, seen, { permission: 'flow.update', action: 'flow.renamed' }, async (tx, _now, flow) => {
      await tx
        .update(flows)
        .set({ name, nameKey: nameKey(name) })
        .where(ofFlow(ctx, flow.id));
      return { from: flow.name, to: name };
    }),
  );
}

export function activateFlow(ctx: WorkspaceCtx, seen: Seen): Promise<FlowDetail> {
  const spec = { permission: 'flow.activate', action: 'flow.activated' } as const;
  return changeFlow(ctx, seen, spec, async (tx, now, flow) => {
    if (flow.state === 'active') throw new AppError('STATE_INVALID', 'This flow is active already.');
    const waiting = waitingOf(await listSteps(ctx, [flow.id], tx));
    if (waiting !== null) throw new AppError('STATE_INVALID', waiting);
    await tx.update(flows).set({ state: 'active', activatedAt: now }).where(ofFlow(ctx, flow.id));
    return {};
  });
}

export function pauseFlow(ctx: WorkspaceCtx, seen: Seen): Promise<FlowDetail> {
  const spec = { permission: 'flow.activate', action: 'flow.paused' } as const;
  return changeFlow(ctx, seen, spec, async (tx, _now, flow) => {
    if (flow.state !== 'active') throw new AppError('STATE_INVALID', 'This flow is not active.');
    await tx.update(flows).set({ state: 'paused' }).where(ofFlow(ctx, flow.id));
    return {};
  });
}

/** With its steps. Its credentials stay; an active one is paused first. */
export async function deleteFlow(ctx: WorkspaceCtx, seen: Seen): Promise<{ name: string }> {
  authorise(ctx, 'flow.delete');
  const record = await recorder(ctx);
  return transact(async (tx, now) => {
    const flow = await requireSeen(tx, ctx, seen);
    if (flow.state === 'active') throw pauseFirst('delete it');
    await tx.delete(flows).where(ofFlow(ctx, flow.id));
    await record(tx, now, { action: 'flow.deleted', ...targetOf(flow) });
    return { name: flow.name };
  });
}

interface Spec {
  readonly permission: Permission;
  readonly action: string;
}
export type Write = (tx: Tx, now: number, flow: FlowValues) => Promise<AuditDetail>;

/** One change to one flow as the person saw it: the write, the next revision and the audit row together. */
export async function changeFlow(ctx: WorkspaceCtx, seen: Seen, spec: Spec, write: Write): Promise<FlowDetail> {
  authorise(ctx, spec.permission);
  const record = await recorder(ctx);
  await transact(async (tx, now) => {
    const flow = await requireSeen(tx, ctx, seen);
    const detail = await write(tx, now, flow);
    await touch(tx, ctx, flow, now);
    await record(tx, now, { action: spec.action, ...targetOf(flow), detail });
  });
  return getFlow(ctx, seen.flowId);
}

export const pauseFirst = (what: string) => new AppError('STATE_INVALID', `Pause the flow to ${what}.`);

async function requireSeen(tx: Tx, ctx: WorkspaceCtx, seen: Seen): Promise<FlowValues> {
  const flow = await requireFlow(ctx, seen.flowId, tx);
  if (flow.revision === seen.revision) return flow;
  throw new AppError('CHANGED_MEANWHILE', 'Somebody changed this flow meanwhile. It is shown as it is now.');
}

export async function touch(tx: Tx, ctx: WorkspaceCtx, flow: FlowValues, now: number): Promise<void> {
  await tx
    .update(flows)
    .set({ revision: flow.revision + 1, updatedAt: now, updatedByLabel: ctx.actor.label })
    .where(ofFlow(ctx, flow.id));
}

const ofFlow = (ctx: WorkspaceCtx, id: string) => and(ofWorkspace(ctx), eq(flows.id, id));

const refusingTakenName = <T>(name: string, work: () => Promise<T>): Promise<T> =>
  work().catch((error: unknown) => {
    if (!isUniqueViolation(error, 'flows_name_key')) throw error;
    throw new AppError('NAME_TAKEN', `There is a flow called ${name} here already.`, { field: 'name' });
  });
