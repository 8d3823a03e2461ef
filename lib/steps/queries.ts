import { and, asc, count, eq, gt, inArray, notInArray, or, type SQL } from 'drizzle-orm';
import { read, type Tx } from '#db/client.ts';
import { contains } from '#db/contains.ts';
import { credentials } from '#db/schema/credentials.ts';
import { flowSteps } from '#db/schema/flows.ts';
import { systemClock } from '#lib/clock.ts';
import { cursorOf, parseCursor, shownState } from '#lib/credentials/model.ts';
import { live, ofWorkspace as credentialsOf } from '#lib/credentials/queries.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { notFound } from '#lib/errors.ts';
import { unusable } from '#lib/flows/model.ts';
import { nameKey } from '#lib/names.ts';
import { pageOf } from '#lib/pages.ts';
import { choicePageSize, type Choice, type ChoicePage, type ChoicesInput } from './schema.ts';

export const stepsOf = (ctx: WorkspaceCtx, flowId: string) =>
  and(eq(flowSteps.tenantId, ctx.tenantId), eq(flowSteps.workspaceId, ctx.workspaceId), eq(flowSteps.flowId, flowId));

/** Of a flow that was found in this workspace. */
export async function requireStep(tx: Tx, ctx: WorkspaceCtx, flowId: string, stepId: string) {
  const [step] = await tx
    .select({ name: flowSteps.name, component: flowSteps.component })
    .from(flowSteps)
    .where(and(stepsOf(ctx, flowId), eq(flowSteps.id, stepId)));
  if (!step) throw notFound('This step');
  return step;
}

/** Those that work come first, then those that do not, each by name. A cursor's key begins with which of the two. */
export async function listChoices(ctx: WorkspaceCtx, { component, q, after }: ChoicesInput): Promise<ChoicePage> {
  authorise(ctx, 'credential.read');
  const ofComponent = and(credentialsOf(ctx), live, eq(credentials.component, component));
  const cursor = after === null ? null : parseCursor(after);
  const isPastWorking = cursor?.key.startsWith('1') ?? false;
  const wanted = choicePageSize + 1;
  const searched = and(ofComponent, q.trim() ? contains(credentials.nameKey, nameKey(q)) : undefined);
  const afterKey = cursor && { key: cursor.key.slice(1), id: cursor.id };
  const working = isPastWorking ? [] : await selectChoices(and(searched, isWorking), afterKey, wanted);
  const broken =
    working.length >= wanted
      ? []
      : await selectChoices(and(searched, isBroken), isPastWorking ? afterKey : null, wanted - working.length);
  const [counted] = await read().select({ n: count() }).from(credentials).where(ofComponent);
  const found = [...working, ...broken];
  const { rows: page, next } = pageOf(found, choicePageSize, (last) =>
    cursorOf(`${rankOf(last)}${last.nameKey}`, last.id),
  );
  const now = systemClock();
  return {
    choices: page.map((row) => choiceOf(row, now)),
    next,
    total: counted?.n ?? 0,
  };
}

const brokenStates = ['failed', 'reconnect', 'unreadable'] as const;
const isBroken = inArray(credentials.state, [...brokenStates]);
const isWorking = notInArray(credentials.state, [...brokenStates]);

const selectChoices = (where: SQL | undefined, after: { key: string; id: string } | null, limit: number) =>
  read()
    .select({
      id: credentials.id,
      name: credentials.name,
      nameKey: credentials.nameKey,
      environment: credentials.environment,
      state: credentials.state,
      message: credentials.stateMessage,
      checkedAt: credentials.checkedAt,
      expiresAt: credentials.expiresAt,
    })
    .from(credentials)
    .where(
      and(
        where,
        after
          ? or(
              gt(credentials.nameKey, after.key),
              and(eq(credentials.nameKey, after.key), gt(credentials.id, after.id)),
            )
          : undefined,
      ),
    )
    .orderBy(asc(credentials.nameKey), asc(credentials.id))
    .limit(limit);

type ChoiceRow = Awaited<ReturnType<typeof selectChoices>>[number];

const isBrokenState = (state: string): boolean => brokenStates.some((one) => one === state);
const rankOf = (row: ChoiceRow): '0' | '1' => (isBrokenState(row.state) ? '1' : '0');

const choiceOf = (row: ChoiceRow, now: number): Choice => ({
  id: row.id,
  name: row.name,
  environment: row.environment,
  state: shownState(row.state, row.expiresAt, now),
  checkedAt: row.checkedAt,
  expiresAt: row.expiresAt,
  isUsable: !isBrokenState(row.state),
  needsCheck: row.state === 'unverified',
  message: isBrokenState(row.state) ? (row.message ?? unusable(row.state, row.name)) : null,
});
