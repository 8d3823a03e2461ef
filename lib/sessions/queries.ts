import { and, desc, eq, gt } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { sessions } from '#db/schema/users.ts';
import { systemClock, type Clock } from '#lib/clock.ts';
import type { UserCtx } from '#lib/ctx.ts';
import { agentLabel, idleSince } from './model.ts';
import type { SessionDto } from './schema.ts';

/** Where this person is signed in, the last one used first. */
export async function listSessions(user: UserCtx, clock: Clock = systemClock): Promise<readonly SessionDto[]> {
  const now = clock();
  const rows = await read()
    .select({
      id: sessions.id,
      createdAt: sessions.createdAt,
      seenAt: sessions.seenAt,
      expiresAt: sessions.expiresAt,
      address: sessions.address,
      agent: sessions.agent,
    })
    .from(sessions)
    .where(and(eq(sessions.userId, user.userId), gt(sessions.expiresAt, now), gt(sessions.seenAt, idleSince(now))))
    .orderBy(desc(sessions.seenAt), desc(sessions.id));
  return rows.map((row) => ({
    id: row.id,
    isCurrent: row.id === user.sessionId,
    createdAt: row.createdAt,
    seenAt: row.seenAt,
    expiresAt: row.expiresAt,
    address: row.address,
    agent: agentLabel(row.agent),
  }));
}
