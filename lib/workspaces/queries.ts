import { and, asc, eq } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { workspaces } from '#db/schema/tenants.ts';
import { authorise, type Ctx, type WorkspaceCtx } from '#lib/ctx.ts';
import { notFound } from '#lib/errors.ts';
import type { WorkspaceDto } from './schema.ts';

const columns = {
  id: workspaces.id,
  slug: workspaces.slug,
  name: workspaces.name,
  environment: workspaces.environment,
  versionsKept: workspaces.versionsKept,
  createdAt: workspaces.createdAt,
};

export async function listWorkspaces(ctx: Ctx): Promise<readonly WorkspaceDto[]> {
  authorise(ctx, 'credential.read');
  return read()
    .select(columns)
    .from(workspaces)
    .where(eq(workspaces.tenantId, ctx.tenantId))
    .orderBy(asc(workspaces.createdAt), asc(workspaces.id));
}

/** The one the request is about. */
export async function getWorkspace(ctx: WorkspaceCtx): Promise<WorkspaceDto> {
  authorise(ctx, 'credential.read');
  const [row] = await read()
    .select(columns)
    .from(workspaces)
    .where(and(eq(workspaces.tenantId, ctx.tenantId), eq(workspaces.id, ctx.workspaceId)));
  if (!row) throw notFound('This workspace');
  return row;
}
