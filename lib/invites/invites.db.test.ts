import { and, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { invites } from '#db/schema/invites.ts';
import { members } from '#db/schema/tenants.ts';
import { users } from '#db/schema/users.ts';
import { testDatabase } from '#db/testing.ts';
import type { Role } from '#lib/access.ts';
import { dayMs } from '#lib/clock.ts';
import type { UserCtx, WorkspaceCtx } from '#lib/ctx.ts';
import { asUser, testPassword, testWorkspace, withRole } from '#lib/gate/testing.ts';
import { newId, newToken } from '#lib/ids.ts';
import { changeRole, disableMember, removeMember } from '#lib/members/commands.ts';
import { listMembers } from '#lib/members/queries.ts';
import { tokenHash } from '#lib/sessions/model.ts';
import { authenticate } from '#lib/users/commands.ts';
import { acceptAsNew, acceptInvite, createInvite, purgeInvites, renewInvite, withdrawInvite } from './commands.ts';
import { keptMs } from './model.ts';
import { listInvites, viewInvitation } from './queries.ts';
import { inviteDays, invitesMax } from './schema.ts';

beforeAll(testDatabase);

const newEmail = (): string => `${newId('usr')}@example.com`;

async function newUser(email = newEmail()): Promise<UserCtx> {
  const id = newId('usr');
  await transact(async (tx, now) => {
    const person = { id, name: 'Jonas Lind', email, emailKey: email };
    await tx.insert(users).values({ ...person, passwordHash: '', passwordChangedAt: now, createdAt: now });
  });
  return { ...asUser(id), userName: 'Jonas Lind', email };
}

async function addMember(ctx: WorkspaceCtx, role: Role): Promise<WorkspaceCtx> {
  const { userId, userName } = await newUser();
  await transact(async (tx, now) => {
    await tx.insert(members).values({ tenantId: ctx.tenantId, userId, role, createdAt: now });
  });
  return { ...withRole(ctx, role), actor: { kind: 'user', id: userId, label: userName } };
}

const tokenOf = ({ url }: { url: string }): string => new URL(url).pathname.split('/').at(-1) ?? '';

async function invite(ctx: WorkspaceCtx, email = newEmail(), role: Role = 'builder') {
  const link = await createInvite(ctx, { email, role });
  return { ...link, token: tokenOf(link) };
}

const idOf = async (ctx: WorkspaceCtx, email: string) =>
  (await listInvites(ctx)).find((one) => one.email === email)?.id ?? '';

const membershipsOf = (ctx: WorkspaceCtx, userId: string) =>
  read()
    .select({ role: members.role })
    .from(members)
    .where(and(eq(members.tenantId, ctx.tenantId), eq(members.userId, userId)));

const actionsOf = async (ctx: WorkspaceCtx) =>
  (await read().select({ action: audit.action }).from(audit).where(eq(audit.tenantId, ctx.tenantId)))
    .map((row) => row.action)
    .sort();

let places = 0;
/** Each from somewhere else: tries are counted by place too. */
const visitor = () => ({ requestId: 'req_test', address: `203.0.113.${(places += 1)}` });
const account = (token: string) => ({ token, name: 'Jonas Lind', password: testPassword });
const outcomes = async (all: readonly Promise<unknown>[]) =>
  (await Promise.allSettled(all)).map((one) =>
    one.status === 'fulfilled' ? 'done' : String(Reflect.get(Object(one.reason), 'code')),
  );

describe('a link', () => {
  test('is told once and stored as a hash, for seven days', async () => {
    const ctx = await testWorkspace();
    const before = Date.now();
    const { url, token, email, expiresAt } = await invite(ctx);
    expect(url).toMatch(/^http:\/\/localhost:\d+\/invite\/[\w-]{43}$/);
    expect(expiresAt).toBeGreaterThanOrEqual(before + inviteDays * dayMs);
    const rows = await read().select().from(invites).where(eq(invites.tenantId, ctx.tenantId));
    expect(rows).toMatchObject([{ tokenHash: tokenHash(token), email, invitedBy: ctx.actor.id }]);
    expect(JSON.stringify([rows, await listInvites(ctx)])).not.toContain(token);
    expect(JSON.stringify(await listInvites(ctx))).not.toContain(tokenHash(token));
    expect(await actionsOf(ctx)).toEqual(['member.invited']);
  });

  test('replaced by a new one leads nowhere, and the new one does', async () => {
    const ctx = await testWorkspace();
    const { token, email } = await invite(ctx);
    const person = await newUser(email);
    const again = tokenOf(await renewInvite(ctx, await idOf(ctx, email)));
    await expect(acceptInvite(person, token)).rejects.toMatchObject({ code: 'INVITE_ENDED' });
    expect(await acceptInvite(person, again)).toEqual({ tenant: ctx.tenantSlug, workspace: 'operations' });
  });

  test('withdrawn, over or made up is one and the same nothing', async () => {
    const ctx = await testWorkspace();
    const [withdrawn, over] = [await invite(ctx), await invite(ctx)];
    await withdrawInvite(ctx, await idOf(ctx, withdrawn.email));
    await transact(async (tx, now) => {
      await tx
        .update(invites)
        .set({ expiresAt: now })
        .where(eq(invites.tokenHash, tokenHash(over.token)));
    });
    for (const token of [withdrawn.token, over.token, newToken(), '', 'x', `${over.token}x`]) {
      await expect(acceptAsNew(visitor(), account(token))).rejects.toMatchObject({ code: 'INVITE_ENDED' });
      await expect(acceptInvite(asUser(ctx), token)).rejects.toMatchObject({ code: 'INVITE_ENDED' });
      expect(await viewInvitation(token, null)).toEqual({ kind: 'ended' });
    }
    expect((await listInvites(ctx)).map((one) => one.state)).toEqual(['expired']);
  });

  test('whose time was over long ago is forgotten', async () => {
    const ctx = await testWorkspace();
    const [old, newer] = [await invite(ctx), await invite(ctx)];
    const age = (token: string, ms: number) =>
      transact(async (tx, now) => {
        await tx
          .update(invites)
          .set({ expiresAt: now - ms })
          .where(eq(invites.tokenHash, tokenHash(token)));
      });
    await age(old.token, keptMs + 1_000);
    await age(newer.token, keptMs - 60_000);
    expect(await purgeInvites()).toBe(1);
    expect((await listInvites(ctx)).map((one) => one.email)).toEqual([newer.email]);
  });
});

describe('inviting', () => {
  test('an address that is a member, disabled, or invited already is refused at its field', async () => {
    const ctx = await testWorkspace();
    const disabled = await addMember(ctx, 'viewer');
    await disableMember(ctx, disabled.actor.id);
    const { email } = (await listMembers(ctx)).find((one) => one.disabledAt !== null) ?? { email: '' };
    const at = { detail: { field: 'email' } };
    await expect(invite(ctx, asUser(ctx).email.toUpperCase())).rejects.toMatchObject({ code: 'MEMBER_ALREADY', ...at });
    await expect(invite(ctx, email)).rejects.toMatchObject({ code: 'MEMBER_ALREADY', ...at });
    await expect(invite(ctx, email)).rejects.toThrow('disabled');
    const open = await invite(ctx);
    await expect(invite(ctx, open.email.toUpperCase())).rejects.toMatchObject({ code: 'INVITE_PENDING', ...at });
    expect(await listInvites(ctx)).toHaveLength(1);
    expect(await actionsOf(ctx)).toEqual(['member.disabled', 'member.invited']);
  });

  test('the same address at once: one link', async () => {
    const ctx = await testWorkspace();
    const email = newEmail();
    const all = await outcomes([invite(ctx, email), invite(ctx, email), invite(ctx, email)]);
    expect(all.sort()).toEqual(['INVITE_PENDING', 'INVITE_PENDING', 'done']);
  });

  test('an admin invites nobody as an owner, nor gets at the link of one', async () => {
    const ctx = await testWorkspace();
    const admin = await addMember(ctx, 'admin');
    await expect(invite(admin, newEmail(), 'owner')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const { email } = await invite(ctx, newEmail(), 'owner');
    const id = await idOf(ctx, email);
    await expect(renewInvite(admin, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(withdrawInvite(admin, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await renewInvite(ctx, id);
    await invite(admin, newEmail(), 'admin');
  });

  test.each(['builder', 'viewer'] as const)('a %s invites nobody and sees no invitation', async (role) => {
    const ctx = await testWorkspace();
    const { email } = await invite(ctx);
    const id = await idOf(ctx, email);
    const weak = withRole(ctx, role);
    for (const attempt of [invite(weak), renewInvite(weak, id), withdrawInvite(weak, id), listInvites(weak)])
      await expect(attempt).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test("another tenant's invitation is not there", async () => {
    const [ctx, foreign] = [await testWorkspace(), await testWorkspace()];
    const { email } = await invite(foreign);
    const id = await idOf(foreign, email);
    await expect(renewInvite(ctx, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(withdrawInvite(ctx, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await listInvites(ctx)).toEqual([]);
    expect(await listInvites(foreign)).toHaveLength(1);
  });

  test('ends where too many are open', async () => {
    const ctx = await testWorkspace();
    await transact(async (tx, now) => {
      const rows = Array.from({ length: invitesMax }, (_, n) => ({
        tenantId: ctx.tenantId,
        id: `inv_${n}`,
        tokenHash: newToken(),
        email: `p${n}@example.com`,
        emailKey: `p${n}@example.com`,
        role: 'viewer' as const,
        invitedBy: ctx.actor.id,
        createdAt: now,
        expiresAt: now + dayMs,
      }));
      await tx.insert(invites).values(rows);
    });
    await expect(invite(ctx)).rejects.toMatchObject({ code: 'STATE_INVALID' });
    await withdrawInvite(ctx, 'inv_7');
    await invite(ctx);
  });
});

describe('somebody new', () => {
  test('gets an account of that address and the role, and can sign in', async () => {
    const ctx = await testWorkspace();
    const { token, email } = await invite(ctx, `Ines.${newEmail()}`, 'viewer');
    expect(await viewInvitation(token, null)).toMatchObject({
      kind: 'account',
      invitation: { email, role: 'viewer', invitedBy: 'Mara Okafor', tenant: `Tenant ${ctx.tenantSlug}` },
    });
    expect(await acceptAsNew(visitor(), account(token))).toEqual({
      tenant: ctx.tenantSlug,
      workspace: 'operations',
      email,
    });
    expect(await authenticate(email, testPassword, '127.0.0.1')).toMatchObject({ ok: true });
    expect((await listMembers(ctx)).find((one) => one.email === email)).toMatchObject({ role: 'viewer' });
    expect(await listInvites(ctx)).toEqual([]);
    expect(await actionsOf(ctx)).toEqual(['member.invited', 'member.joined']);
    await expect(acceptAsNew(visitor(), account(token))).rejects.toMatchObject({ code: 'INVITE_ENDED' });
  });

  test('is told at the field when the password is their own name, address or the tenant', async () => {
    const ctx = await testWorkspace();
    const { token, email } = await invite(ctx);
    for (const password of ['jonas lind 1234!', `${email}!`, `Tenant ${ctx.tenantSlug}`]) {
      await expect(acceptAsNew(visitor(), { ...account(token), password })).rejects.toMatchObject({
        code: 'INPUT_INVALID',
        detail: { field: 'password' },
      });
    }
    expect(await listInvites(ctx)).toHaveLength(1);
  });

  test('cannot take an address that has an account, and the link stays good for its person', async () => {
    const ctx = await testWorkspace();
    const { token, email } = await invite(ctx);
    const person = await newUser(email);
    await expect(acceptAsNew(visitor(), account(token))).rejects.toMatchObject({ code: 'EMAIL_TAKEN' });
    expect(await membershipsOf(ctx, person.userId)).toEqual([]);
    await acceptInvite(person, token);
  });

  test('tries one link only so often', async () => {
    const ctx = await testWorkspace();
    const { token } = await invite(ctx);
    const password = 'jonas lind 1234!';
    const tries = Array.from({ length: 12 }, () => acceptAsNew(visitor(), { ...account(token), password }));
    const counted = await outcomes(tries);
    expect(counted.filter((one) => one === 'INPUT_INVALID')).toHaveLength(10);
    expect(counted.filter((one) => one === 'TOO_MANY_ATTEMPTS')).toHaveLength(2);
  });
});

describe('somebody with an account', () => {
  test('signs in first, then joins; a second time the link is used', async () => {
    const ctx = await testWorkspace();
    const { token, email } = await invite(ctx);
    const person = await newUser(email);
    expect((await viewInvitation(token, null)).kind).toBe('sign-in');
    expect((await viewInvitation(token, person)).kind).toBe('join');
    await acceptInvite(person, token);
    expect(await membershipsOf(ctx, person.userId)).toEqual([{ role: 'builder' }]);
    await expect(acceptInvite(person, token)).rejects.toMatchObject({ code: 'INVITE_ENDED' });
    expect((await viewInvitation(token, person)).kind).toBe('ended');
  });

  test('is never joined as somebody else, and the link stays good', async () => {
    const ctx = await testWorkspace();
    const { token, email } = await invite(ctx);
    const [person, other] = [await newUser(email), await newUser()];
    expect((await viewInvitation(token, other)).kind).toBe('other');
    await expect(acceptInvite(other, token)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await membershipsOf(ctx, other.userId)).toEqual([]);
    await acceptInvite({ ...person, email: ` ${email.toUpperCase()}` }, token);
  });

  test('who is a member already is told so, disabled or not, and nothing changes', async () => {
    const ctx = await testWorkspace();
    const { token, email } = await invite(ctx, newEmail(), 'admin');
    const person = await newUser(email);
    await transact(async (tx, now) => {
      await tx
        .insert(members)
        .values({ tenantId: ctx.tenantId, userId: person.userId, role: 'viewer', createdAt: now });
    });
    const scope = { tenant: ctx.tenantSlug, workspace: 'operations' };
    expect(await viewInvitation(token, person)).toMatchObject({ kind: 'member', scope });
    await expect(acceptInvite(person, token)).rejects.toMatchObject({ code: 'MEMBER_ALREADY' });
    await disableMember(ctx, person.userId);
    expect((await viewInvitation(token, person)).kind).toBe('disabled');
    await expect(acceptInvite(person, token)).rejects.toThrow('disabled');
    expect((await listMembers(ctx)).find((one) => one.userId === person.userId)).toMatchObject({ role: 'viewer' });
  });
});

describe('whoever invited answers for it', () => {
  const falls: Record<string, (ctx: WorkspaceCtx, inviter: string) => Promise<void>> = {
    'is a builder now': (ctx, inviter) => changeRole(ctx, inviter, 'builder'),
    'is disabled': (ctx, inviter) => disableMember(ctx, inviter),
    'is a member no more': (ctx, inviter) => removeMember(ctx, inviter),
  };
  test.each(Object.entries(falls))('who %s lets nobody in, until another makes a new link', async (_name, fall) => {
    const ctx = await testWorkspace();
    const admin = await addMember(ctx, 'admin');
    const { token, email } = await invite(admin);
    await fall(ctx, admin.actor.id);
    expect(await viewInvitation(token, null)).toMatchObject({ kind: 'void', invitation: { invitedBy: 'Jonas Lind' } });
    await expect(acceptAsNew(visitor(), account(token))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await read().select({ id: users.id }).from(users).where(eq(users.email, email))).toEqual([]);
    expect((await listInvites(ctx)).map((one) => one.state)).toEqual(['void']);
    const again = tokenOf(await renewInvite(ctx, await idOf(ctx, email)));
    await acceptAsNew(visitor(), account(again));
  });

  test('an owner who is an admin now makes no owners any more, but builders', async () => {
    const ctx = await testWorkspace();
    const second = await addMember(ctx, 'owner');
    const [asOwner, asBuilder] = [await invite(second, newEmail(), 'owner'), await invite(second)];
    await changeRole(ctx, second.actor.id, 'admin');
    await expect(acceptAsNew(visitor(), account(asOwner.token))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await acceptAsNew(visitor(), account(asBuilder.token));
  });
});

describe('at the same moment', () => {
  test('one link used five times by one person: one membership, one audit row', async () => {
    const ctx = await testWorkspace();
    const { token, email } = await invite(ctx);
    const person = await newUser(email);
    const all = await outcomes(Array.from({ length: 5 }, () => acceptInvite(person, token)));
    expect(all.sort()).toEqual([...Array<string>(4).fill('INVITE_ENDED'), 'done']);
    expect(await membershipsOf(ctx, person.userId)).toHaveLength(1);
    expect(await actionsOf(ctx)).toEqual(['member.invited', 'member.joined']);
  });

  test('one link used by five new people: one account', async () => {
    const ctx = await testWorkspace();
    const { token, email } = await invite(ctx);
    const all = await outcomes(Array.from({ length: 5 }, () => acceptAsNew(visitor(), account(token))));
    expect(all.sort()).toEqual([...Array<string>(4).fill('INVITE_ENDED'), 'done']);
    expect(await read().select({ id: users.id }).from(users).where(eq(users.email, email))).toHaveLength(1);
    expect(await listMembers(ctx)).toHaveLength(2);
  });

  test('used and withdrawn: one of them, never both', async () => {
    for (let n = 0; n < 5; n += 1) {
      const ctx = await testWorkspace();
      const { token, email } = await invite(ctx);
      const [person, id] = [await newUser(email), await idOf(ctx, email)];
      const both = await outcomes([acceptInvite(person, token), withdrawInvite(ctx, id)]);
      expect(both.filter((one) => one === 'done')).toHaveLength(1);
      expect(await membershipsOf(ctx, person.userId)).toHaveLength(both[0] === 'done' ? 1 : 0);
      expect(await listInvites(ctx)).toEqual([]);
    }
  });

  test('used while its inviter is removed: let in before, or not at all', async () => {
    const ctx = await testWorkspace();
    const admin = await addMember(ctx, 'admin');
    const { token, email } = await invite(admin);
    const person = await newUser(email);
    const [joined, removed] = await outcomes([acceptInvite(person, token), removeMember(ctx, admin.actor.id)]);
    expect(removed).toBe('done');
    expect(['done', 'FORBIDDEN']).toContain(joined);
    expect(await membershipsOf(ctx, person.userId)).toHaveLength(joined === 'done' ? 1 : 0);
  });
});
