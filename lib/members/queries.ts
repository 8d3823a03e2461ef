import { and, asc, eq, isNull } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { members, tenants, workspaces } from '#db/schema/tenants.ts';
import { users } from '#db/schema/users.ts';
import type { Role } from '#lib/access.ts';
import { authorise, type Ctx, type UserCtx } from '#lib/ctx.ts';
import type { MemberDto, MembershipDto } from './schema.ts';

export async function listMembers(ctx: Ctx): Promise<readonly MemberDto[]> {
  authorise(ctx, 'member.read');
  return read()
    .select({
      userId: users.id,
      name: users.name,
      email: users.email,
      role: members.role,
      disabledAt: members.disabledAt,
      createdAt: members.createdAt,
    })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(eq(members.tenantId, ctx.tenantId))
    .orderBy(asc(users.emailKey));
}

/** The tenants a person may enter, each with its workspaces, for the switchers and the way in. */
export async function listMemberships(user: UserCtx): Promise<readonly MembershipDto[]> {
  const rows = await read()
    .select({
      tenantSlug: tenants.slug,
      tenantName: tenants.name,
      role: members.role,
      workspaceSlug: workspaces.slug,
      workspaceName: workspaces.name,
    })
    .from(members)
    .innerJoin(tenants, eq(tenants.id, members.tenantId))
    .innerJoin(workspaces, eq(workspaces.tenantId, tenants.id))
    .where(and(eq(members.userId, user.userId), isNull(members.disabledAt)))
    .orderBy(asc(tenants.slug), asc(workspaces.createdAt), asc(workspaces.id));
  const bySlug = new Map<
    string,
    { slug: string; name: string; role: Role; workspaces: { slug: string; name: string }[] }
  >();
  for (const row of rows) {
    const tenant = bySlug.get(row.tenantSlug) ?? {
      slug: row.tenantSlug,
      name: row.tenantName,
      role: row.role,
      workspaces: [],
    };
    tenant.workspaces.push({ slug: row.workspaceSlug, name: row.workspaceName });
    bySlug.set(row.tenantSlug, tenant);
  }
  return [...bySlug.values()];
}

/** Every tenant whose audit log speaks of this person. */
export async function listTenantIds(userId: string): Promise<readonly string[]> {
  const rows = await read().select({ tenantId: members.tenantId }).from(members).where(eq(members.userId, userId));
  return rows.map((row) => row.tenantId);
}
