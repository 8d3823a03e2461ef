import { and, eq } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { flows } from '#db/schema/flows.ts';
import { systemClock } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { activateFlow, createFlow, pauseFlow } from '#lib/flows/commands.ts';
import { getFlow } from '#lib/flows/queries.ts';
import { addStep, chooseCredential } from '#lib/steps/commands.ts';
import { moveRecords, timeAgo } from './past.ts';

interface DemoFlow {
  readonly name: string;
  readonly state: 'draft' | 'active' | 'paused';
  readonly madeDaysAgo: number;
  /** Each with the identifier of its credential; null where it still needs one. */
  readonly steps: readonly (readonly [name: string, component: string, credential: string | null])[];
}

const demoFlows: readonly DemoFlow[] = [
  {
    name: 'Ticket triage',
    state: 'active',
    madeDaysAgo: 88,
    steps: [
      ['Read new tickets', 'lighthouse', 'lighthouse-support-desk'],
      ['Tell the channel', 'slack', 'slack-ops-alerts'],
    ],
  },
  {
    name: 'Returns to orders',
    state: 'active',
    madeDaysAgo: 49,
    steps: [
      ['Read returns', 'lighthouse', 'lighthouse-returns-desk'],
      ['Write to the order', 'postgres', 'postgres-orders-replica'],
    ],
  },
  {
    name: 'Order sync',
    state: 'active',
    madeDaysAgo: 64,
    steps: [
      ['Read new orders', 'postgres', 'postgres-orders-replica'],
      ['Ask for rates', 'rest', 'rest-carrier-rates'],
    ],
  },
  {
    name: 'Weekly digest',
    state: 'paused',
    madeDaysAgo: 120,
    steps: [['Send the campaign', 'mailchimp', 'mailchimp-newsletter']],
  },
  {
    name: 'Escalations',
    state: 'draft',
    madeDaysAgo: 2,
    steps: [
      ['Read escalated tickets', 'lighthouse', null],
      ['Take them over', 'lighthouse', 'lighthouse-support-desk'],
    ],
  },
];

/** Flows of Northwind, made as a builder makes them while every credential they take still works. */
export async function makeFlows(ctx: WorkspaceCtx, idOf: (identifier: string) => string): Promise<void> {
  for (const flow of demoFlows) await makeFlow(ctx, flow, idOf);
}

async function makeFlow(ctx: WorkspaceCtx, flow: DemoFlow, idOf: (identifier: string) => string): Promise<void> {
  const began = systemClock();
  const { id: flowId } = await createFlow(ctx, flow.name);
  let { revision } = await getFlow(ctx, flowId);
  for (const [name, component, identifier] of flow.steps) {
    const added = await addStep(ctx, { flowId, revision, component, name });
    revision = added.revision;
    const stepId = added.steps.at(-1)?.id ?? '';
    if (identifier !== null)
      ({ revision } = await chooseCredential(ctx, { flowId, revision, stepId, credentialId: idOf(identifier) }));
  }
  if (flow.state !== 'draft') ({ revision } = await activateFlow(ctx, { flowId, revision }));
  if (flow.state === 'paused') await pauseFlow(ctx, { flowId, revision });
  const madeAt = timeAgo(flow.madeDaysAgo, began);
  await transact(async (tx) => {
    await tx
      .update(flows)
      .set({ createdAt: madeAt, updatedAt: madeAt, activatedAt: flow.state === 'draft' ? null : madeAt })
      .where(and(eq(flows.tenantId, ctx.tenantId), eq(flows.workspaceId, ctx.workspaceId), eq(flows.id, flowId)));
  });
  await moveRecords(ctx.tenantId, began, began - madeAt);
}
