import { and, eq, isNull } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { members, tenants, workspaces } from '#db/schema/tenants.ts';
import { users } from '#db/schema/users.ts';
import { mintCtx, type WorkspaceCtx } from '#lib/ctx.ts';
import { newId } from '#lib/ids.ts';
import { keyCtxById } from './key.ts';

/** A job of our own acts for the workspace its row names. Null when that is gone. */
export async function systemCtx(tenantId: string, workspaceId: string): Promise<WorkspaceCtx | null> {
  const row = await placeOf(tenantId, workspaceId);
  if (!row) return null;
  return mintCtx({
    ...row,
    actor: { kind: 'system', id: 'jobs', label: 'Keyhaven' } as const,
    role: 'owner',
    sessionId: null,
    requestId: newId('req'),
    address: 'local',
  });
}

/** A job goes on with what somebody began: a person, or a key. Null when they may not any more. */
export async function beginnerCtx(tenantId: string, workspaceId: string, id: string): Promise<WorkspaceCtx | null> {
  if (!id.startsWith('key_')) return personCtx(tenantId, workspaceId, id);
  return keyCtxById({ tenantId, workspaceId }, id, { requestId: newId('req'), address: 'local' });
}

/** A job goes on with what a person began, with the role they have now. Null when they are no member any more. */
async function personCtx(tenantId: string, workspaceId: string, userId: string): Promise<WorkspaceCtx | null> {
  const row = await placeOf(tenantId, workspaceId);
  const [person] = await read()
    .select({ name: users.name, role: members.role })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(
      and(
        eq(members.tenantId, tenantId),
        eq(members.userId, userId),
        isNull(members.disabledAt),
        isNull(users.disabledAt),
      ),
    );
  if (!row || !person) return null;
  return mintCtx({
    ...row,
    actor: { kind: 'user', id: userId, label: person.name } as const,
    role: person.role,
    sessionId: null,
    requestId: newId('req'),
    address: 'local',
  });
}

async function placeOf(tenantId: string, workspaceId: string) {
  const [row] = await read()
    .select({
      tenantId: tenants.id,
      tenantSlug: tenants.slug,
      workspaceId: workspaces.id,
      workspaceSlug: workspaces.slug,
    })
    .from(workspaces)
    .innerJoin(tenants, eq(tenants.id, workspaces.tenantId))
    .where(and(eq(workspaces.tenantId, tenantId), eq(workspaces.id, workspaceId)));
  return row ?? null;
}
