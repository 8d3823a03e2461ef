import { and, asc, eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { credentials } from '#db/schema/credentials.ts';
import { flows, flowSteps, uses } from '#db/schema/flows.ts';
import { workspaces } from '#db/schema/tenants.ts';
import type { FlowItem } from '#lib/bson/flow.ts';
import type { SealTo } from '#lib/bson/file-key.ts';
import { writeContainer } from '#lib/bson/write.ts';
import { createCredential } from '#lib/credentials/commands.ts';
import { mintCtx, type WorkspaceCtx } from '#lib/ctx.ts';
import { wrapFileKey } from '#lib/exports/model.ts';
import { newId } from '#lib/ids.ts';
import { passphrase, uploaded } from '#lib/imports/testing.ts';
import { signingKey } from '#lib/installation/queries.ts';
import { importFlow } from './commands.ts';
import { readFlowFile } from './queries.ts';
import type { Binding, ReadFlowsResult } from './schema.ts';

/** A credential nobody can check from here, so that nothing is asked over the network. Answers its id. */
export async function made(
  ctx: WorkspaceCtx,
  name: string,
  { identifier, component = 'rest' }: { identifier?: string; component?: 'rest' | 'slack' } = {},
): Promise<string> {
  const { id } = await createCredential(ctx, {
    component,
    ...signIns[component],
    name,
    environment: 'production',
    expiresAt: null,
    acceptUntested: true,
  });
  if (identifier !== undefined) await set(ctx, id, { identifier });
  return id;
}

interface SignIn {
  readonly authType: 'bearer' | 'custom';
  readonly settings: Record<string, string>;
  readonly secret: Record<string, string>;
}

const signIns: Record<'rest' | 'slack', SignIn> = {
  rest: {
    authType: 'bearer',
    settings: { baseUrl: 'https://api.example-saas.com' },
    secret: { token: 'planted-secret-of-a-credential' },
  },
  slack: { authType: 'custom', settings: {}, secret: { webhookUrl: 'https://hooks.slack.com/a' } },
};

export const set = (ctx: WorkspaceCtx, id: string, change: Partial<typeof credentials.$inferInsert>) =>
  transact(async (tx) => {
    await tx
      .update(credentials)
      .set(change)
      .where(and(eq(credentials.tenantId, ctx.tenantId), eq(credentials.id, id)));
  });

export const means = (identifier: string, name: string) =>
  ({ identifier, name, environment: 'production', authType: 'bearer' }) as const;

export const step = (name: string, component: string, credential: FlowItem['steps'][number]['credential']) => ({
  name,
  component,
  credential,
});

export const orderSync: FlowItem = {
  identifier: 'flow-order-sync',
  name: 'Order sync',
  steps: [
    step('Read orders', 'rest', means('rest-orders', 'Orders API')),
    step('Ask for rates', 'rest', means('rest-elsewhere', 'Carrier rates')),
    step('Tell the channel', 'slack', means('slack-ops', 'Alerts')),
    step('Wait', 'rest', null),
  ],
};

interface Written {
  readonly sealing?: SealTo;
  readonly signer?: Awaited<ReturnType<typeof signingKey>>;
}

/** A container of flows, sealed to this installation and signed by it unless something else is wanted. */
export async function file(
  items: readonly FlowItem[],
  { sealing = { kind: 'installation', wrap: wrapFileKey }, signer }: Written = {},
): Promise<Buffer> {
  const documents = writeContainer({
    resourceType: 'flow',
    platformVersion: '0.1.0',
    exportId: newId('exp'),
    exportedAt: new Date(1_790_000_000_000),
    origin: { tenantName: 'Contoso', workspaceName: 'Staging' },
    count: items.length,
    items,
    sealing,
    signer: signer ?? (await signingKey()),
  });
  const parts: Buffer[] = [];
  for await (const part of documents) parts.push(part);
  return Buffer.concat(parts);
}

export type Plan = Extract<ReadFlowsResult, { kind: 'plan' }>;

/** The passphrase is looked at only where the file has one. */
export async function planOf(ctx: WorkspaceCtx, uploadId: string): Promise<Plan> {
  const result = await readFlowFile(ctx, { uploadId, passphrase });
  if (result.kind !== 'plan') throw new Error('a plan was expected');
  return result;
}

export const apply = (ctx: WorkspaceCtx, uploadId: string, plan: Plan, bindings: readonly Binding[] = []) =>
  importFlow(ctx, { uploadId, passphrase, token: plan.token, acceptSigner: false, bindings: [...bindings] });

/** The whole way of one file. */
export async function imported(ctx: WorkspaceCtx, items: readonly FlowItem[], bindings: readonly Binding[] = []) {
  const id = await uploaded(ctx, await file(items));
  return apply(ctx, id, await planOf(ctx, id), bindings);
}

/** Each step of a flow with the credential it signs in with, as the tables have it. */
export const stepsIn = async (ctx: WorkspaceCtx, flowId: string) =>
  (
    await read()
      .select({ name: flowSteps.name, component: flowSteps.component, credentialId: uses.credentialId })
      .from(flowSteps)
      .leftJoin(uses, and(eq(uses.tenantId, flowSteps.tenantId), eq(uses.stepId, flowSteps.id)))
      .where(and(eq(flowSteps.tenantId, ctx.tenantId), eq(flowSteps.flowId, flowId)))
      .orderBy(asc(flowSteps.position))
  ).map((row) => [row.name, row.component, row.credentialId]);

export const flowsIn = (ctx: WorkspaceCtx) =>
  read()
    .select({ name: flows.name, state: flows.state, identifier: flows.identifier })
    .from(flows)
    .where(eq(flows.tenantId, ctx.tenantId))
    .orderBy(asc(flows.nameKey));

export const auditOf = (ctx: WorkspaceCtx, action: string) =>
  read()
    .select()
    .from(audit)
    .where(and(eq(audit.tenantId, ctx.tenantId), eq(audit.action, action)));

export const boundIn = (plan: Plan) =>
  plan.flows.map((flow) => flow.steps.map((one) => one.bound && [one.bound.by, one.bound.id]));

/** Another workspace of the same tenant. */
export async function besides(ctx: WorkspaceCtx): Promise<WorkspaceCtx> {
  const workspaceId = newId('wsp');
  await transact(async (tx, now) => {
    await tx.insert(workspaces).values({
      tenantId: ctx.tenantId,
      id: workspaceId,
      slug: 'staging',
      name: 'Staging',
      nameKey: 'staging',
      environment: 'staging',
      createdAt: now,
    });
  });
  return mintCtx({ ...ctx, workspaceId, workspaceSlug: 'staging' });
}
