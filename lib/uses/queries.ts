import { and, asc, countDistinct, eq, inArray } from 'drizzle-orm';
import { read, type ReadDb, type Tx } from '#db/client.ts';
import { uses } from '#db/schema/uses.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import type { UseDto } from './schema.ts';

const ofWorkspace = (ctx: WorkspaceCtx) => and(eq(uses.tenantId, ctx.tenantId), eq(uses.workspaceId, ctx.workspaceId));

/** Every step that refers to the credential. Inside a transaction pass it: the answer then holds until commit. */
export async function listUses(ctx: WorkspaceCtx, credentialId: string, db: ReadDb | Tx = read()): Promise<UseDto[]> {
  return db
    .select({ flowId: uses.flowId, flowName: uses.flowName, flowState: uses.flowState, stepName: uses.stepName })
    .from(uses)
    .where(and(ofWorkspace(ctx), eq(uses.credentialId, credentialId)))
    .orderBy(asc(uses.flowName), asc(uses.stepName));
}

/** How many flows use each of these credentials. Credentials without a use are not in the map. */
export async function countFlows(ctx: WorkspaceCtx, credentialIds: readonly string[]): Promise<Map<string, number>> {
  if (credentialIds.length === 0) return new Map();
  const rows = await read()
    .select({ credentialId: uses.credentialId, flows: countDistinct(uses.flowId) })
    .from(uses)
    .where(and(ofWorkspace(ctx), inArray(uses.credentialId, [...credentialIds])))
    .groupBy(uses.credentialId);
  return new Map(rows.map((row) => [row.credentialId, row.flows]));
}
