import { and, eq, gt, isNull } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { sessions, users } from '#db/schema/users.ts';
import type { UserCtx } from '#lib/ctx.ts';
import { idleSince, isToken, seenEveryMs, tokenHash } from '#lib/sessions/model.ts';

export interface LiveSession {
  readonly sessionId: string;
  readonly userId: string;
  readonly userName: string;
  readonly email: string;
  readonly seenAt: number;
}

/**
 * The session of a cookie, if it is live now: the row exists, neither limit has passed, the user is not disabled.
 * Nothing of it is remembered between requests, so what ends a session ends it at the next one.
 */
export async function findLiveSession(token: string | undefined, now: number): Promise<LiveSession | null> {
  if (token === undefined || !isToken(token)) return null;
  const [row] = await read()
    .select({
      sessionId: sessions.id,
      userId: users.id,
      userName: users.name,
      email: users.email,
      seenAt: sessions.seenAt,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(
      and(
        eq(sessions.tokenHash, tokenHash(token)),
        gt(sessions.expiresAt, now),
        gt(sessions.seenAt, idleSince(now)),
        isNull(users.disabledAt),
      ),
    );
  return row ?? null;
}

export const userCtx = (session: LiveSession, facts: { requestId: string; address: string }): UserCtx =>
  Object.freeze({
    userId: session.userId,
    userName: session.userName,
    email: session.email,
    sessionId: session.sessionId,
    requestId: facts.requestId,
    address: facts.address,
  });

export const isSeenDue = (session: LiveSession, now: number): boolean => session.seenAt + seenEveryMs <= now;

export async function touchSession(sessionId: string): Promise<void> {
  await transact(async (tx, now) => {
    await tx.update(sessions).set({ seenAt: now }).where(eq(sessions.id, sessionId));
  });
}
