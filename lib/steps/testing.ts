import type { WorkspaceCtx } from '#lib/ctx.ts';
import { createFlow } from '#lib/flows/commands.ts';
import { getFlow } from '#lib/flows/queries.ts';
import type { FlowDetail } from '#lib/flows/schema.ts';
import { addStep, chooseCredential } from './commands.ts';

interface TestStep {
  readonly name?: string;
  readonly component: string;
  readonly credentialId: string | null;
}

/** A draft with one step for each of these; a credential where one is named. */
export async function testFlow(ctx: WorkspaceCtx, name: string, steps: readonly TestStep[]): Promise<FlowDetail> {
  const { id } = await createFlow(ctx, name);
  let flow = await getFlow(ctx, id);
  for (const { component, credentialId, name: stepName = `Step with ${component}` } of steps) {
    flow = await addStep(ctx, { ...seenOf(flow), component, name: stepName });
    const stepId = flow.steps.at(-1)?.id ?? '';
    if (credentialId !== null) flow = await chooseCredential(ctx, { ...seenOf(flow), stepId, credentialId });
  }
  return flow;
}

export const seenOf = (flow: FlowDetail) => ({ flowId: flow.id, revision: flow.revision });
