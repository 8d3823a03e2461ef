import { and, eq, isNull } from 'drizzle-orm';
import { transact, type Tx } from '#db/client.ts';
import { members } from '#db/schema/tenants.ts';
import { users } from '#db/schema/users.ts';
import type { Role } from '#lib/access.ts';
import { tenantRecorder } from '#lib/audit/commands.ts';
import type { AuditDetail } from '#lib/audit/model.ts';
import { authorise, type Ctx, type UserCtx } from '#lib/ctx.ts';
import { AppError, notFound } from '#lib/errors.ts';
import { refuseAboveOwnRole } from './model.ts';
import { listTenantIds } from './queries.ts';

type AboutUser = { readonly action: string; readonly detail?: AuditDetail };
type UserRecorder = (tx: Tx, now: number, entry: AboutUser) => Promise<void>;

/** Records what a person does about themselves (signing in, ending a session) in every tenant they belong to. */
export async function recordersOf(
  user: Pick<UserCtx, 'userId' | 'userName' | 'email' | 'requestId' | 'address'>,
): Promise<UserRecorder> {
  const actor = { kind: 'user', id: user.userId, label: user.userName } as const;
  const { requestId, address } = user;
  const tenantIds = await listTenantIds(user.userId);
  const all = await Promise.all(tenantIds.map((tenantId) => tenantRecorder({ tenantId, actor, requestId, address })));
  const target = { targetKind: 'user', targetId: user.userId, targetLabel: user.email };
  return async (tx, now, entry) => {
    for (const record of all) await record(tx, now, { ...target, ...entry });
  };
}

/** Takes effect at the next request of that person: the role is read from the row each time. */
export async function changeRole(ctx: Ctx, userId: string, role: Role): Promise<void> {
  await change(ctx, userId, role, async (tx, member) => {
    if (member.role === role) return null;
    await tx.update(members).set({ role }).where(ofMember(ctx, userId));
    return { action: 'member.role_changed', detail: { from: member.role, to: role } };
  });
}

export async function disableMember(ctx: Ctx, userId: string): Promise<void> {
  await change(ctx, userId, null, async (tx, member, now) => {
    if (member.disabledAt !== null) return null;
    await tx.update(members).set({ disabledAt: now }).where(ofMember(ctx, userId));
    return { action: 'member.disabled' };
  });
}

export async function enableMember(ctx: Ctx, userId: string): Promise<void> {
  await change(ctx, userId, null, async (tx, member) => {
    if (member.disabledAt === null) return null;
    await tx.update(members).set({ disabledAt: null }).where(ofMember(ctx, userId));
    return { action: 'member.enabled' };
  });
}

export async function removeMember(ctx: Ctx, userId: string): Promise<void> {
  await change(ctx, userId, null, async (tx) => {
    await tx.delete(members).where(ofMember(ctx, userId));
    return { action: 'member.removed' };
  });
}

const ofMember = (ctx: Ctx, userId: string) => and(eq(members.tenantId, ctx.tenantId), eq(members.userId, userId));

interface Member {
  readonly role: Role;
  readonly disabledAt: number | null;
  readonly email: string;
}

/** What is so already is not written again: `write` answers null. */
async function change(
  ctx: Ctx,
  userId: string,
  role: Role | null,
  write: (tx: Tx, member: Member, now: number) => Promise<AboutUser | null>,
): Promise<void> {
  authorise(ctx, 'member.update');
  const record = await tenantRecorder(ctx);
  await transact(async (tx, now) => {
    const [member] = await tx
      .select({ role: members.role, disabledAt: members.disabledAt, email: users.email })
      .from(members)
      .innerJoin(users, eq(users.id, members.userId))
      .where(ofMember(ctx, userId));
    if (!member) throw notFound('This member');
    refuseAboveOwnRole(ctx, role === null ? [member.role] : [member.role, role]);
    const entry = await write(tx, member, now);
    if (!entry) return;
    await refuseWithoutOwner(tx, ctx);
    await record(tx, now, { targetKind: 'user', targetId: userId, targetLabel: member.email, ...entry });
  });
}

/** Looked at after the write and inside its transaction, so two owners cannot remove each other at once. */
async function refuseWithoutOwner(tx: Tx, ctx: Ctx): Promise<void> {
  const [owner] = await tx
    .select({ userId: members.userId })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(
      and(
        eq(members.tenantId, ctx.tenantId),
        eq(members.role, 'owner'),
        isNull(members.disabledAt),
        isNull(users.disabledAt),
      ),
    )
    .limit(1);
  if (!owner) throw new AppError('LAST_OWNER', 'A tenant keeps at least one owner. Make somebody else an owner first.');
}
