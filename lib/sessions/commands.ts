import { and, eq, inArray, lte, ne, or } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { sessions } from '#db/schema/users.ts';
import type { UserCtx } from '#lib/ctx.ts';
import { notFound } from '#lib/errors.ts';
import { newId, newToken } from '#lib/ids.ts';
import { recordersOf } from '#lib/members/commands.ts';
import { absoluteMs, agentLabel, idleSince, tokenHash } from './model.ts';

export interface SessionStart {
  readonly userId: string;
  readonly userName: string;
  readonly email: string;
  readonly requestId: string;
  readonly address: string;
  readonly agent: string;
  /** The cookie the browser came with: that session ends as this one begins. */
  readonly replaces: string | undefined;
}

/** Returns the cookie's value; only its hash is stored. */
export async function startSession(start: SessionStart): Promise<string> {
  const token = newToken();
  const record = await recordersOf(start);
  await transact(async (tx, now) => {
    if (start.replaces) await tx.delete(sessions).where(eq(sessions.tokenHash, tokenHash(start.replaces)));
    await tx.insert(sessions).values({
      id: newId('ses', now),
      tokenHash: tokenHash(token),
      userId: start.userId,
      createdAt: now,
      seenAt: now,
      expiresAt: now + absoluteMs,
      address: start.address,
      agent: start.agent,
    });
    await record(tx, now, { action: 'session.started', detail: { agent: agentLabel(start.agent) } });
  });
  return token;
}

/** A wrong password for somebody who exists, for the tenants that would want to know. */
export async function recordFailedSignIn(
  user: Pick<UserCtx, 'userId' | 'userName' | 'email' | 'requestId' | 'address'>,
): Promise<void> {
  const record = await recordersOf(user);
  await transact((tx, now) => record(tx, now, { action: 'session.refused' }));
}

/** Signing out. */
export async function endSession(user: UserCtx): Promise<void> {
  const record = await recordersOf(user);
  await transact(async (tx, now) => {
    const ended = await tx
      .delete(sessions)
      .where(and(eq(sessions.userId, user.userId), eq(sessions.id, user.sessionId)))
      .returning({ id: sessions.id });
    if (ended.length > 0) await record(tx, now, { action: 'session.ended' });
  });
}

/** One of one's own, from the list. */
export async function revokeSession(user: UserCtx, sessionId: string): Promise<void> {
  const record = await recordersOf(user);
  await transact(async (tx, now) => {
    const ended = await tx
      .delete(sessions)
      .where(and(eq(sessions.userId, user.userId), eq(sessions.id, sessionId)))
      .returning({ agent: sessions.agent });
    const [session] = ended;
    if (!session) throw notFound('This session');
    await record(tx, now, { action: 'session.revoked', detail: { agent: agentLabel(session.agent) } });
  });
}

/** All of one's own but the one that asks. Returns how many ended. */
export async function revokeOtherSessions(user: UserCtx): Promise<number> {
  const record = await recordersOf(user);
  return transact(async (tx, now) => {
    const ended = await tx
      .delete(sessions)
      .where(and(eq(sessions.userId, user.userId), ne(sessions.id, user.sessionId)))
      .returning({ id: sessions.id });
    if (ended.length > 0) await record(tx, now, { action: 'session.revoked_others', detail: { count: ended.length } });
    return ended.length;
  });
}

/** For the clean-up job: rows past either limit. Returns how many there were. */
export async function purgeSessions(rowsMax = 1_000): Promise<number> {
  return transact(async (tx, now) => {
    const isOver = or(lte(sessions.expiresAt, now), lte(sessions.seenAt, idleSince(now)));
    const over = await tx.select({ id: sessions.id }).from(sessions).where(isOver).limit(rowsMax);
    if (over.length === 0) return 0;
    const ids = over.map((row) => row.id);
    await tx.delete(sessions).where(and(inArray(sessions.id, ids), isOver));
    return over.length;
  });
}
