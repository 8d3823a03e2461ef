import { and, eq } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { credentials, lastUses } from '#db/schema/credentials.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';

/** Joins a credential to its last use; there is none of one that was never used. */
export const itsLastUse = and(
  eq(lastUses.tenantId, credentials.tenantId),
  eq(lastUses.workspaceId, credentials.workspaceId),
  eq(lastUses.credentialId, credentials.id),
);

/** When a credential of the workspace was last used, to the minute; null: never. */
export async function lastUseOf({ tenantId, workspaceId }: WorkspaceCtx, id: string): Promise<number | null> {
  const [use] = await read()
    .select({ at: lastUses.at })
    .from(lastUses)
    .where(and(eq(lastUses.tenantId, tenantId), eq(lastUses.workspaceId, workspaceId), eq(lastUses.credentialId, id)));
  return use?.at ?? null;
}
