import { and, eq, ne } from 'drizzle-orm';
import { isUniqueViolation, transact, type Tx } from '#db/client.ts';
import { sessions, users } from '#db/schema/users.ts';
import { clearAttempts, countAttempt } from '#lib/attempts/commands.ts';
import { emailKey } from '#lib/attempts/model.ts';
import type { Ctx, UserCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { recordersOf } from '#lib/members/commands.ts';
import { hashPassword, isPasswordOf } from '#lib/passwords/model.ts';
import { findByEmail, findById } from './queries.ts';
import { isPasswordOwn, ownPasswordMessage, type NewUser } from './schema.ts';

export interface SignedIn {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** `knownId` is for the audit, never for the answer: wrong password, unknown and disabled look alike. */
export type Authentication = { ok: true; user: SignedIn } | { ok: false; knownId: string | null };

/** A try at a password. Throws TOO_MANY_ATTEMPTS before anything is hashed; costs the same for people who do not exist. */
export async function authenticate(email: string, password: string, address: string): Promise<Authentication> {
  await countAttempt(email, address);
  const holder = await findByEmail(email);
  const isRight = await isPasswordOf(password, holder?.passwordHash ?? null);
  if (!holder || !isRight || holder.disabledAt !== null) return { ok: false, knownId: holder?.id ?? null };
  await clearAttempts(email, address);
  return { ok: true, user: { id: holder.id, name: holder.name, email: holder.email } };
}

/** Step-up: the person at a live session types their password once more. Its tries are counted by themselves:
 * nobody at the door can use them up. */
export async function confirmPassword(
  user: Pick<UserCtx, 'userId' | 'email' | 'address'>,
  password: string,
): Promise<void> {
  await countAttempt(user.userId, user.address);
  const holder = await findById(user.userId);
  if (!(await isPasswordOf(password, holder?.passwordHash ?? null))) {
    throw new AppError('PASSWORD_WRONG', 'That is not your password.', { field: 'password' });
  }
  await clearAttempts(user.userId, user.address);
}

/** The same for whoever acts in a tenant. A job of ours has no password, so it does nothing that asks for one. */
export async function stepUp(ctx: Ctx, password: string): Promise<void> {
  const person = ctx.actor.kind === 'user' ? await findById(ctx.actor.id) : null;
  if (!person) throw new AppError('FORBIDDEN', 'Only a signed-in person can do this.');
  await confirmPassword({ userId: person.id, email: person.email, address: ctx.address }, password);
}

/** Made before the transaction, because hashing takes a while; written inside it. */
export interface PreparedUser extends SignedIn {
  readonly insert: (tx: Tx, now: number) => Promise<void>;
}

export async function prepareUser(input: NewUser): Promise<PreparedUser> {
  const passwordHash = await hashPassword(input.password);
  const user = { id: newId('usr'), name: input.name, email: input.email };
  return {
    ...user,
    insert: async (tx, now) => {
      await tx.insert(users).values({
        id: user.id,
        name: user.name,
        email: user.email,
        emailKey: emailKey(user.email),
        passwordHash,
        passwordChangedAt: now,
        createdAt: now,
      });
    },
  };
}

/** EMAIL_TAKEN for the unique violation of an inserted user; anything else as it was. */
export const userRefusal = (error: unknown): unknown =>
  isUniqueViolation(error, 'users_email_key')
    ? new AppError('EMAIL_TAKEN', 'There is an account with this e-mail address.', { field: 'email' })
    : error;

/** The session that asked stays; all others end with the old password. */
export async function changePassword(user: UserCtx, input: { current: string; next: string }): Promise<void> {
  await confirmPassword(user, input.current);
  if (isPasswordOwn(input.next, { name: user.userName, email: user.email })) {
    throw new AppError('INPUT_INVALID', ownPasswordMessage, { field: 'next' });
  }
  const passwordHash = await hashPassword(input.next);
  const record = await recordersOf(user);
  await transact(async (tx, now) => {
    await tx.update(users).set({ passwordHash, passwordChangedAt: now }).where(eq(users.id, user.userId));
    await tx.delete(sessions).where(and(eq(sessions.userId, user.userId), ne(sessions.id, user.sessionId)));
    await record(tx, now, { action: 'session.password_changed' });
  });
}
