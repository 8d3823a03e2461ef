import { and, eq } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { members } from '#db/schema/tenants.ts';
import type { Role } from '#lib/access.ts';
import { newId } from '#lib/ids.ts';
import { createInvite } from '#lib/invites/commands.ts';
import { startSession } from '#lib/sessions/commands.ts';
import { createTenant } from '#lib/tenants/commands.ts';
import { prepareUser } from '#lib/users/commands.ts';
import { workspaceOf } from '#lib/gate/walk.ts';
import type { UserCtx, WorkspaceCtx } from '#lib/ctx.ts';

export const password = 'a quiet harbour at high water';

export interface Person {
  readonly user: UserCtx;
  readonly email: string;
  /** The value of the session cookie. */
  readonly cookie: string;
}

export interface Place {
  readonly tenant: string;
  readonly workspace: string;
}

export const newEmail = (): string => `${newId('usr').slice(-14)}@example.com`;

/** Somebody who can sign in, and is signed in, without the pages of it: those have a journey of their own. */
export async function newPerson(name = 'Mara Okafor', email = newEmail()): Promise<Person> {
  const user = await prepareUser({ name, email, password });
  await transact((tx, now) => user.insert(tx, now));
  const ctx = { userId: user.id, userName: name, email, sessionId: '', requestId: newId('req'), address: '127.0.0.1' };
  const cookie = await startSession({ ...ctx, agent: 'journey', replaces: undefined });
  return { user: ctx, email, cookie };
}

export const newTenant = (person: Person, name: string): Promise<Place> =>
  createTenant(person.user, { name, workspaceName: 'Operations' });

/** Lets somebody into a tenant they did not found. */
export async function join(person: Person, owner: Person, place: Place, role: Role): Promise<void> {
  const ctx = await ctxOf(owner, place);
  await transact(async (tx, now) => {
    await tx.insert(members).values({ tenantId: ctx.tenantId, userId: person.user.userId, role, createdAt: now });
  });
}

/** The link of an invitation into that place. */
export const linkFor = async (owner: Person, place: Place, email: string, role: Role = 'builder'): Promise<string> =>
  (await createInvite(await ctxOf(owner, place), { email, role })).url;

export async function setMember(
  person: Person,
  owner: Person,
  place: Place,
  change: { role?: Role; disabledAt?: number },
) {
  const { tenantId } = await ctxOf(owner, place);
  await transact(async (tx) => {
    await tx
      .update(members)
      .set(change)
      .where(and(eq(members.tenantId, tenantId), eq(members.userId, person.user.userId)));
  });
}

export async function ctxOf(person: Person, place: Place): Promise<WorkspaceCtx> {
  const ctx = await workspaceOf(person.user, place.tenant, place.workspace);
  if (!ctx) throw new Error('no such workspace for this person');
  return ctx;
}
