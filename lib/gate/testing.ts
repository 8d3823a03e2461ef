import { randomBytes } from 'node:crypto';
import { transact } from '#db/client.ts';
import { members, tenants, workspaces } from '#db/schema/tenants.ts';
import { users } from '#db/schema/users.ts';
import type { Role } from '#lib/access.ts';
import { mintCtx, type UserCtx, type WorkspaceCtx } from '#lib/ctx.ts';
import { newId } from '#lib/ids.ts';
import { prepareIdentity } from '#lib/identities/commands.ts';
import { boot } from '#lib/installation/commands.ts';
import { prepareTenantKey } from '#lib/keys/commands.ts';

/** A tenant of its own with one workspace and one member, for a test. Boots the database where that is needed. */
export async function testWorkspace(role: Role = 'owner'): Promise<WorkspaceCtx> {
  process.env['KEYHAVEN_ROOT_KEY'] ??= randomBytes(32).toString('base64');
  await boot();
  const ids = { tenantId: newId('ten'), workspaceId: newId('wsp'), userId: newId('usr') };
  const slug = ids.tenantId.slice(-12);
  const key = await prepareTenantKey(ids.tenantId);
  const insertIdentity = prepareIdentity(ids.tenantId, 'Mara Okafor', key.dataKey);
  await transact(async (tx, now) => {
    const person = {
      id: ids.userId,
      name: 'Mara Okafor',
      email: `${slug}@example.com`,
      emailKey: `${slug}@example.com`,
    };
    await tx.insert(users).values({ ...person, passwordHash: '', passwordChangedAt: now, createdAt: now });
    await tx.insert(tenants).values({ id: ids.tenantId, slug, name: `Tenant ${slug}`, createdAt: now });
    await key.insert(tx, now);
    await insertIdentity(tx, now);
    await tx.insert(members).values({ tenantId: ids.tenantId, userId: ids.userId, role, createdAt: now });
    await tx.insert(workspaces).values({
      tenantId: ids.tenantId,
      id: ids.workspaceId,
      slug: 'operations',
      name: 'Operations',
      nameKey: 'operations',
      environment: 'production',
      createdAt: now,
    });
  });
  return mintCtx({
    tenantId: ids.tenantId,
    tenantSlug: slug,
    workspaceId: ids.workspaceId,
    workspaceSlug: 'operations',
    actor: { kind: 'user', id: ids.userId, label: 'Mara Okafor' } as const,
    role,
    sessionId: null,
    requestId: newId('req'),
    address: '127.0.0.1',
  });
}

/** The same place, another role. */
export const withRole = (ctx: WorkspaceCtx, role: Role): WorkspaceCtx => mintCtx({ ...ctx, role });

/** Long enough and not common. Hashing it takes a while, so only tests of signing in do. */
export const testPassword = 'a quiet harbour at dusk';

/** The person of a context, or any id, as the gate would hand them to a command. */
export const asUser = (of: WorkspaceCtx | string, sessionId = 'ses_test'): UserCtx => ({
  userId: typeof of === 'string' ? of : of.actor.id,
  userName: 'Mara Okafor',
  email: typeof of === 'string' ? 'mara@example.com' : `${of.tenantSlug}@example.com`,
  sessionId,
  requestId: newId('req'),
  address: '127.0.0.1',
});
