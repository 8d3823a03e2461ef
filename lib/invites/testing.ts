import { and, eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { members } from '#db/schema/tenants.ts';
import { users } from '#db/schema/users.ts';
import type { Role } from '#lib/access.ts';
import type { UserCtx, WorkspaceCtx } from '#lib/ctx.ts';
import { asUser, testPassword, withRole } from '#lib/gate/testing.ts';
import { newId } from '#lib/ids.ts';
import { createInvite } from './commands.ts';
import { listInvites } from './queries.ts';

export const newEmail = (): string => `${newId('usr')}@example.com`;

/** Somebody with an account, in no tenant. */
export async function newUser(email = newEmail()): Promise<UserCtx> {
  const id = newId('usr');
  await transact(async (tx, now) => {
    const person = { id, name: 'Jonas Lind', email, emailKey: email };
    await tx.insert(users).values({ ...person, passwordHash: '', passwordChangedAt: now, createdAt: now });
  });
  return { ...asUser(id), userName: 'Jonas Lind', email };
}

/** A member of the same place, as they would come to a command. */
export async function addMember(ctx: WorkspaceCtx, role: Role): Promise<WorkspaceCtx> {
  const { userId, userName } = await newUser();
  await transact(async (tx, now) => {
    await tx.insert(members).values({ tenantId: ctx.tenantId, userId, role, createdAt: now });
  });
  return { ...withRole(ctx, role), actor: { kind: 'user', id: userId, label: userName } };
}

export const tokenOf = ({ url }: { url: string }): string => new URL(url).pathname.split('/').at(-1) ?? '';

export async function invite(ctx: WorkspaceCtx, email = newEmail(), role: Role = 'builder') {
  const link = await createInvite(ctx, { email, role });
  return { ...link, token: tokenOf(link) };
}

export const idOf = async (ctx: WorkspaceCtx, email: string) =>
  (await listInvites(ctx)).find((one) => one.email === email)?.id ?? '';

export const membershipsOf = (ctx: WorkspaceCtx, userId: string) =>
  read()
    .select({ role: members.role })
    .from(members)
    .where(and(eq(members.tenantId, ctx.tenantId), eq(members.userId, userId)));

export const actionsOf = async (ctx: WorkspaceCtx) =>
  (await read().select({ action: audit.action }).from(audit).where(eq(audit.tenantId, ctx.tenantId)))
    .map((row) => row.action)
    .sort();

let places = 0;
/** Each from somewhere else: tries are counted by place too. */
export const visitor = () => ({ requestId: 'req_test', address: `203.0.113.${(places += 1)}` });
export const account = (token: string) => ({ token, name: 'Jonas Lind', password: testPassword });
/** `done`, or the code it was refused with, of each of what runs at once. */
export const outcomes = async (all: readonly Promise<unknown>[]) =>
  (await Promise.allSettled(all)).map((one) =>
    one.status === 'fulfilled' ? 'done' : String(Reflect.get(Object(one.reason), 'code')),
  );
