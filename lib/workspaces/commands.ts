import { and, eq } from 'drizzle-orm';
import { isUniqueViolation, transact, type Tx } from '#db/client.ts';
import { workspaces } from '#db/schema/tenants.ts';
import { recorder, tenantRecorder } from '#lib/audit/commands.ts';
import type { AuditDetail } from '#lib/audit/model.ts';
import { authorise, type Ctx, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError, notFound } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { nameKey } from '#lib/names.ts';
import { freeSlug } from './model.ts';
import type { NewWorkspace, Scope, VersionsInput, WorkspaceUpdate } from './schema.ts';

/** Inside the transaction of a tenant or of its own. Its address never changes, whatever its name becomes. */
export async function insertWorkspace(
  tx: Tx,
  now: number,
  workspace: NewWorkspace & { tenantId: string },
): Promise<{ id: string; slug: string }> {
  const slug = await freeSlug(workspace.name, 'workspace', async (candidate) => {
    const taken = await tx
      .select({ id: workspaces.id })
      .from(workspaces)
      .where(and(eq(workspaces.tenantId, workspace.tenantId), eq(workspaces.slug, candidate)));
    return taken.length > 0;
  });
  const id = newId('wsp', now);
  await tx.insert(workspaces).values({
    tenantId: workspace.tenantId,
    id,
    slug,
    name: workspace.name,
    nameKey: nameKey(workspace.name),
    environment: workspace.environment,
    createdAt: now,
  });
  return { id, slug };
}

export async function createWorkspace(ctx: Ctx, input: NewWorkspace): Promise<Scope> {
  authorise(ctx, 'workspace.create');
  const record = await tenantRecorder(ctx);
  return refusingTakenName(() =>
    transact(async (tx, now) => {
      const workspace = await insertWorkspace(tx, now, { tenantId: ctx.tenantId, ...input });
      await record(tx, now, {
        action: 'workspace.created',
        targetKind: 'workspace',
        targetId: workspace.id,
        targetLabel: input.name,
        detail: { environment: input.environment },
      });
      return { tenant: ctx.tenantSlug, workspace: workspace.slug };
    }),
  );
}

/** Its name and its environment. What it is saved with already changes nothing and is not recorded. */
export async function updateWorkspace(ctx: Ctx, { id, name, environment }: WorkspaceUpdate): Promise<void> {
  authorise(ctx, 'workspace.update');
  const record = await tenantRecorder(ctx);
  const here = and(eq(workspaces.tenantId, ctx.tenantId), eq(workspaces.id, id));
  await refusingTakenName(() =>
    transact(async (tx, now) => {
      const [before] = await tx
        .select({ name: workspaces.name, environment: workspaces.environment })
        .from(workspaces)
        .where(here);
      if (!before) throw notFound('This workspace');
      const detail = changesOf(before, { name, environment });
      if (Object.keys(detail).length === 0) return;
      await tx
        .update(workspaces)
        .set({ name, nameKey: nameKey(name), environment })
        .where(here);
      await record(tx, now, {
        action: 'workspace.updated',
        targetKind: 'workspace',
        targetId: id,
        targetLabel: name,
        detail,
      });
    }),
  );
}

/**
 * How many versions of each credential of this workspace stay. Nothing goes at once: what is one too many goes with the
 * next save of its credential.
 */
export async function setVersionsKept(ctx: WorkspaceCtx, { versionsKept }: VersionsInput): Promise<void> {
  authorise(ctx, 'workspace.update');
  const record = await recorder(ctx);
  const here = and(eq(workspaces.tenantId, ctx.tenantId), eq(workspaces.id, ctx.workspaceId));
  await transact(async (tx, now) => {
    const [before] = await tx
      .select({ name: workspaces.name, versionsKept: workspaces.versionsKept })
      .from(workspaces)
      .where(here);
    if (!before) throw notFound('This workspace');
    if (before.versionsKept === versionsKept) return;
    await tx.update(workspaces).set({ versionsKept }).where(here);
    await record(tx, now, {
      action: 'workspace.versions_kept_changed',
      targetKind: 'workspace',
      targetId: ctx.workspaceId,
      targetLabel: before.name,
      detail: { from: before.versionsKept, to: versionsKept },
    });
  });
}

function changesOf(before: NewWorkspace, after: NewWorkspace): AuditDetail {
  return {
    ...(before.name !== after.name && { nameBefore: before.name }),
    ...(before.environment !== after.environment && { from: before.environment, to: after.environment }),
  };
}

async function refusingTakenName<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!isUniqueViolation(error, 'workspaces_name_key')) throw error;
    throw new AppError('NAME_TAKEN', 'This tenant has a workspace of that name.', { field: 'name' }, { cause: error });
  }
}
