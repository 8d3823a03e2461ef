import { and, eq } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { tenants, workspaces } from '#db/schema/tenants.ts';
import { mintCtx, type WorkspaceCtx } from '#lib/ctx.ts';
import { newId } from '#lib/ids.ts';

/** A job of our own acts for the workspace its row names. Null when that is gone. */
export async function systemCtx(tenantId: string, workspaceId: string): Promise<WorkspaceCtx | null> {
  const [row] = await read()
    .select({
      tenantId: tenants.id,
      tenantSlug: tenants.slug,
      workspaceId: workspaces.id,
      workspaceSlug: workspaces.slug,
    })
    .from(workspaces)
    .innerJoin(tenants, eq(tenants.id, workspaces.tenantId))
    .where(and(eq(workspaces.tenantId, tenantId), eq(workspaces.id, workspaceId)));
  if (!row) return null;
  return mintCtx({
    ...row,
    actor: { kind: 'system', id: 'jobs', label: 'Keyhaven' } as const,
    role: 'owner',
    sessionId: null,
    requestId: newId('req'),
    address: 'local',
  });
}
