import { and, asc, inArray, or } from 'drizzle-orm';
import { read, type ReadDb, type Tx } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { flows, flowSteps, uses } from '#db/schema/flows.ts';
import type { FlowItem, ImportFlow } from '#lib/bson/flow.ts';
import { inWorker } from '#lib/bson/in-worker.ts';
import type { ReadyUnlock } from '#lib/bson/worker-messages.ts';
import { systemClock } from '#lib/clock.ts';
import { shownState } from '#lib/credentials/model.ts';
import { live, ofWorkspace as credentialsOf } from '#lib/credentials/queries.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { fileDto, openFile, unlocked, type OpenedFile } from '#lib/files/queries.ts';
import type { ReadInput } from '#lib/files/schema.ts';
import { appOf } from '#lib/flows/model.ts';
import { freeFlowName, ofSameCredential, ofWorkspace, requireFlow } from '#lib/flows/queries.ts';
import { nameKey } from '#lib/names.ts';
import { stepsOf } from '#lib/steps/queries.ts';
import { readUpload } from '#lib/uploads/queries.ts';
import { ofSameStep } from '#lib/uses/queries.ts';
import { boundOf, tokenOf, type Bound, type Here, type PlannedFlow } from './model.ts';
import { flowsMax, type BoundDto, type PlanFlow, type ReadFlowsResult } from './schema.ts';

/** A flow of this workspace as it travels: credentials by what they are known by, nothing of what is in them. */
export async function flowItemOf(ctx: WorkspaceCtx, flowId: string): Promise<FlowItem> {
  const { id, identifier, name } = await requireFlow(ctx, flowId);
  const steps = await read()
    .select({
      name: flowSteps.name,
      component: flowSteps.component,
      credential: {
        identifier: credentials.identifier,
        name: credentials.name,
        environment: credentials.environment,
        authType: credentials.authType,
      },
    })
    .from(flowSteps)
    .leftJoin(uses, ofSameStep)
    .leftJoin(credentials, ofSameCredential)
    .where(stepsOf(ctx, id))
    .orderBy(asc(flowSteps.position), asc(flowSteps.id));
  return { identifier, name, steps };
}

/** What is read by this import. */
export const ofFlows = { expected: 'flow', itemsMax: flowsMax } as const;

/** The file as a person is shown it: its flows, and what each step would sign in with here. Nothing is stored. */
export async function readFlowFile(ctx: WorkspaceCtx, input: ReadInput): Promise<ReadFlowsResult> {
  authorise(ctx, 'flow.import');
  const file = await openFile(ctx, input.uploadId, ofFlows);
  const unlock = await unlocked(file, input.passphrase);
  if (unlock === null) return { kind: 'passphrase', file: await fileDto(ctx, file, null) };
  const { planned, token } = await planOf(ctx, await flowsIn(ctx, file, unlock), file.inspection.sha256);
  const now = systemClock();
  return {
    kind: 'plan',
    file: await fileDto(ctx, file, unlock),
    token,
    flows: planned.map((flow) => planFlow(flow, now)),
  };
}

export async function flowsIn(ctx: WorkspaceCtx, file: OpenedFile, unlock: ReadyUnlock): Promise<ImportFlow[]> {
  const found: ImportFlow[] = [];
  for await (const { item } of inWorker(ctx.tenantId).openFlows(readUpload(ctx, file.upload), unlock)) found.push(item);
  return found;
}

/** What the flows mean here, now. Inside a transaction it holds until commit. */
export async function planOf(
  ctx: WorkspaceCtx,
  items: readonly ImportFlow[],
  fileSha256: string,
  db: ReadDb | Tx = read(),
): Promise<{ planned: PlannedFlow[]; token: string }> {
  const here = await listHere(ctx, items, db);
  const identifiers = await takenIdentifiers(ctx, items, db);
  const names = new Set<string>();
  const planned: PlannedFlow[] = [];
  for (const [index, item] of items.entries()) {
    const createName = await freeFlowName(ctx, item.name, db, names);
    names.add(nameKey(createName));
    const isFree = item.identifier !== null && !identifiers.has(item.identifier);
    if (item.identifier !== null) identifiers.add(item.identifier);
    planned.push({
      i: index + 1,
      item,
      createName,
      createIdentifier: isFree ? item.identifier : null,
      bound: item.steps.map((step) => boundOf(step, here)),
    });
  }
  return { planned, token: tokenOf(fileSha256, planned) };
}

/** The credentials of this workspace that have an identifier or a name of the file. Nowhere else is looked. */
async function listHere(ctx: WorkspaceCtx, items: readonly ImportFlow[], db: ReadDb | Tx): Promise<Here[]> {
  const meant = items.flatMap((item) => item.steps.flatMap((step) => step.credential ?? []));
  if (meant.length === 0) return [];
  const identifiers = meant.flatMap((one) => one.identifier ?? []);
  return db
    .select({
      id: credentials.id,
      identifier: credentials.identifier,
      name: credentials.name,
      nameKey: credentials.nameKey,
      component: credentials.component,
      environment: credentials.environment,
      state: credentials.state,
      expiresAt: credentials.expiresAt,
    })
    .from(credentials)
    .where(
      and(
        credentialsOf(ctx),
        live,
        or(
          inArray(credentials.identifier, [...new Set(identifiers)]),
          inArray(credentials.nameKey, [...new Set(meant.map((one) => nameKey(one.name)))]),
        ),
      ),
    );
}

async function takenIdentifiers(ctx: WorkspaceCtx, items: readonly ImportFlow[], db: ReadDb | Tx) {
  const own = items.flatMap((item) => item.identifier ?? []);
  const rows = await db
    .select({ identifier: flows.identifier })
    .from(flows)
    .where(and(ofWorkspace(ctx), inArray(flows.identifier, own)));
  return new Set(rows.map((row) => row.identifier));
}

const planFlow = ({ i, item, createName, bound }: PlannedFlow, now: number): PlanFlow => ({
  flow: i,
  name: item.name,
  createName,
  steps: item.steps.map((step, index) => ({
    step: index + 1,
    name: step.name,
    app: appOf(step.component),
    there: step.credential && { name: step.credential.name, environment: step.credential.environment },
    bound: boundDto(bound[index] ?? null, now),
  })),
});

const boundDto = (bound: Bound | null, now: number): BoundDto | null =>
  bound && {
    by: bound.by,
    id: bound.here.id,
    name: bound.here.name,
    environment: bound.here.environment,
    state: shownState(bound.here.state, bound.here.expiresAt, now),
  };
