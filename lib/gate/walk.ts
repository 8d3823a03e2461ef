import { and, eq, isNull } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { members, tenants, workspaces } from '#db/schema/tenants.ts';
import { mintCtx, type UserCtx, type WorkspaceCtx } from '#lib/ctx.ts';
import { slug } from '#lib/names.ts';

/**
 * Down from the user: membership, tenant, workspace, in one query. Another tenant's address and one that does not exist
 * are the same null. The role is the row's, so a change holds from the next request on.
 */
export async function workspaceOf(user: UserCtx, tenant: unknown, workspace: unknown): Promise<WorkspaceCtx | null> {
  const tenantSlug = slug.safeParse(tenant);
  const workspaceSlug = slug.safeParse(workspace);
  if (!tenantSlug.success || !workspaceSlug.success) return null;
  const [row] = await read()
    .select({
      tenantId: tenants.id,
      tenantSlug: tenants.slug,
      role: members.role,
      workspaceId: workspaces.id,
      workspaceSlug: workspaces.slug,
    })
    .from(members)
    .innerJoin(tenants, eq(tenants.id, members.tenantId))
    .innerJoin(workspaces, eq(workspaces.tenantId, tenants.id))
    .where(
      and(
        eq(members.userId, user.userId),
        isNull(members.disabledAt),
        eq(tenants.slug, tenantSlug.data),
        eq(workspaces.slug, workspaceSlug.data),
      ),
    );
  if (!row) return null;
  return mintCtx({
    ...row,
    actor: { kind: 'user', id: user.userId, label: user.userName } as const,
    sessionId: user.sessionId,
    requestId: user.requestId,
    address: user.address,
  });
}
