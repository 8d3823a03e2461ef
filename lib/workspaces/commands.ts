import { and, eq } from 'drizzle-orm';
import { isUniqueViolation, transact, type Tx } from '#db/client.ts';
import { workspaces } from '#db/schema/tenants.ts';
import { recorder } from '#lib/audit/commands.ts';
import { authorise, type Ctx } from '#lib/ctx.ts';
import { AppError, notFound } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { nameKey } from '#lib/names.ts';
import { freeSlug } from './model.ts';
import type { Scope } from './schema.ts';

/** Inside the transaction of a tenant or of its own. Its address never changes, whatever its name becomes. */
export async function insertWorkspace(
  tx: Tx,
  now: number,
  workspace: { tenantId: string; name: string },
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
    createdAt: now,
  });
  return { id, slug };
}

export async function createWorkspace(ctx: Ctx, name: string): Promise<Scope> {
  authorise(ctx, 'workspace.create');
  const record = await recorder({ ...ctx, workspaceId: null });
  return refusingTakenName(() =>
    transact(async (tx, now) => {
      const workspace = await insertWorkspace(tx, now, { tenantId: ctx.tenantId, name });
      await record(tx, now, {
        action: 'workspace.created',
        targetKind: 'workspace',
        targetId: workspace.id,
        targetLabel: name,
      });
      return { tenant: ctx.tenantSlug, workspace: workspace.slug };
    }),
  );
}

export async function renameWorkspace(ctx: Ctx, id: string, name: string): Promise<void> {
  authorise(ctx, 'workspace.update');
  const record = await recorder({ ...ctx, workspaceId: null });
  const here = and(eq(workspaces.tenantId, ctx.tenantId), eq(workspaces.id, id));
  await refusingTakenName(() =>
    transact(async (tx, now) => {
      const [before] = await tx.select({ name: workspaces.name }).from(workspaces).where(here);
      if (!before) throw notFound('This workspace');
      await tx
        .update(workspaces)
        .set({ name, nameKey: nameKey(name) })
        .where(here);
      await record(tx, now, {
        action: 'workspace.renamed',
        targetKind: 'workspace',
        targetId: id,
        targetLabel: name,
        detail: { from: before.name, to: name },
      });
    }),
  );
}

async function refusingTakenName<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!isUniqueViolation(error, 'workspaces_name_key')) throw error;
    throw new AppError('NAME_TAKEN', 'This tenant has a workspace of that name.', { field: 'name' }, { cause: error });
  }
}
