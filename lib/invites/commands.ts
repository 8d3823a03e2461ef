import { and, count, eq, inArray, lte } from 'drizzle-orm';
import { isUniqueViolation, transact, type Tx } from '#db/client.ts';
import { invites } from '#db/schema/invites.ts';
import { members } from '#db/schema/tenants.ts';
import { users } from '#db/schema/users.ts';
import { clearAttempts, countAttempt } from '#lib/attempts/commands.ts';
import { emailKey } from '#lib/attempts/model.ts';
import { tenantRecorder } from '#lib/audit/commands.ts';
import { systemClock } from '#lib/clock.ts';
import { authorise, type Ctx, type UserCtx } from '#lib/ctx.ts';
import { env } from '#lib/env.ts';
import { AppError, notFound } from '#lib/errors.ts';
import { newId, newToken } from '#lib/ids.ts';
import { refuseAboveOwnRole } from '#lib/members/model.ts';
import { tokenHash } from '#lib/sessions/model.ts';
import { prepareUser, userRefusal } from '#lib/users/commands.ts';
import { isPasswordOwn, ownPasswordMessage } from '#lib/users/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { ended, inviteMs, keptMs, withoutInviter } from './model.ts';
import { findInvite, findMembership, firstScope, isFor, type FoundInvite } from './queries.ts';
import { invitesMax, type AccountInput, type InviteLink, type NewInvite } from './schema.ts';

/** Answers the link, this once: of its token only the hash is stored. */
export async function createInvite(ctx: Ctx, { email, role }: NewInvite): Promise<InviteLink> {
  authorise(ctx, 'member.invite');
  refuseAboveOwnRole(ctx, [role]);
  const record = await tenantRecorder(ctx);
  const token = newToken();
  try {
    return await transact(async (tx, now) => {
      await refuseMember(tx, ctx, email);
      await refuseTooMany(tx, ctx);
      const id = newId('inv', now);
      const expiresAt = now + inviteMs;
      await tx.insert(invites).values({
        tenantId: ctx.tenantId,
        id,
        tokenHash: tokenHash(token),
        email,
        emailKey: emailKey(email),
        role,
        invitedBy: ctx.actor.id,
        createdAt: now,
        expiresAt,
      });
      await record(tx, now, { action: 'member.invited', ...target(id, email), detail: { role } });
      return { url: urlOf(token), email, role, expiresAt };
    });
  } catch (error) {
    if (!isUniqueViolation(error, 'invites_email_key')) throw error;
    throw new AppError(
      'INVITE_PENDING',
      'This address has an open invitation. Make a new link for it, or withdraw it first.',
      { field: 'email' },
      { cause: error },
    );
  }
}

/** Another link in place of the one before, which leads nowhere from now on. Whoever makes it answers for it. */
export async function renewInvite(ctx: Ctx, id: string): Promise<InviteLink> {
  authorise(ctx, 'member.invite');
  const record = await tenantRecorder(ctx);
  const token = newToken();
  return transact(async (tx, now) => {
    const { email, role } = await getInvite(tx, ctx, id);
    const expiresAt = now + inviteMs;
    await tx
      .update(invites)
      .set({ tokenHash: tokenHash(token), invitedBy: ctx.actor.id, createdAt: now, expiresAt })
      .where(ofInvite(ctx, id));
    await record(tx, now, { action: 'member.invite_renewed', ...target(id, email), detail: { role } });
    return { url: urlOf(token), email, role, expiresAt };
  });
}

export async function withdrawInvite(ctx: Ctx, id: string): Promise<void> {
  authorise(ctx, 'member.invite');
  const record = await tenantRecorder(ctx);
  await transact(async (tx, now) => {
    const { email, role } = await getInvite(tx, ctx, id);
    await tx.delete(invites).where(ofInvite(ctx, id));
    await record(tx, now, { action: 'member.invite_withdrawn', ...target(id, email), detail: { role } });
  });
}

/** The person the link is for, signed in. Anybody else is refused, and the link stays good. */
export async function acceptInvite(user: UserCtx, token: string): Promise<Scope> {
  const invite = await findInvite(token, systemClock());
  if (!invite) throw ended();
  return join(invite.tenantId, token, user);
}

/**
 * An account for the address the link is for, and the membership, in one transaction. Throws EMAIL_TAKEN when there is
 * an account: then its password is asked for, not a new one chosen.
 */
export async function acceptAsNew(
  visitor: { requestId: string; address: string },
  input: AccountInput,
): Promise<Scope & { email: string }> {
  // Before the password is hashed: nobody without a link may make this program work, nor anybody with one too often.
  const invite = await findInvite(input.token, systemClock());
  if (!invite) throw ended();
  const counter = tokenHash(input.token);
  await countAttempt(counter, visitor.address);
  const person = { name: input.name, email: invite.email, password: input.password };
  if ([person.name, invite.tenant].some((name) => isPasswordOwn(input.password, { ...person, name }))) {
    throw new AppError('INPUT_INVALID', ownPasswordMessage, { field: 'password' });
  }
  const user = await prepareUser(person);
  const { id: userId, name: userName, email } = user;
  try {
    const scope = await join(invite.tenantId, input.token, { userId, userName, email, ...visitor }, user.insert);
    await clearAttempts(counter, visitor.address);
    return { ...scope, email };
  } catch (error) {
    throw userRefusal(error);
  }
}

type Joining = Pick<UserCtx, 'userId' | 'userName' | 'email' | 'requestId' | 'address'>;

async function join(
  tenantId: string,
  token: string,
  person: Joining,
  insertPerson: (tx: Tx, now: number) => Promise<void> = async () => undefined,
): Promise<Scope> {
  const { userId, userName, email, requestId, address } = person;
  const actor = { kind: 'user', id: userId, label: userName } as const;
  const record = await tenantRecorder({ tenantId, actor, requestId, address });
  return transact(async (tx, now) => {
    const invite = await useUp(tx, token, now);
    await refuseUnfit(tx, invite, person);
    await insertPerson(tx, now);
    await tx.insert(members).values({ tenantId, userId, role: invite.role, createdAt: now });
    await record(tx, now, {
      action: 'member.joined',
      targetKind: 'user',
      targetId: userId,
      targetLabel: email,
      detail: { role: invite.role },
    });
    return firstScope(invite, tx);
  });
}

/** The row goes first: of two that use one link at once, or use and withdraw it, one finds it gone. */
async function useUp(tx: Tx, token: string, now: number): Promise<FoundInvite> {
  const invite = await findInvite(token, now, tx);
  if (!invite) throw ended();
  await tx.delete(invites).where(eq(invites.tokenHash, tokenHash(token)));
  return invite;
}

async function refuseUnfit(tx: Tx, invite: FoundInvite, person: Joining): Promise<void> {
  if (!isFor(invite, person)) {
    throw new AppError('FORBIDDEN', `This invitation is for ${invite.email}. You are ${person.email}.`);
  }
  const member = await findMembership(invite.tenantId, person.userId, tx);
  if (member) throw memberAlready(member.disabledAt, 'You are a member of this tenant already.');
  if (!invite.isBacked) throw withoutInviter(invite.invitedBy);
}

/** An invitation never lets a disabled member in again by itself. */
const memberAlready = (disabledAt: number | null, words: string, field = ''): AppError =>
  disabledAt === null
    ? new AppError('MEMBER_ALREADY', words, { field })
    : new AppError(
        'MEMBER_ALREADY',
        'This address belongs to a disabled member. An invitation does not change that: they have to be enabled again.',
        { field },
      );

async function refuseMember(tx: Tx, ctx: Ctx, email: string): Promise<void> {
  const [member] = await tx
    .select({ disabledAt: members.disabledAt })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.tenantId, ctx.tenantId), eq(users.emailKey, emailKey(email))));
  if (member) throw memberAlready(member.disabledAt, 'Whoever has this address is a member already.', 'email');
}

async function refuseTooMany(tx: Tx, ctx: Ctx): Promise<void> {
  const [open] = await tx.select({ n: count() }).from(invites).where(eq(invites.tenantId, ctx.tenantId));
  if ((open?.n ?? 0) < invitesMax) return;
  throw new AppError('STATE_INVALID', `${invitesMax} invitations are open. Withdraw some of them first.`);
}

const ofInvite = (ctx: Ctx, id: string) => and(eq(invites.tenantId, ctx.tenantId), eq(invites.id, id));

async function getInvite(tx: Tx, ctx: Ctx, id: string): Promise<NewInvite> {
  const [invite] = await tx.select({ email: invites.email, role: invites.role }).from(invites).where(ofInvite(ctx, id));
  if (!invite) throw notFound('This invitation');
  refuseAboveOwnRole(ctx, [invite.role]);
  return invite;
}

const target = (id: string, email: string) => ({ targetKind: 'invite', targetId: id, targetLabel: email });

const urlOf = (token: string): string => `${env.address}/invite/${token}`;

/** For the clean-up job: those whose time was over long ago. Returns how many there were. */
export async function purgeInvites(rowsMax = 1_000): Promise<number> {
  return transact(async (tx, now) => {
    const isOver = lte(invites.expiresAt, now - keptMs);
    const over = await tx.select({ id: invites.id }).from(invites).where(isOver).limit(rowsMax);
    if (over.length === 0) return 0;
    const ids = over.map((row) => row.id);
    await tx.delete(invites).where(and(inArray(invites.id, ids), isOver));
    return over.length;
  });
}
