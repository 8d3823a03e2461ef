import { transact } from '#db/client.ts';
import { flows, flowSteps, uses, type FlowState } from '#db/schema/flows.ts';
import { dayMs, hourMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { nameKey } from '#lib/names.ts';

export interface SampleFlow {
  readonly name: string;
  readonly state: FlowState;
  readonly changedHoursAgo: number;
  /** The identifier of a credential of the sample, or null where the step still needs one. */
  readonly steps: readonly (readonly [name: string, component: string, credential: string | null])[];
}

/** The flows of the same company. */
export const sampleFlows: readonly SampleFlow[] = [
  {
    name: 'Order sync',
    state: 'active',
    changedHoursAgo: 70,
    steps: [
      ['Read new orders', 'postgres', 'pg-orders-replica'],
      ['Ask for rates', 'rest', 'rest-carrier-rates'],
    ],
  },
  {
    name: 'Nightly ledger',
    state: 'active',
    changedHoursAgo: 400,
    steps: [
      ['Read invoices', 'postgres', 'pg-orders-replica'],
      ['Write entries', 'postgres', 'pg-ledger'],
    ],
  },
  {
    name: 'Stock alert',
    state: 'draft',
    changedHoursAgo: 5,
    steps: [
      ['Look up stock', 'postgres', 'pg-orders-replica'],
      ['Ask the warehouse', 'rest', null],
      ['Tell the channel', 'slack', 'slack-ops-alerts'],
    ],
  },
  {
    name: 'Release notes',
    state: 'active',
    changedHoursAgo: 900,
    steps: [['Read merged pull requests', 'github', 'gh-deploy-token']],
  },
  {
    name: 'Invoice reminders',
    state: 'active',
    changedHoursAgo: 48,
    steps: [['List open invoices', 'stripe', 'stripe-billing']],
  },
  {
    name: 'Weekly digest',
    state: 'paused',
    changedHoursAgo: 200,
    steps: [['Send the campaign', 'mailchimp', 'mc-newsletter']],
  },
];

export const sampleFlowId = (name: string): string => `flw_${nameKey(name).replaceAll(' ', '_')}`;

/** In how many flows of a state a credential of the sample stands. */
export const usesOf = (identifier: string, state?: FlowState): number =>
  sampleFlows.filter(
    (flow) => (!state || flow.state === state) && flow.steps.some(([, , credential]) => credential === identifier),
  ).length;

/** Puts the flows there; `idOf` knows the credentials, which are there already. */
export async function insertSampleFlows(ctx: WorkspaceCtx, now: number, idOf: (identifier: string) => string) {
  const place = { tenantId: ctx.tenantId, workspaceId: ctx.workspaceId };
  for (const { name, state, changedHoursAgo, steps } of sampleFlows) {
    const flowId = sampleFlowId(name);
    const changedAt = now - changedHoursAgo * hourMs;
    await transact(async (tx) => {
      await tx.insert(flows).values({
        ...place,
        id: flowId,
        identifier: `flow-${flowId}`,
        name,
        nameKey: nameKey(name),
        state,
        revision: steps.length + 1,
        activatedAt: state === 'draft' ? null : changedAt,
        createdAt: now - 60 * dayMs,
        createdBy: ctx.actor.id,
        updatedAt: changedAt,
        updatedByLabel: 'Jonas Lind',
      });
      for (const [at, [stepName, component, credential]] of steps.entries()) {
        const id = `stp_${at + 1}`;
        await tx.insert(flowSteps).values({ ...place, flowId, id, position: at + 1, name: stepName, component });
        if (credential !== null)
          await tx.insert(uses).values({ ...place, flowId, stepId: id, component, credentialId: idOf(credential) });
      }
    });
  }
}
