import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { and, eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { credentials, credentialVersions } from '#db/schema/credentials.ts';
import { flows, flowSteps, uses } from '#db/schema/flows.ts';
import { testDatabase } from '#db/testing.ts';
import { createCredential } from '#lib/credentials/commands.ts';
import { restInput, startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace, withRole } from '#lib/gate/testing.ts';
import { moveStep } from '#lib/steps/commands.ts';
import { seenOf, testFlow } from '#lib/steps/testing.ts';
import { deleteCredentials, restoreCredentials } from '#lib/trash/commands.ts';
import { activateFlow, createFlow, deleteFlow, pauseFlow, renameFlow } from './commands.ts';
import { freeFlowName, getFlow, listFlows } from './queries.ts';

let app: TestApp;
beforeAll(async () => {
  await testDatabase();
  app = await startTestApp();
});
afterAll(() => app.close());

const rest = (ctx: WorkspaceCtx, name = 'Orders API') => createCredential(ctx, restInput(app, { name }));

const setState = (ctx: WorkspaceCtx, id: string, set: Partial<typeof credentials.$inferInsert>) =>
  transact(async (tx) => {
    await tx
      .update(credentials)
      .set(set)
      .where(and(eq(credentials.tenantId, ctx.tenantId), eq(credentials.id, id)));
  });

const actionsOf = async (ctx: WorkspaceCtx) =>
  (await read().select({ action: audit.action }).from(audit).where(eq(audit.tenantId, ctx.tenantId))).map(
    (row) => row.action,
  );

describe('activating', () => {
  it('waits for every step: no step, no credential, one that failed, one nobody checked, one in the trash', async () => {
    const ctx = await testWorkspace();
    const { id } = await rest(ctx);
    const empty = await testFlow(ctx, 'Empty', []);
    await expect(activateFlow(ctx, seenOf(empty))).rejects.toMatchObject({
      code: 'STATE_INVALID',
      message: 'Add a step first.',
    });
    const open = await testFlow(ctx, 'Open', [
      { component: 'rest', credentialId: id },
      { component: 'slack', credentialId: null },
    ]);
    expect(open.waiting).toBe('Step 2, Step with slack: Choose a credential of Slack.');
    await expect(activateFlow(ctx, seenOf(open))).rejects.toMatchObject({ message: open.waiting });

    const ready = await testFlow(ctx, 'Ready', [{ component: 'rest', credentialId: id }]);
    expect(ready.waiting).toBeNull();
    for (const [state, words] of [
      ['failed', 'Orders API failed its last check.'],
      ['unverified', 'Orders API has not been checked yet.'],
      ['unreadable', 'Orders API cannot be opened.'],
    ] as const) {
      await setState(ctx, id, { state });
      await expect(activateFlow(ctx, seenOf(ready))).rejects.toMatchObject({
        code: 'STATE_INVALID',
        message: `Step 1, Step with rest: ${words}`,
      });
    }
    await setState(ctx, id, { state: 'not_testable' });
    await deleteCredentials(ctx, [id]);
    await expect(activateFlow(ctx, seenOf(ready))).rejects.toMatchObject({
      message: 'Step 1, Step with rest: Orders API is in the trash. Restore it, or choose another.',
    });
    await restoreCredentials(ctx, [id]);
    const active = await activateFlow(ctx, seenOf(ready));
    expect(active).toMatchObject({ state: 'active', waiting: null, revision: ready.revision + 1 });
    expect(active.activatedAt).not.toBeNull();
  });

  it('holds the credential until the flow is paused, and says which flow', async () => {
    const ctx = await testWorkspace();
    const { id } = await rest(ctx);
    const flow = await activateFlow(
      ctx,
      seenOf(await testFlow(ctx, 'Order sync', [{ component: 'rest', credentialId: id }])),
    );
    await expect(deleteCredentials(ctx, [id])).rejects.toMatchObject({
      code: 'IN_USE',
      detail: { flows: ['Order sync'], flowIds: [flow.id] },
    });
    await expect(deleteFlow(ctx, seenOf(flow))).rejects.toMatchObject({ code: 'STATE_INVALID' });
    const paused = await pauseFlow(ctx, seenOf(flow));
    await deleteCredentials(ctx, [id]);
    await deleteFlow(ctx, seenOf(paused));
    expect(await read().select().from(uses).where(eq(uses.tenantId, ctx.tenantId))).toEqual([]);
    expect(await read().select().from(flowSteps).where(eq(flowSteps.tenantId, ctx.tenantId))).toEqual([]);
    expect(await actionsOf(ctx)).toEqual(
      expect.arrayContaining(['flow.activated', 'flow.paused', 'flow.deleted', 'flow.credential_chosen']),
    );
  });

  it('needs the component in the catalogue; an active flow without it goes on and is told', async () => {
    const ctx = await testWorkspace();
    const { id } = await rest(ctx);
    const flow = await testFlow(ctx, 'Order sync', [{ component: 'rest', credentialId: id }]);
    await transact(async (tx) => {
      await tx.delete(uses).where(eq(uses.flowId, flow.id));
      await tx.update(flowSteps).set({ component: 'left-us' }).where(eq(flowSteps.flowId, flow.id));
    });
    const seen = await getFlow(ctx, flow.id);
    expect(seen.steps[0]).toMatchObject({
      app: { id: 'left-us', isGone: true },
      trouble: { kind: 'gone', words: 'left-us is not in the catalogue any more.' },
    });
    await expect(activateFlow(ctx, seenOf(seen))).rejects.toMatchObject({ code: 'STATE_INVALID' });
    expect((await listFlows(ctx, { trouble: true })).rows).toMatchObject([{ name: 'Order sync' }]);
  });
});

describe('a change', () => {
  it('is made from the flow as it was seen, or not at all', async () => {
    const ctx = await testWorkspace();
    const flow = await testFlow(ctx, 'Order sync', [
      { component: 'rest', credentialId: null },
      { component: 'slack', credentialId: null },
    ]);
    const [first, second] = flow.steps;
    const attempts = await Promise.allSettled([
      renameFlow(ctx, { ...seenOf(flow), name: 'A' }),
      moveStep(ctx, { ...seenOf(flow), stepId: second?.id ?? '', to: 1 }),
    ]);
    expect(attempts.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect(attempts.find((one) => one.status === 'rejected')).toMatchObject({ reason: { code: 'CHANGED_MEANWHILE' } });
    expect(new Set((await getFlow(ctx, flow.id)).steps.map((step) => step.id))).toEqual(
      new Set([first?.id, second?.id]),
    );
  });

  it('refuses a name that is taken, in any spelling, and keeps the former one', async () => {
    const ctx = await testWorkspace();
    await createFlow(ctx, 'Straße');
    await expect(createFlow(ctx, 'STRASSE')).rejects.toMatchObject({ code: 'NAME_TAKEN', detail: { field: 'name' } });
    const other = await testFlow(ctx, 'Other', []);
    await expect(renameFlow(ctx, { ...seenOf(other), name: 'strasse' })).rejects.toMatchObject({ code: 'NAME_TAKEN' });
    expect((await getFlow(ctx, other.id)).name).toBe('Other');
  });

  it("is not for viewers, and not for another tenant's people", async () => {
    const [ctx, foreign] = [await testWorkspace(), await testWorkspace()];
    const flow = await testFlow(ctx, 'Order sync', []);
    await expect(pauseFlow(withRole(ctx, 'viewer'), seenOf(flow))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(createFlow(withRole(ctx, 'viewer'), 'x')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    for (const attempt of [() => getFlow(foreign, flow.id), () => deleteFlow(foreign, seenOf(flow))])
      await expect(attempt()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await listFlows(foreign, {})).rows).toEqual([]);
  });
});

describe('the list', () => {
  it('goes by name in pages, is searched and filtered, and says what is wrong', async () => {
    const ctx = await testWorkspace();
    const { id } = await rest(ctx);
    for (let n = 1; n <= 60; n += 1) await createFlow(ctx, `Flow ${String(n).padStart(2, '0')}`);
    const first = await listFlows(ctx, {});
    const second = await listFlows(ctx, { after: first.next });
    expect(first).toMatchObject({ total: 60, rows: { length: 50 } });
    expect([...first.rows, ...second.rows].map((row) => row.name)).toEqual(
      Array.from({ length: 60 }, (_, at) => `Flow ${String(at + 1).padStart(2, '0')}`),
    );
    const sync = await testFlow(ctx, 'Order sync', [{ component: 'rest', credentialId: id }]);
    await activateFlow(ctx, seenOf(sync));
    expect((await listFlows(ctx, { q: 'ORDER' })).rows).toMatchObject([
      { name: 'Order sync', trouble: null, steps: 1 },
    ]);
    expect((await listFlows(ctx, { state: ['active'] })).total).toBe(1);
    expect((await listFlows(ctx, { trouble: true })).total).toBe(0);
    await setState(ctx, id, { state: 'failed' });
    expect((await listFlows(ctx, { trouble: true })).rows).toMatchObject([
      { name: 'Order sync', trouble: { kind: 'failing', words: 'Orders API failed its last check.' } },
    ]);
  });

  it('tells an active flow whose credential failed after an override', async () => {
    const ctx = await testWorkspace();
    const { id } = await rest(ctx);
    const flow = await testFlow(ctx, 'Order sync', [{ component: 'rest', credentialId: id }]);
    await activateFlow(ctx, seenOf(flow));
    await setState(ctx, id, { state: 'failed', stateMessage: 'REST API did not accept the key.' });
    await transact(async (tx) => {
      await tx
        .update(credentialVersions)
        .set({ reason: 'override', savedAt: 1_000 })
        .where(eq(credentialVersions.credentialId, id));
    });
    expect((await getFlow(ctx, flow.id)).steps[0]?.credential).toMatchObject({
      state: 'failed',
      message: 'REST API did not accept the key.',
      overriddenAt: 1_000,
    });
    expect((await read().select().from(flows).where(eq(flows.id, flow.id)))[0]?.state).toBe('active');
  });
});

it('finds a free name, however many there are of it', async () => {
  const ctx = await testWorkspace();
  expect(await freeFlowName(ctx, 'Copy')).toBe('Copy');
  for (const name of ['Copy', 'copy 2', 'COPY 3']) await createFlow(ctx, name);
  expect(await freeFlowName(ctx, 'Copy')).toBe('Copy 4');
  const given = new Set(Array.from({ length: 33_000 }, (_, at) => `copy ${at + 4}`));
  expect(await freeFlowName(ctx, 'Copy', read(), given)).toBe('Copy 33004');
});
