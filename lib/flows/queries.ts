import { and, asc, count, eq, exists, gt, inArray, isNotNull, isNull, notInArray, or, type SQL } from 'drizzle-orm';
import { read, type ReadDb, type Tx } from '#db/client.ts';
import { contains } from '#db/contains.ts';
import { credentials, credentialVersions } from '#db/schema/credentials.ts';
import { flows, flowSteps, uses } from '#db/schema/flows.ts';
import { listComponents } from '#lib/catalog/catalog.ts';
import { systemClock } from '#lib/clock.ts';
import { cursorOf, parseCursor } from '#lib/credentials/model.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { notFound } from '#lib/errors.ts';
import { isStorable, nameKey, numberedName } from '#lib/names.ts';
import { pageOf } from '#lib/pages.ts';
import { ofSameStep } from '#lib/uses/queries.ts';
import { ofCurrentVersion } from '#lib/versions/queries.ts';
import { flowRow, stepDto, waitingOf, type StepFacts } from './model.ts';
import { flowPageSize, type FlowDetail, type FlowFilter, type FlowPage } from './schema.ts';

export const ofWorkspace = (ctx: WorkspaceCtx) =>
  and(eq(flows.tenantId, ctx.tenantId), eq(flows.workspaceId, ctx.workspaceId));

export async function listFlows(ctx: WorkspaceCtx, filter: FlowFilter): Promise<FlowPage> {
  authorise(ctx, 'flow.read');
  const where = and(
    ofWorkspace(ctx),
    filter.q?.trim() ? contains(flows.nameKey, nameKey(filter.q)) : undefined,
    filter.state?.length ? inArray(flows.state, filter.state) : undefined,
    filter.trouble ? hasTrouble() : undefined,
  );
  const [rows, [counted]] = await Promise.all([
    read()
      .select()
      .from(flows)
      .where(and(where, afterOf(filter.after)))
      .orderBy(asc(flows.nameKey), asc(flows.id))
      .limit(flowPageSize + 1),
    read().select({ n: count() }).from(flows).where(where),
  ]);
  const { rows: page, next } = pageOf(rows, flowPageSize, (last) => cursorOf(last.nameKey, last.id));
  const steps = await listSteps(
    ctx,
    page.map((row) => row.id),
  );
  return {
    rows: page.map((row) =>
      flowRow(
        row,
        steps.filter((step) => step.flowId === row.id),
      ),
    ),
    next,
    total: counted?.n ?? 0,
  };
}

function afterOf(after: string | null | undefined): SQL | undefined {
  const cursor = after ? parseCursor(after) : null;
  if (!cursor) return undefined;
  return or(gt(flows.nameKey, cursor.key), and(eq(flows.nameKey, cursor.key), gt(flows.id, cursor.id)));
}

/** A step of it could not run now; the stored mirror of `troubleOf`. */
const hasTrouble = (): SQL =>
  exists(
    read()
      .select({ id: flowSteps.id })
      .from(flowSteps)
      .leftJoin(uses, ofSameStep)
      .leftJoin(credentials, ofSameCredential)
      .where(
        and(
          eq(flowSteps.tenantId, flows.tenantId),
          eq(flowSteps.workspaceId, flows.workspaceId),
          eq(flowSteps.flowId, flows.id),
          or(
            isNull(uses.credentialId),
            isNotNull(credentials.deletedAt),
            notInArray(credentials.state, ['passed', 'not_testable']),
            notInArray(flowSteps.component, knownComponents()),
          ),
        ),
      ),
  );

const knownComponents = (): string[] => listComponents().flatMap((entry) => ('broken' in entry ? [] : [entry.id]));

/** Joins a use to its credential. */
export const ofSameCredential = and(
  eq(credentials.tenantId, uses.tenantId),
  eq(credentials.workspaceId, uses.workspaceId),
  eq(credentials.id, uses.credentialId),
);

/** The steps of flows in their order, with their credentials. Inside a transaction pass it: the answer then holds until commit. */
export async function listSteps(
  ctx: WorkspaceCtx,
  flowIds: readonly string[],
  db: ReadDb | Tx = read(),
): Promise<StepFacts[]> {
  if (flowIds.length === 0) return [];
  return db
    .select({
      flowId: flowSteps.flowId,
      id: flowSteps.id,
      position: flowSteps.position,
      name: flowSteps.name,
      component: flowSteps.component,
      credential: {
        id: credentials.id,
        name: credentials.name,
        environment: credentials.environment,
        state: credentials.state,
        message: credentials.stateMessage,
        fix: credentials.stateFix,
        checkedAt: credentials.checkedAt,
        expiresAt: credentials.expiresAt,
        deletedAt: credentials.deletedAt,
      },
      version: { reason: credentialVersions.reason, savedAt: credentialVersions.savedAt },
    })
    .from(flowSteps)
    .leftJoin(uses, ofSameStep)
    .leftJoin(credentials, ofSameCredential)
    .leftJoin(credentialVersions, ofCurrentVersion)
    .where(
      and(
        eq(flowSteps.tenantId, ctx.tenantId),
        eq(flowSteps.workspaceId, ctx.workspaceId),
        inArray(flowSteps.flowId, [...flowIds]),
      ),
    )
    .orderBy(asc(flowSteps.flowId), asc(flowSteps.position), asc(flowSteps.id));
}

/** The row, for commands. Not in this workspace: NOT_FOUND. */
export async function requireFlow(ctx: WorkspaceCtx, id: string, db: ReadDb | Tx = read()) {
  if (!isStorable(id)) throw notFound('This flow');
  const [row] = await db
    .select()
    .from(flows)
    .where(and(ofWorkspace(ctx), eq(flows.id, id)));
  if (!row) throw notFound('This flow');
  return row;
}

/** Which of these flows are here, for links to them. */
export async function findFlowIds(ctx: WorkspaceCtx, ids: readonly string[]): Promise<readonly string[]> {
  authorise(ctx, 'flow.read');
  if (ids.length === 0) return [];
  const rows = await read()
    .select({ id: flows.id })
    .from(flows)
    .where(and(ofWorkspace(ctx), inArray(flows.id, [...ids])));
  return rows.map((row) => row.id);
}

export async function getFlow(ctx: WorkspaceCtx, id: string): Promise<FlowDetail> {
  authorise(ctx, 'flow.read');
  const row = await requireFlow(ctx, id);
  const steps = await listSteps(ctx, [id]);
  const now = systemClock();
  return {
    id: row.id,
    identifier: row.identifier,
    name: row.name,
    state: row.state,
    revision: row.revision,
    steps: steps.map((step) => stepDto(step, now)),
    waiting: row.state === 'active' ? null : waitingOf(steps),
    activatedAt: row.activatedAt,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    updatedBy: row.updatedByLabel,
  };
}

/**
 * `name`, `name 2`, …: one that no flow of the workspace has, and whose key is not given away already. Looked for by
 * doubling and halving, as there may be very many of one name: a number left out before the last may stay so.
 */
export async function freeFlowName(
  ctx: WorkspaceCtx,
  wanted: string,
  db: ReadDb | Tx = read(),
  given: ReadonlySet<string> = new Set(),
): Promise<string> {
  const isTaken = async (n: number): Promise<boolean> => {
    const key = nameKey(numberedName(wanted, n));
    if (given.has(key)) return true;
    const [row] = await db
      .select({ id: flows.id })
      .from(flows)
      .where(and(ofWorkspace(ctx), eq(flows.nameKey, key)));
    return row !== undefined;
  };
  let free = 1;
  while (await isTaken(free)) free *= 2;
  let taken = Math.floor(free / 2);
  while (free - taken > 1) {
    const middle = Math.floor((free + taken) / 2);
    if (await isTaken(middle)) taken = middle;
    else free = middle;
  }
  return numberedName(wanted, free);
}
