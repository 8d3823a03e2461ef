import { beforeAll, describe, expect, test } from 'vitest';
import { and, eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { members } from '#db/schema/tenants.ts';
import { sessions, users } from '#db/schema/users.ts';
import { testDatabase } from '#db/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { changeRole, disableMember, removeMember } from '#lib/members/commands.ts';
import { endSession, purgeSessions, revokeOtherSessions, revokeSession, startSession } from '#lib/sessions/commands.ts';
import { absoluteMs, idleMs, seenEveryMs, tokenHash } from '#lib/sessions/model.ts';
import { listSessions } from '#lib/sessions/queries.ts';
import { newId } from '#lib/ids.ts';
import { asUser, testWorkspace, withRole } from './testing.ts';
import { findLiveSession, isSeenDue, touchSession, userCtx } from './user.ts';
import { workspaceOf } from './walk.ts';

beforeAll(testDatabase);

const facts = { requestId: 'req_x', address: '127.0.0.1' };

const signIn = (ctx: WorkspaceCtx, replaces?: string): Promise<string> => {
  const user = asUser(ctx);
  return startSession({ ...user, agent: 'Firefox/140 Linux', replaces });
};

/** What a request with this cookie may enter, as `action()` and every page ask. */
async function enter(token: string, ctx: WorkspaceCtx, now = Date.now()): Promise<WorkspaceCtx | null> {
  const session = await findLiveSession(token, now);
  return session && workspaceOf(userCtx(session, facts), ctx.tenantSlug, ctx.workspaceSlug);
}

async function addOwner(ctx: WorkspaceCtx): Promise<void> {
  const id = newId('usr');
  await transact(async (tx, now) => {
    const person = { id, name: 'Jonas', email: id, emailKey: id, passwordHash: '' };
    await tx.insert(users).values({ ...person, passwordChangedAt: now, createdAt: now });
    await tx.insert(members).values({ tenantId: ctx.tenantId, userId: id, role: 'owner', createdAt: now });
  });
}

describe('a captured cookie', () => {
  test.each([
    ['signing out', async (ctx: WorkspaceCtx, sessionId: string) => endSession(asUser(ctx, sessionId))],
    ['ending it from the list', async (ctx: WorkspaceCtx, id: string) => revokeSession(asUser(ctx, 'ses_other'), id)],
    ['ending all others', async (ctx: WorkspaceCtx) => revokeOtherSessions(asUser(ctx, 'ses_other'))],
    ['removal from the tenant', async (ctx: WorkspaceCtx) => removeMember(ctx, ctx.actor.id)],
    ['disabling in the tenant', async (ctx: WorkspaceCtx) => disableMember(ctx, ctx.actor.id)],
    [
      'disabling the account',
      async (ctx: WorkspaceCtx) =>
        transact(async (tx, now) => {
          await tx.update(users).set({ disabledAt: now }).where(eq(users.id, ctx.actor.id));
        }),
    ],
  ])('is worth nothing at the next request after %s', async (_name, deed) => {
    const ctx = await testWorkspace();
    await addOwner(ctx);
    const token = await signIn(ctx);
    const before = await enter(token, ctx);
    expect(before).toMatchObject({ tenantId: ctx.tenantId, workspaceId: ctx.workspaceId, role: 'owner' });
    await deed(ctx, before?.sessionId ?? '');
    expect(await enter(token, ctx)).toBeNull();
  });

  test('has the new role at the next request after a change', async () => {
    const ctx = await testWorkspace();
    await addOwner(ctx);
    const token = await signIn(ctx);
    await changeRole(ctx, ctx.actor.id, 'viewer');
    expect((await enter(token, ctx))?.role).toBe('viewer');
  });

  test('ends when the same browser signs in again, and the new one is another', async () => {
    const ctx = await testWorkspace();
    const first = await signIn(ctx);
    const second = await signIn(ctx, first);
    expect(second).not.toBe(first);
    expect(await enter(first, ctx)).toBeNull();
    expect(await enter(second, ctx)).not.toBeNull();
  });
});

describe('limits', () => {
  test('twelve hours without a request end it', async () => {
    const ctx = await testWorkspace();
    const token = await signIn(ctx);
    const seenAt = (await findLiveSession(token, Date.now()))?.seenAt ?? 0;
    expect(await enter(token, ctx, seenAt + idleMs - 1)).not.toBeNull();
    expect(await enter(token, ctx, seenAt + idleMs)).toBeNull();
  });

  test('thirty days end it however much it is used', async () => {
    const ctx = await testWorkspace();
    const token = await signIn(ctx);
    const [row] = await read()
      .select({ createdAt: sessions.createdAt })
      .from(sessions)
      .where(eq(sessions.tokenHash, tokenHash(token)));
    const end = (row?.createdAt ?? 0) + absoluteMs;
    await transact(async (tx) => {
      await tx
        .update(sessions)
        .set({ seenAt: end - 1 })
        .where(eq(sessions.tokenHash, tokenHash(token)));
    });
    expect(await enter(token, ctx, end - 1)).not.toBeNull();
    expect(await enter(token, ctx, end)).toBeNull();
  });

  test('use is written once a minute, and the clean-up removes only what is over', async () => {
    const ctx = await testWorkspace();
    const [old, live] = [await signIn(ctx), await signIn(ctx)];
    const session = await findLiveSession(live, Date.now());
    if (!session) throw new Error('not signed in');
    expect(isSeenDue(session, session.seenAt + seenEveryMs - 1)).toBe(false);
    expect(isSeenDue(session, session.seenAt + seenEveryMs)).toBe(true);
    await transact(async (tx, now) => {
      await tx
        .update(sessions)
        .set({ seenAt: now - idleMs })
        .where(eq(sessions.tokenHash, tokenHash(old)));
      await tx
        .update(sessions)
        .set({ seenAt: now - seenEveryMs })
        .where(eq(sessions.tokenHash, tokenHash(live)));
    });
    await touchSession(session.sessionId);
    expect(await purgeSessions()).toBe(1);
    expect((await findLiveSession(live, Date.now()))?.seenAt).toBeGreaterThanOrEqual(session.seenAt);
  });
});

describe('who may enter what', () => {
  test('another tenant, nothing at all and nonsense are the same null', async () => {
    const [ctx, foreign] = [await testWorkspace(), await testWorkspace()];
    const user = asUser(ctx);
    const names = [
      [foreign.tenantSlug, foreign.workspaceSlug],
      [ctx.tenantSlug, 'nothing-here'],
      ['nothing-here', ctx.workspaceSlug],
      [undefined, undefined],
      [{ toString: () => ctx.tenantSlug }, ctx.workspaceSlug],
      [[ctx.tenantSlug], [ctx.workspaceSlug]],
      [`${ctx.tenantSlug}\u0000`, ctx.workspaceSlug],
      [ctx.tenantSlug.toUpperCase(), ctx.workspaceSlug],
    ];
    for (const [tenant, workspace] of names) expect(await workspaceOf(user, tenant, workspace)).toBeNull();
    expect(await workspaceOf(user, ctx.tenantSlug, ctx.workspaceSlug)).toMatchObject({ tenantId: ctx.tenantId });
  });

  test('one sees and ends only one’s own sessions', async () => {
    const [ctx, foreign] = [await testWorkspace(), await testWorkspace()];
    const theirs = await findLiveSession(await signIn(foreign), Date.now());
    await signIn(ctx);
    expect(await listSessions(asUser(ctx))).toMatchObject([
      { isCurrent: false, agent: 'Firefox on Linux', address: '127.0.0.1' },
    ]);
    await expect(revokeSession(asUser(ctx), theirs?.sessionId ?? '')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await revokeOtherSessions(asUser(ctx));
    expect(await listSessions(asUser(foreign))).toHaveLength(1);
  });

  test('signing in and out is recorded in the tenant, and the cookie is nowhere', async () => {
    const ctx = await testWorkspace();
    const token = await signIn(withRole(ctx, 'viewer'));
    const session = await findLiveSession(token, Date.now());
    await endSession(asUser(ctx, session?.sessionId));
    const rows = await read()
      .select()
      .from(audit)
      .where(and(eq(audit.tenantId, ctx.tenantId), eq(audit.targetKind, 'user')));
    expect(rows.map((row) => row.action).sort()).toEqual(['session.ended', 'session.started']);
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(JSON.stringify(await read().select().from(sessions))).not.toContain(token);
  });
});
