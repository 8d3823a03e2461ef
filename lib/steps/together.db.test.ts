import fc from 'fast-check';
import { and, eq, isNotNull, isNull, ne, or } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { flows, flowSteps, uses } from '#db/schema/flows.ts';
import { testDatabase } from '#db/testing.ts';
import { createCredential } from '#lib/credentials/commands.ts';
import { restInput, startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { activateFlow, deleteFlow, pauseFlow } from '#lib/flows/commands.ts';
import { getFlow } from '#lib/flows/queries.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { applyImport } from '#lib/imports/commands.ts';
import { readImport } from '#lib/imports/queries.ts';
import { exported, uploaded, withPassword } from '#lib/imports/testing.ts';
import { isAppError } from '#lib/errors.ts';
import { deleteCredentials, purgeTrash, restoreCredentials } from '#lib/trash/commands.ts';
import { chooseCredential, replaceCredential } from './commands.ts';
import { seenOf, testFlow } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  await testDatabase();
  app = await startTestApp();
});
afterAll(() => app.close());

interface World {
  readonly ctx: WorkspaceCtx;
  /** Two of the app the flows need, one of another app, one of another tenant. */
  readonly credentialIds: readonly string[];
  readonly flowIds: readonly string[];
  /** A file that overrides the first two. */
  readonly file: Buffer;
}

async function newWorld(): Promise<World> {
  const ctx = await withPassword(await testWorkspace());
  const foreign = await testWorkspace();
  const make = async (place: WorkspaceCtx, name: string) =>
    (await createCredential(place, restInput(app, { name }))).id;
  const [one, two, slack] = [await make(ctx, 'One'), await make(ctx, 'Two'), await make(ctx, 'Chat')];
  await transact(async (tx) => {
    await tx.update(credentials).set({ component: 'slack' }).where(eq(credentials.id, slack));
  });
  const steps = [one, two].map((credentialId) => ({ component: 'rest', credentialId }));
  const made = [await testFlow(ctx, 'First', steps), await testFlow(ctx, 'Second', steps.slice(0, 1))];
  const file = await exported(ctx, [one, two]);
  const credentialIds = [one, two, slack, await make(foreign, 'Theirs')];
  return { ctx, credentialIds, flowIds: made.map((flow) => flow.id), file };
}

type Act = (world: World) => Promise<unknown>;

const idFrom = (ids: readonly string[], at: number): string => ids[at % ids.length] ?? '';

const onFlow =
  (at: number, act: (ctx: WorkspaceCtx, seen: ReturnType<typeof seenOf>, stepId: string) => Promise<unknown>): Act =>
  async ({ ctx, flowIds }) => {
    const flow = await getFlow(ctx, idFrom(flowIds, at));
    return act(ctx, seenOf(flow), flow.steps[at % 3 === 0 ? 1 : 0]?.id ?? 'stp_gone');
  };

async function override({ ctx, file }: World): Promise<void> {
  const uploadId = await uploaded(ctx, file);
  const plan = await readImport(ctx, { uploadId, passphrase: null });
  if (plan.kind !== 'plan') throw new Error('a plan was expected');
  const choices = plan.items.map(({ i, outcome, conflict }) => ({
    i,
    do: outcome === 'conflict' && conflict?.overrideRefused === null ? ('override' as const) : ('skip' as const),
  }));
  const input = { uploadId, passphrase: null, token: plan.token, acceptSigner: true, choices };
  // A file of which nothing is left to do is refused; that is no matter here.
  if (choices.some((choice) => choice.do === 'override')) await applyImport(ctx, input);
}

/** Weighted towards what pulls at the same rows: a flow coming alive while its credential goes. */
const acts = fc.oneof(
  { weight: 5, arbitrary: fc.nat(5).map((at) => onFlow(at, activateFlow)) },
  { weight: 2, arbitrary: fc.nat(5).map((at) => onFlow(at, pauseFlow)) },
  {
    weight: 5,
    arbitrary: fc.nat(3).map(
      (at): Act =>
        (w) =>
          deleteCredentials(w.ctx, [idFrom(w.credentialIds, at)]),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.nat(3).map(
      (at): Act =>
        (w) =>
          restoreCredentials(w.ctx, [idFrom(w.credentialIds, at)]),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(fc.nat(5), fc.option(fc.nat(3))).map(
      ([at, which]): Act =>
        (world) =>
          onFlow(at, (ctx, seen, stepId) =>
            chooseCredential(ctx, {
              ...seen,
              stepId,
              credentialId: which === null ? null : idFrom(world.credentialIds, which),
            }),
          )(world),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.nat(3), fc.nat(3)).map(
      ([from, to]): Act =>
        (w) =>
          replaceCredential(w.ctx, { from: idFrom(w.credentialIds, from), to: idFrom(w.credentialIds, to) }),
    ),
  },
  { weight: 2, arbitrary: fc.constant<Act>(override) },
  { weight: 1, arbitrary: fc.constant<Act>(() => purgeTrash(Date.now() + 31 * 86_400_000)) },
  { weight: 1, arbitrary: fc.constant<Act>(onFlow(1, deleteFlow)) },
);

/** One statement, so one moment: every step of an active flow that lacks a credential of its own app and workspace. */
const violations = () =>
  read()
    .select({ flow: flows.id, step: flowSteps.id })
    .from(flows)
    .innerJoin(flowSteps, eq(flowSteps.flowId, flows.id))
    .leftJoin(uses, and(eq(uses.flowId, flowSteps.flowId), eq(uses.stepId, flowSteps.id)))
    .leftJoin(credentials, eq(credentials.id, uses.credentialId))
    .where(
      and(
        eq(flows.state, 'active'),
        or(
          isNull(credentials.id),
          isNotNull(credentials.deletedAt),
          ne(credentials.component, flowSteps.component),
          ne(credentials.workspaceId, flows.workspaceId),
          ne(credentials.tenantId, flows.tenantId),
        ),
      ),
    );

/** Refusals are answers; anything else is a defect. */
async function settle(act: Act, world: World): Promise<'done' | 'refused'> {
  try {
    await act(world);
    return 'done';
  } catch (error) {
    if (isAppError(error)) return 'refused';
    throw error;
  }
}

it('never lets a flow be active without its credentials, nor with those of another app, workspace or tenant', async () => {
  const tally = { done: 0, refused: 0, active: 0 };
  const batches = fc.array(fc.array(acts, { minLength: 2, maxLength: 6 }), { minLength: 4, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(batches, async (given) => {
      const world = await newWorld();
      for (const batch of given) {
        const [outcomes, ...looks] = await Promise.all([
          Promise.all(batch.map((act) => settle(act, world))),
          violations(),
          violations(),
        ]);
        for (const look of [...looks, await violations()]) expect(look).toEqual([]);
        for (const outcome of outcomes) tally[outcome] += 1;
        tally.active += (await read().select().from(flows).where(eq(flows.state, 'active'))).length;
      }
      await transact(async (tx) => {
        await tx.delete(flows).where(eq(flows.tenantId, world.ctx.tenantId));
      });
    }),
    { numRuns: 25 },
  );
  // Otherwise nothing was tried.
  expect(Math.min(tally.done, tally.refused, tally.active)).toBeGreaterThan(20);
}, 120_000);

it('lets one of them win when a flow is activated while its credential is deleted', async () => {
  for (let round = 0; round < 15; round += 1) {
    const ctx = await testWorkspace();
    const { id } = await createCredential(ctx, restInput(app));
    const flow = await testFlow(ctx, 'Order sync', [{ component: 'rest', credentialId: id }]);
    const activate = () => activateFlow(ctx, seenOf(flow));
    const remove = () => deleteCredentials(ctx, [id]);
    // Who is first at the database is its own affair; who is asked first takes turns.
    const isActivateFirst = round % 2 === 0;
    const results = await Promise.allSettled(
      (isActivateFirst ? [activate, remove] : [remove, activate]).map((act) => act()),
    );
    const activated = results[isActivateFirst ? 0 : 1]?.status === 'fulfilled';
    expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect((await getFlow(ctx, flow.id)).state).toBe(activated ? 'active' : 'draft');
    expect(await violations()).toEqual([]);
  }
});
