import { and, eq } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { tenants, workspaces } from '#db/schema/tenants.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { notFound } from '#lib/errors.ts';

/** The names that travel, sealed, in the first frame of a file. */
export async function originOf(ctx: WorkspaceCtx): Promise<{ tenantName: string; workspaceName: string }> {
  const [row] = await read()
    .select({ tenantName: tenants.name, workspaceName: workspaces.name })
    .from(workspaces)
    .innerJoin(tenants, eq(tenants.id, workspaces.tenantId))
    .where(and(eq(workspaces.tenantId, ctx.tenantId), eq(workspaces.id, ctx.workspaceId)));
  if (!row) throw notFound('This workspace');
  return row;
}
