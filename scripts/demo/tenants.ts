import { eq } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { members, tenants, workspaces } from '#db/schema/tenants.ts';
import { users } from '#db/schema/users.ts';
import { dayMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { workspaceOf } from '#lib/gate/walk.ts';
import { acceptAsNew, createInvite } from '#lib/invites/commands.ts';
import { changeRole } from '#lib/members/commands.ts';
import { createTenant, setUp } from '#lib/tenants/commands.ts';
import type { NewUser } from '#lib/users/schema.ts';
import { createWorkspace } from '#lib/workspaces/commands.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import type { PlaceKey } from './past-credential.ts';
import { moveRecords } from './past.ts';
import { demoPeople, invited, newAccount, userOf, visitor, type PersonKey } from './people.ts';

/** How long ago all of it began. */
const beganDaysAgo = 260;

/** Two tenants with their workspaces and members. */
export interface Places {
  readonly accounts: Readonly<Record<PersonKey, NewUser>>;
  /** Somebody in a workspace, as the gate would let them in. */
  readonly enter: (person: PersonKey, place: PlaceKey) => Promise<WorkspaceCtx>;
}

/** By the doors everybody takes: the first run's link, invitations, and what an owner does in the settings. */
export async function makePlaces(setupUrl: string, now: number): Promise<Places> {
  const accounts = {
    mara: newAccount('mara'),
    jonas: newAccount('jonas'),
    aiko: newAccount('aiko'),
    sam: newAccount('sam'),
    elena: newAccount('elena'),
  };
  const scopes = await found(setupUrl, accounts.mara);
  const enter = async (person: PersonKey, place: PlaceKey): Promise<WorkspaceCtx> => {
    const { tenant, workspace } = scopes[place];
    const ctx = await workspaceOf(await userOf(accounts[person]), tenant, workspace);
    if (!ctx) throw new Error(`${demoPeople[person].name} may not enter ${tenant}/${workspace}.`);
    return ctx;
  };
  const [northwind, contoso] = [await enter('mara', 'operations'), await enter('mara', 'integrations')];
  await createWorkspace(northwind, { name: 'Staging', environment: 'staging' });
  for (const person of ['jonas', 'aiko', 'sam'] as const)
    await letIn(northwind, accounts[person], demoPeople[person].roles.Northwind);
  await letIn(contoso, accounts.elena, demoPeople.elena.roles.Contoso);
  await changeRole(await enter('elena', 'integrations'), northwind.actor.id, demoPeople.mara.roles.Contoso);
  for (const { tenantId } of [northwind, contoso]) await moveBeginning(tenantId, now);
  await createInvite(northwind, invited);
  return { accounts, enter };
}

/** Both tenants by one person. Staging is where its name will put it. */
async function found(setupUrl: string, owner: NewUser): Promise<Readonly<Record<PlaceKey, Scope>>> {
  const token = URL.parse(setupUrl)?.searchParams.get('token') ?? '';
  const operations = await setUp(visitor(), {
    token,
    owner,
    tenant: { name: 'Northwind', workspaceName: 'Operations' },
  });
  const integrations = await createTenant(await userOf(owner), { name: 'Contoso', workspaceName: 'Integrations' });
  return { operations, integrations, staging: { ...operations, workspace: 'staging' } };
}

async function letIn(ctx: WorkspaceCtx, account: NewUser, role: Parameters<typeof createInvite>[1]['role']) {
  const { url } = await createInvite(ctx, { email: account.email, role });
  await acceptAsNew(visitor(), { token: url.split('/').at(-1) ?? '', name: account.name, password: account.password });
}

/** None of it was made this minute. */
async function moveBeginning(tenantId: string, now: number): Promise<void> {
  const began = { createdAt: now - beganDaysAgo * dayMs };
  await transact(async (tx) => {
    await tx.update(users).set(began);
    await tx.update(tenants).set(began).where(eq(tenants.id, tenantId));
    await tx.update(members).set(began).where(eq(members.tenantId, tenantId));
    await tx.update(workspaces).set(began).where(eq(workspaces.tenantId, tenantId));
  });
  await moveRecords(tenantId, 0, beganDaysAgo * dayMs);
}
