import { eq } from 'drizzle-orm';
import { isUniqueViolation, transact, type Tx } from '#db/client.ts';
import { members, tenants } from '#db/schema/tenants.ts';
import { recorderFrom } from '#lib/audit/commands.ts';
import { systemClock } from '#lib/clock.ts';
import type { UserCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { prepareIdentity } from '#lib/identities/commands.ts';
import { closeSetup } from '#lib/installation/commands.ts';
import { findSetup } from '#lib/installation/queries.ts';
import { prepareTenantKey } from '#lib/keys/commands.ts';
import { defaultEnvironment } from '#lib/names.ts';
import { prepareUser, userRefusal } from '#lib/users/commands.ts';
import { insertWorkspace } from '#lib/workspaces/commands.ts';
import { freeSlug } from '#lib/workspaces/model.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { isReserved } from './model.ts';
import type { NewTenant, SetupInput } from './schema.ts';

type Founder = Pick<UserCtx, 'userId' | 'userName' | 'requestId' | 'address'>;

interface PreparedTenant {
  readonly insert: (tx: Tx, now: number) => Promise<Scope>;
}

/** Any signed-in person may found a tenant and is its owner; being in one gives no right in another. */
export async function createTenant(user: UserCtx, input: NewTenant): Promise<Scope> {
  const tenant = await prepareTenant(user, input);
  try {
    return await transact((tx, now) => tenant.insert(tx, now));
  } catch (error) {
    throw refusal(error);
  }
}

/** Ends the first run: owner, tenant, workspace and data key in one transaction with the link's last use. */
export async function setUp(visitor: { requestId: string; address: string }, input: SetupInput): Promise<Scope> {
  // Before the password is hashed: nobody without the link may make this program work.
  if (!(await findSetup(input.token, systemClock()))) throw setupClosed();
  const owner = await prepareUser(input.owner);
  const tenant = await prepareTenant({ userId: owner.id, userName: owner.name, ...visitor }, input.tenant);
  try {
    return await transact(async (tx, now) => {
      if (!(await closeSetup(tx, input.token, now))) throw setupClosed();
      await owner.insert(tx, now);
      return tenant.insert(tx, now);
    });
  } catch (error) {
    throw refusal(error);
  }
}

/** Two tenants of one name in the same instant: one of them is asked to try again. */
const refusal = (error: unknown): unknown =>
  isUniqueViolation(error, 'tenants_slug')
    ? new AppError('SLUG_TAKEN', 'Another tenant took that address just now. Try again.', { field: 'name' })
    : userRefusal(error);

const setupClosed = (): AppError =>
  new AppError('SETUP_CLOSED', 'This link has been used or its time is over. A restart prints a new one.');

async function prepareTenant(founder: Founder, input: NewTenant): Promise<PreparedTenant> {
  const tenantId = newId('ten');
  const key = await prepareTenantKey(tenantId);
  const insertIdentity = prepareIdentity(tenantId, founder.userName, key.dataKey);
  const actor = { kind: 'user', id: founder.userId, label: founder.userName } as const;
  const { requestId, address } = founder;
  const record = recorderFrom(key.dataKey, { tenantId, actor, requestId, address });
  return {
    insert: async (tx, now) => {
      const slug = await freeSlug(input.name, 'tenant', (candidate) => isSlugTaken(tx, candidate));
      await tx.insert(tenants).values({ id: tenantId, slug, name: input.name, createdAt: now });
      await key.insert(tx, now);
      await insertIdentity(tx, now);
      await tx.insert(members).values({ tenantId, userId: founder.userId, role: 'owner', createdAt: now });
      const workspace = await insertWorkspace(tx, now, {
        tenantId,
        name: input.workspaceName,
        environment: defaultEnvironment,
      });
      await record(tx, now, {
        action: 'tenant.created',
        targetKind: 'tenant',
        targetId: tenantId,
        targetLabel: input.name,
      });
      return { tenant: slug, workspace: workspace.slug };
    },
  };
}

async function isSlugTaken(tx: Tx, slug: string): Promise<boolean> {
  if (isReserved(slug)) return true;
  const taken = await tx.select({ id: tenants.id }).from(tenants).where(eq(tenants.slug, slug));
  return taken.length > 0;
}
