import { and, eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { flows, uses, type FlowState } from '#db/schema/flows.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { activateFlow } from '#lib/flows/commands.ts';
import { getFlow } from '#lib/flows/queries.ts';
import { newId, newIdentifier } from '#lib/ids.ts';
import { nameKey } from '#lib/names.ts';
import { seenOf, testFlow } from '#lib/steps/testing.ts';

interface PlannedStep {
  readonly name: string;
  readonly component?: string;
  /** The id of a credential; left out where the step still needs one. */
  readonly credential?: string;
}

/** A flow made as a person makes it, without the pages. Answers its id. */
export async function plantFlow(
  ctx: WorkspaceCtx,
  name: string,
  steps: readonly PlannedStep[],
  state: Extract<FlowState, 'draft' | 'active'> = 'draft',
): Promise<string> {
  const planned = steps.map(({ component = 'github', credential = null, ...step }) => ({
    ...step,
    component,
    credentialId: credential,
  }));
  const flow = await testFlow(ctx, name, planned);
  if (state === 'active') await activateFlow(ctx, seenOf(flow));
  return flow.id;
}

/** A flow as it is stored, whatever a page shows of it. */
export const flowNow = (ctx: WorkspaceCtx, flowId: string) => getFlow(ctx, flowId);

/** Active flows of the workspace with a step whose credential is in the trash or missing: there must never be one. */
export async function brokenActiveFlows(ctx: WorkspaceCtx): Promise<string[]> {
  const rows = await read()
    .select({ id: flows.id })
    .from(flows)
    .where(and(eq(flows.tenantId, ctx.tenantId), eq(flows.state, 'active')));
  const details = await Promise.all(rows.map((row) => getFlow(ctx, row.id)));
  return details
    .filter((flow) => flow.steps.some((step) => step.credential === null || step.credential.isDeleted))
    .map((flow) => flow.name);
}

/** Which credentials the workspace's flows use. */
export const usedIds = async (ctx: WorkspaceCtx): Promise<string[]> =>
  (
    await read()
      .select({ id: uses.credentialId })
      .from(uses)
      .where(and(eq(uses.tenantId, ctx.tenantId), eq(uses.workspaceId, ctx.workspaceId)))
  ).map((row) => row.id);

/** Many credentials in one insert, with rows only: enough to be listed and chosen, not to be opened. */
export async function plantMany(ctx: WorkspaceCtx, count: number, named: (at: number) => string): Promise<void> {
  const size = 500;
  for (let from = 0; from < count; from += size)
    await transact(async (tx, now) => {
      const rows = Array.from({ length: Math.min(size, count - from) }, (_, at) => named(from + at));
      await tx.insert(credentials).values(
        rows.map((name) => ({
          tenantId: ctx.tenantId,
          workspaceId: ctx.workspaceId,
          id: newId('crd'),
          identifier: newIdentifier('github'),
          name,
          nameKey: nameKey(name),
          component: 'github',
          authType: 'bearer' as const,
          environment: 'production',
          settings: {},
          metadata: {},
          audience: ['https://api.github.com:443'],
          version: 1,
          revision: 1,
          state: 'passed' as const,
          checkedAt: now,
          createdAt: now,
          createdBy: ctx.actor.id,
          updatedAt: now,
        })),
      );
    });
}
