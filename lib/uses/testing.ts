import { and, eq } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { flows, flowSteps, uses } from '#db/schema/flows.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { newId, newIdentifier } from '#lib/ids.ts';
import { nameKey } from '#lib/names.ts';
import type { FlowState } from './schema.ts';

/** A flow of one step that signs in with the credential, written as it would stand there. Answers the flow's id. */
export async function plantUse(
  ctx: WorkspaceCtx,
  credentialId: string,
  flow: { readonly flowName?: string; readonly flowState?: FlowState; readonly stepName?: string } = {},
): Promise<string> {
  const { flowName = 'Order sync', flowState = 'active', stepName = 'Read orders' } = flow;
  const place = { tenantId: ctx.tenantId, workspaceId: ctx.workspaceId };
  const flowId = newId('flw');
  const stepId = newId('stp');
  await transact(async (tx, now) => {
    const [credential] = await tx
      .select({ component: credentials.component })
      .from(credentials)
      .where(and(eq(credentials.tenantId, ctx.tenantId), eq(credentials.id, credentialId)));
    const component = credential?.component ?? '';
    await tx.insert(flows).values({
      ...place,
      id: flowId,
      identifier: newIdentifier('flow'),
      name: flowName,
      nameKey: nameKey(flowName),
      state: flowState,
      revision: 1,
      createdAt: now,
      createdBy: ctx.actor.id,
      updatedAt: now,
      updatedByLabel: ctx.actor.label,
    });
    await tx.insert(flowSteps).values({ ...place, flowId, id: stepId, position: 1, name: stepName, component });
    await tx.insert(uses).values({ ...place, flowId, stepId, component, credentialId });
  });
  return flowId;
}
