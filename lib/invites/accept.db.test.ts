import { beforeAll, describe, expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { members } from '#db/schema/tenants.ts';
import { users } from '#db/schema/users.ts';
import { testDatabase } from '#db/testing.ts';
import { emailTriesMax } from '#lib/attempts/model.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testPassword, testWorkspace } from '#lib/gate/testing.ts';
import { changeRole, disableMember, removeMember } from '#lib/members/commands.ts';
import { listMembers } from '#lib/members/queries.ts';
import { authenticate } from '#lib/users/commands.ts';
import { acceptAsNew, acceptInvite, renewInvite, withdrawInvite } from './commands.ts';
import { listInvites, viewInvitation } from './queries.ts';
import {
  newEmail,
  newUser,
  addMember,
  tokenOf,
  invite,
  idOf,
  membershipsOf,
  actionsOf,
  visitor,
  account,
  outcomes,
} from './testing.ts';

beforeAll(testDatabase);

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
    const codes: string[] = [];
    for (let n = 0; n < emailTriesMax + 2; n += 1) {
      codes.push(...(await outcomes([acceptAsNew(visitor(), { ...account(token), password })])));
    }
    const tried = Array<string>(emailTriesMax).fill('INPUT_INVALID');
    expect(codes).toEqual([...tried, 'TOO_MANY_ATTEMPTS', 'TOO_MANY_ATTEMPTS']);
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
