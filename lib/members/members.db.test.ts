import { beforeAll, describe, expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { members } from '#db/schema/tenants.ts';
import { users } from '#db/schema/users.ts';
import { testDatabase } from '#db/testing.ts';
import type { Role } from '#lib/access.ts';
import { listActivity } from '#lib/audit/queries.ts';
import { mintCtx, type WorkspaceCtx } from '#lib/ctx.ts';
import { asUser, testWorkspace, withRole } from '#lib/gate/testing.ts';
import { newId } from '#lib/ids.ts';
import { startSession } from '#lib/sessions/commands.ts';
import { changeRole, disableMember, enableMember, removeMember } from './commands.ts';
import { listMemberPage, listMembers, listMemberships } from './queries.ts';
import { memberPageSize } from './schema.ts';

beforeAll(testDatabase);

async function addMember(ctx: WorkspaceCtx, role: Role): Promise<string> {
  const id = newId('usr');
  await transact(async (tx, now) => {
    const person = { id, name: 'Jonas Lind', email: `${id}@example.com`, emailKey: `${id}@example.com` };
    await tx.insert(users).values({ ...person, passwordHash: '', passwordChangedAt: now, createdAt: now });
    await tx.insert(members).values({ tenantId: ctx.tenantId, userId: id, role, createdAt: now });
  });
  return id;
}

const roleOf = async (ctx: WorkspaceCtx, userId: string) =>
  (await listMembers(withRole(ctx, 'owner'))).find((member) => member.userId === userId)?.role;

const actionsOf = async (ctx: WorkspaceCtx) =>
  (await read().select({ action: audit.action }).from(audit).where(eq(audit.tenantId, ctx.tenantId))).map(
    (row) => row.action,
  );

describe('the last owner', () => {
  test.each([
    ['made an admin', (ctx: WorkspaceCtx) => changeRole(ctx, ctx.actor.id, 'admin')],
    ['disabled', (ctx: WorkspaceCtx) => disableMember(ctx, ctx.actor.id)],
    ['removed', (ctx: WorkspaceCtx) => removeMember(ctx, ctx.actor.id)],
  ])('is never %s', async (_name, attempt) => {
    const ctx = await testWorkspace();
    await expect(attempt(ctx)).rejects.toMatchObject({ code: 'LAST_OWNER' });
    expect(await roleOf(ctx, ctx.actor.id)).toBe('owner');
    expect(await actionsOf(ctx)).toEqual([]);
    const second = await addMember(ctx, 'owner');
    await disableMember(ctx, second);
    await expect(attempt(ctx)).rejects.toMatchObject({ code: 'LAST_OWNER' });
    await enableMember(ctx, second);
    await attempt(ctx);
  });

  test('stays when two owners remove each other at once', async () => {
    const ctx = await testWorkspace();
    const second = await addMember(ctx, 'owner');
    const results = await Promise.allSettled([removeMember(ctx, second), removeMember(ctx, ctx.actor.id)]);
    expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect((await listMembers(ctx)).filter((member) => member.role === 'owner')).toHaveLength(1);
  });
});

test('what is done about a member is told in every workspace of the tenant', async () => {
  const ctx = await testWorkspace();
  const other = await addMember(ctx, 'viewer');
  await changeRole(ctx, other, 'builder');
  await disableMember(ctx, other);
  await enableMember(ctx, other);
  await removeMember(ctx, other);
  const elsewhere = mintCtx({ ...ctx, workspaceId: newId('wsp') });
  expect((await listActivity(elsewhere, { group: 'member' })).rows.map((row) => row.action)).toEqual([
    'member.removed',
    'member.enabled',
    'member.disabled',
    'member.role_changed',
  ]);
});

test('what is so already is not done again, and not recorded', async () => {
  const ctx = await testWorkspace();
  const other = await addMember(ctx, 'viewer');
  await changeRole(ctx, other, 'viewer');
  await enableMember(ctx, other);
  expect(await actionsOf(ctx)).toEqual([]);
  await disableMember(ctx, other);
  await disableMember(ctx, other);
  expect(await actionsOf(ctx)).toEqual(['member.disabled']);
});

describe('a page of members', () => {
  test('begins behind the last of the one before, and knows how many there are', async () => {
    const ctx = await testWorkspace();
    for (let n = 0; n < memberPageSize + 4; n += 1) await addMember(ctx, 'viewer');
    await addMember(await testWorkspace(), 'viewer');
    const first = await listMemberPage(ctx, null);
    expect(first.rows).toHaveLength(memberPageSize);
    expect(first.total).toBe(memberPageSize + 5);
    const second = await listMemberPage(ctx, first.next);
    expect(second.rows).toHaveLength(5);
    expect(second.next).toBeNull();
    expect(new Set([...first.rows, ...second.rows].map((row) => row.userId)).size).toBe(memberPageSize + 5);
    await expect(listMemberPage(withRole(ctx, 'builder'), null)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('tells when somebody signed in here, not in another tenant', async () => {
    const [ctx, elsewhere] = [await testWorkspace(), await testWorkspace()];
    const userId = await addMember(elsewhere, 'viewer');
    const person = { ...asUser(userId), agent: '', replaces: undefined };
    await startSession(person);
    await transact(async (tx, now) => {
      await tx.insert(members).values({ tenantId: ctx.tenantId, userId, role: 'viewer', createdAt: now });
    });
    const signedInAt = async () =>
      (await listMemberPage(ctx, null)).rows.find((row) => row.userId === userId)?.signedInAt;
    expect(await signedInAt()).toBeNull();
    await startSession(person);
    expect(await signedInAt()).toBeGreaterThan(Date.now() - 60_000);
  });
});

describe('roles', () => {
  test('an admin manages members but no owner, and makes none', async () => {
    const ctx = await testWorkspace();
    const admin = withRole(ctx, 'admin');
    const builder = await addMember(ctx, 'builder');
    await changeRole(admin, builder, 'viewer');
    expect(await roleOf(ctx, builder)).toBe('viewer');
    await expect(changeRole(admin, builder, 'owner')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await addMember(ctx, 'owner');
    await expect(changeRole(admin, ctx.actor.id, 'viewer')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(removeMember(admin, ctx.actor.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await actionsOf(ctx)).toEqual(['member.role_changed']);
  });

  test.each(['builder', 'viewer'] as const)('a %s manages nobody', async (role) => {
    const ctx = await testWorkspace();
    const other = await addMember(ctx, 'viewer');
    const weak = withRole(ctx, role);
    await expect(changeRole(weak, other, 'admin')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(removeMember(weak, other)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(listMembers(weak)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test("another tenant's member is not there", async () => {
    const [ctx, foreign] = [await testWorkspace(), await testWorkspace()];
    await expect(removeMember(ctx, foreign.actor.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(changeRole(ctx, newId('usr'), 'admin')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

test('memberships name tenants and workspaces one may enter, and no other', async () => {
  const ctx = await testWorkspace('viewer');
  await testWorkspace();
  expect(await listMemberships(asUser(ctx))).toEqual([
    {
      slug: ctx.tenantSlug,
      name: `Tenant ${ctx.tenantSlug}`,
      role: 'viewer',
      workspaces: [{ slug: 'operations', name: 'Operations', environment: 'production' }],
    },
  ]);
});
