import { and, asc, countDistinct, eq, isNull } from 'drizzle-orm';
import { read, type ReadDb, type Tx } from '#db/client.ts';
import { inList } from '#db/in-list.ts';
import { credentials } from '#db/schema/credentials.ts';
import { flows, flowSteps, uses } from '#db/schema/flows.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { requireHeld } from '#lib/holders/queries.ts';
import type { UseDto } from './schema.ts';

/** The uses of one workspace. */
export const ofWorkspace = (ctx: WorkspaceCtx) =>
  and(eq(uses.tenantId, ctx.tenantId), eq(uses.workspaceId, ctx.workspaceId));

const ofSameFlow = and(
  eq(flows.tenantId, uses.tenantId),
  eq(flows.workspaceId, uses.workspaceId),
  eq(flows.id, uses.flowId),
);

const ofSameCredential = and(
  eq(credentials.tenantId, uses.tenantId),
  eq(credentials.workspaceId, uses.workspaceId),
  eq(credentials.id, uses.credentialId),
);

/** Joins a step to what it signs in with. */
export const ofSameStep = and(
  eq(flowSteps.tenantId, uses.tenantId),
  eq(flowSteps.workspaceId, uses.workspaceId),
  eq(flowSteps.flowId, uses.flowId),
  eq(flowSteps.id, uses.stepId),
);

/** Every step that refers to the credential. */
export async function listUses(ctx: WorkspaceCtx, credentialId: string): Promise<UseDto[]> {
  await requireHeld(ctx, credentialId);
  return read()
    .select({ flowId: uses.flowId, flowName: flows.name, flowState: flows.state, stepName: flowSteps.name })
    .from(uses)
    .innerJoin(flows, ofSameFlow)
    .innerJoin(flowSteps, ofSameStep)
    .where(and(ofWorkspace(ctx), eq(uses.credentialId, credentialId)))
    .orderBy(asc(flows.nameKey), asc(flowSteps.position));
}

/** The active flows that would stop without the credential, each once. In a transaction the answer holds until commit. */
export const listActiveFlows = (
  ctx: WorkspaceCtx,
  credentialId: string,
  db: ReadDb | Tx = read(),
): Promise<{ id: string; name: string }[]> =>
  db
    .selectDistinct({ id: flows.id, name: flows.name, nameKey: flows.nameKey })
    .from(uses)
    .innerJoin(flows, ofSameFlow)
    .where(and(ofWorkspace(ctx), eq(uses.credentialId, credentialId), eq(flows.state, 'active')))
    .orderBy(asc(flows.nameKey));

/** How many flows use each of these credentials. Credentials without a use are not in the map. */
export async function countFlows(ctx: WorkspaceCtx, credentialIds: readonly string[]): Promise<Map<string, number>> {
  if (credentialIds.length === 0) return new Map();
  const rows = await read()
    .select({ credentialId: uses.credentialId, flows: countDistinct(uses.flowId) })
    .from(uses)
    .where(and(ofWorkspace(ctx), inList(uses.credentialId, credentialIds)))
    .groupBy(uses.credentialId);
  return new Map(rows.map((row) => [row.credentialId, row.flows]));
}

/** The names of the active flows that use each of these credentials. Inside a transaction pass it. */
export async function listActiveFlowNames(
  ctx: WorkspaceCtx,
  credentialIds: readonly string[],
  db: ReadDb | Tx = read(),
): Promise<Map<string, string[]>> {
  const names = new Map<string, string[]>();
  if (credentialIds.length === 0) return names;
  const rows = await db
    .selectDistinct({ credentialId: uses.credentialId, flowName: flows.name, nameKey: flows.nameKey })
    .from(uses)
    .innerJoin(flows, ofSameFlow)
    .where(and(ofWorkspace(ctx), inList(uses.credentialId, credentialIds), eq(flows.state, 'active')))
    .orderBy(asc(flows.nameKey));
  for (const row of rows) names.set(row.credentialId, [...(names.get(row.credentialId) ?? []), row.flowName]);
  return names;
}

/** The names of the active flows that sign in with a credential of this consumer, each once. */
export async function listActiveFlowsOfConsumer(ctx: WorkspaceCtx, consumerId: string): Promise<string[]> {
  const rows = await read()
    .selectDistinct({ name: flows.name, nameKey: flows.nameKey })
    .from(uses)
    .innerJoin(flows, ofSameFlow)
    .innerJoin(credentials, ofSameCredential)
    .where(and(ofWorkspace(ctx), eq(credentials.consumerId, consumerId), eq(flows.state, 'active')))
    .orderBy(asc(flows.nameKey));
  return rows.map((row) => row.name);
}

/** How many flows have a step of each component that no credential was chosen for yet. */
export async function countWaitingFlows(ctx: WorkspaceCtx): Promise<Map<string, number>> {
  const rows = await read()
    .select({ component: flowSteps.component, flows: countDistinct(flowSteps.flowId) })
    .from(flowSteps)
    .leftJoin(uses, ofSameStep)
    .where(
      and(eq(flowSteps.tenantId, ctx.tenantId), eq(flowSteps.workspaceId, ctx.workspaceId), isNull(uses.credentialId)),
    )
    .groupBy(flowSteps.component);
  return new Map(rows.map((row) => [row.component, row.flows]));
}
