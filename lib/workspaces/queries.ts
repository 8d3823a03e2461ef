import { asc, eq } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { workspaces } from '#db/schema/tenants.ts';
import { authorise, type Ctx } from '#lib/ctx.ts';
import type { WorkspaceDto } from './schema.ts';

export async function listWorkspaces(ctx: Ctx): Promise<readonly WorkspaceDto[]> {
  authorise(ctx, 'credential.read');
  return read()
    .select({ id: workspaces.id, slug: workspaces.slug, name: workspaces.name, createdAt: workspaces.createdAt })
    .from(workspaces)
    .where(eq(workspaces.tenantId, ctx.tenantId))
    .orderBy(asc(workspaces.createdAt), asc(workspaces.id));
}
