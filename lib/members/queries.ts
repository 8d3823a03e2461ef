import { and, asc, eq, gt, inArray, isNull, max } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { audit, isNoHandout } from '#db/schema/audit.ts';
import { members, tenants, workspaces } from '#db/schema/tenants.ts';
import { users } from '#db/schema/users.ts';
import { emailKey } from '#lib/attempts/model.ts';
import { authorise, type Ctx, type UserCtx } from '#lib/ctx.ts';
import { pageOf } from '#lib/pages.ts';
import { memberPageSize, type MemberDto, type MemberPage, type MembershipDto } from './schema.ts';

const columns = {
  userId: users.id,
  name: users.name,
  email: users.email,
  role: members.role,
  disabledAt: members.disabledAt,
  createdAt: members.createdAt,
};

export async function listMembers(ctx: Ctx): Promise<readonly MemberDto[]> {
  authorise(ctx, 'member.read');
  return read()
    .select(columns)
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(eq(members.tenantId, ctx.tenantId))
    .orderBy(asc(users.emailKey));
}

/** By e-mail address, from behind the one the last page ended with. */
export async function listMemberPage(ctx: Ctx, after: string | null): Promise<MemberPage> {
  authorise(ctx, 'member.read');
  const rows = await read()
    .select(columns)
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.tenantId, ctx.tenantId), after === null ? undefined : gt(users.emailKey, after)))
    .orderBy(asc(users.emailKey))
    .limit(memberPageSize + 1);
  const { rows: page, next } = pageOf(rows, memberPageSize, (last) => emailKey(last.email));
  const signedIn = await lastSignIns(
    ctx,
    page.map((row) => row.userId),
  );
  return {
    rows: page.map((row) => ({ ...row, signedInAt: signedIn.get(row.userId) ?? null })),
    next,
    total: await read().$count(members, eq(members.tenantId, ctx.tenantId)),
  };
}

/** From the tenant's own log: what somebody does elsewhere is not told here. */
async function lastSignIns(ctx: Ctx, userIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (userIds.length === 0) return new Map();
  const rows = await read()
    .select({ userId: audit.targetId, at: max(audit.at) })
    .from(audit)
    .where(
      and(
        eq(audit.tenantId, ctx.tenantId),
        inArray(audit.targetId, [...userIds]),
        isNoHandout,
        inArray(audit.action, ['session.started', 'member.joined']),
      ),
    )
    .groupBy(audit.targetId);
  return new Map(rows.flatMap(({ userId, at }) => (at === null ? [] : [[userId, at] as const])));
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
      environment: workspaces.environment,
    })
    .from(members)
    .innerJoin(tenants, eq(tenants.id, members.tenantId))
    .innerJoin(workspaces, eq(workspaces.tenantId, tenants.id))
    .where(and(eq(members.userId, user.userId), isNull(members.disabledAt)))
    .orderBy(asc(tenants.slug), asc(workspaces.createdAt), asc(workspaces.id));
  const bySlug = new Map<string, MembershipDto & { workspaces: MembershipDto['workspaces'][number][] }>();
  for (const row of rows) {
    const tenant = bySlug.get(row.tenantSlug) ?? {
      slug: row.tenantSlug,
      name: row.tenantName,
      role: row.role,
      workspaces: [],
    };
    tenant.workspaces.push({ slug: row.workspaceSlug, name: row.workspaceName, environment: row.environment });
    bySlug.set(row.tenantSlug, tenant);
  }
  return [...bySlug.values()];
}

/** Every tenant whose audit log speaks of this person. */
export async function listTenantIds(userId: string): Promise<readonly string[]> {
  const rows = await read().select({ tenantId: members.tenantId }).from(members).where(eq(members.userId, userId));
  return rows.map((row) => row.tenantId);
}
