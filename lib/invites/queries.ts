import { and, asc, eq, gt } from 'drizzle-orm';
import { read, type ReadDb, type Tx } from '#db/client.ts';
import { invites } from '#db/schema/invites.ts';
import { members, tenants, workspaces } from '#db/schema/tenants.ts';
import { users } from '#db/schema/users.ts';
import { emailKey } from '#lib/attempts/model.ts';
import { systemClock, type Clock } from '#lib/clock.ts';
import { authorise, type Ctx, type UserCtx } from '#lib/ctx.ts';
import { isToken, tokenHash } from '#lib/sessions/model.ts';
import { findByEmail } from '#lib/users/queries.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { mayInvite } from './model.ts';
import type { Invitation, InvitationView, InviteRow } from './schema.ts';

const inviter = {
  role: members.role,
  memberDisabledAt: members.disabledAt,
  userDisabledAt: users.disabledAt,
};

const isInviter = and(eq(members.tenantId, invites.tenantId), eq(members.userId, invites.invitedBy));

/** Those nobody has used, also when their time is over. At most `invitesMax`, by address. */
export async function listInvites(ctx: Ctx, clock: Clock = systemClock): Promise<readonly InviteRow[]> {
  authorise(ctx, 'member.read');
  const now = clock();
  const rows = await read()
    .select({
      id: invites.id,
      email: invites.email,
      role: invites.role,
      invitedBy: users.name,
      createdAt: invites.createdAt,
      expiresAt: invites.expiresAt,
      inviter,
    })
    .from(invites)
    .innerJoin(users, eq(users.id, invites.invitedBy))
    .leftJoin(members, isInviter)
    .where(eq(invites.tenantId, ctx.tenantId))
    .orderBy(asc(invites.emailKey));
  return rows.map(({ inviter: by, ...row }) => ({ ...row, state: stateOf(row, mayInvite(by, row.role), now) }));
}

function stateOf({ expiresAt }: { expiresAt: number }, isBacked: boolean, now: number): InviteRow['state'] {
  if (expiresAt <= now) return 'expired';
  return isBacked ? 'open' : 'void';
}

export interface FoundInvite extends Invitation {
  readonly tenantId: string;
  readonly tenantSlug: string;
  /** Whether whoever invited may still give that role. */
  readonly isBacked: boolean;
}

/** The invite of a link whose time is not over; anything else is null. For `lib/invites` alone: no permission is asked. */
export async function findInvite(token: string, now: number, db: ReadDb | Tx = read()): Promise<FoundInvite | null> {
  if (!isToken(token)) return null;
  const [row] = await db
    .select({
      tenantId: invites.tenantId,
      tenantSlug: tenants.slug,
      tenant: tenants.name,
      email: invites.email,
      role: invites.role,
      invitedBy: users.name,
      expiresAt: invites.expiresAt,
      inviter,
    })
    .from(invites)
    .innerJoin(tenants, eq(tenants.id, invites.tenantId))
    .innerJoin(users, eq(users.id, invites.invitedBy))
    .leftJoin(members, isInviter)
    .where(and(eq(invites.tokenHash, tokenHash(token)), gt(invites.expiresAt, now)));
  if (!row) return null;
  const { inviter: by, ...invite } = row;
  return { ...invite, isBacked: mayInvite(by, row.role) };
}

/** What the page of a link shows. `user` is who is signed in; the token is all that anybody needs to see it. */
export async function viewInvitation(
  token: string,
  user: UserCtx | null,
  clock: Clock = systemClock,
): Promise<InvitationView> {
  const invite = await findInvite(token, clock());
  if (!invite) return { kind: 'ended' };
  const { tenant, email, role, invitedBy, expiresAt } = invite;
  const invitation = { tenant, email, role, invitedBy, expiresAt };
  if (user && !isFor(invite, user)) return { kind: 'other', invitation };
  const member = user && (await findMembership(invite.tenantId, user.userId));
  if (member) {
    if (member.disabledAt !== null) return { kind: 'disabled', invitation };
    return { kind: 'member', invitation, scope: await firstScope(invite) };
  }
  if (!invite.isBacked) return { kind: 'void', invitation };
  if (user) return { kind: 'join', invitation };
  return { kind: (await findByEmail(email)) ? 'sign-in' : 'account', invitation };
}

/** All spellings of an address are one. */
export const isFor = (invite: Pick<Invitation, 'email'>, user: Pick<UserCtx, 'email'>): boolean =>
  emailKey(invite.email) === emailKey(user.email);

export async function findMembership(
  tenantId: string,
  userId: string,
  db: ReadDb | Tx = read(),
): Promise<{ disabledAt: number | null } | null> {
  const [row] = await db
    .select({ disabledAt: members.disabledAt })
    .from(members)
    .where(and(eq(members.tenantId, tenantId), eq(members.userId, userId)));
  return row ?? null;
}

/** Where somebody who has just joined begins. */
export async function firstScope(invite: FoundInvite, db: ReadDb | Tx = read()): Promise<Scope> {
  const [row] = await db
    .select({ slug: workspaces.slug })
    .from(workspaces)
    .where(eq(workspaces.tenantId, invite.tenantId))
    .orderBy(asc(workspaces.createdAt), asc(workspaces.id))
    .limit(1);
  return { tenant: invite.tenantSlug, workspace: row?.slug ?? '' };
}
