import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { and, eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { credentials } from '#db/schema/credentials.ts';
import { uses } from '#db/schema/flows.ts';
import { testDatabase } from '#db/testing.ts';
import { createCredential } from '#lib/credentials/commands.ts';
import { restInput, startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { activateFlow } from '#lib/flows/commands.ts';
import { getFlow } from '#lib/flows/queries.ts';
import { testWorkspace, withRole } from '#lib/gate/testing.ts';
import { nameKey } from '#lib/names.ts';
import { deleteCredentials } from '#lib/trash/commands.ts';
import { addStep, chooseCredential, moveStep, removeStep, replaceCredential } from './commands.ts';
import { listChoices } from './queries.ts';
import { seenOf, testFlow } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  await testDatabase();
  app = await startTestApp();
});
afterAll(() => app.close());

const rest = async (ctx: WorkspaceCtx, name = 'Orders API') =>
  (await createCredential(ctx, restInput(app, { name }))).id;

const set = (ctx: WorkspaceCtx, id: string, change: Partial<typeof credentials.$inferInsert>) =>
  transact(async (tx) => {
    await tx
      .update(credentials)
      .set(change)
      .where(and(eq(credentials.tenantId, ctx.tenantId), eq(credentials.id, id)));
  });

describe('the credential of a step', () => {
  it('is one of that component, in that workspace, that is there and works', async () => {
    const [ctx, foreign] = [await testWorkspace(), await testWorkspace()];
    const id = await rest(ctx);
    const theirs = await rest(foreign);
    const flow = await testFlow(ctx, 'Order sync', [
      { component: 'rest', credentialId: null },
      { component: 'slack', credentialId: null },
    ]);
    const [first, second] = flow.steps.map((step) => step.id);
    const choose = (stepId: string | undefined, credentialId: string) =>
      chooseCredential(ctx, { ...seenOf(flow), stepId: stepId ?? '', credentialId });
    await expect(choose(first, theirs)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(choose('stp_none', id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(choose(second, id)).rejects.toMatchObject({
      code: 'STATE_INVALID',
      message: 'Orders API is a credential of REST API. This step needs one of Slack.',
    });
    for (const state of ['failed', 'unverified', 'unreadable'] as const) {
      await set(ctx, id, { state });
      await expect(choose(first, id)).rejects.toMatchObject({ code: 'STATE_INVALID' });
    }
    await set(ctx, id, { state: 'passed', deletedAt: 1 });
    await expect(choose(first, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await read().select().from(uses).where(eq(uses.tenantId, ctx.tenantId))).toEqual([]);
  });

  it('of another component, workspace or tenant is refused by the database itself', async () => {
    const [ctx, foreign] = [await testWorkspace(), await testWorkspace()];
    const theirs = await rest(foreign);
    const mine = await rest(ctx);
    const flow = await testFlow(ctx, 'Order sync', [{ component: 'slack', credentialId: null }]);
    const place = { tenantId: ctx.tenantId, workspaceId: ctx.workspaceId, flowId: flow.id };
    const stepId = flow.steps[0]?.id ?? '';
    for (const use of [
      { component: 'slack', credentialId: mine },
      { component: 'rest', credentialId: mine },
      { component: 'slack', credentialId: theirs },
    ])
      await expect(
        transact(async (tx) => {
          await tx.insert(uses).values({ ...place, stepId, ...use });
        }),
      ).rejects.toThrow();
  });

  it('of an active flow can be swapped, not taken away; its steps stand', async () => {
    const ctx = await testWorkspace();
    const [one, other] = [await rest(ctx), await rest(ctx, 'Spare')];
    const draft = await testFlow(ctx, 'Order sync', [{ component: 'rest', credentialId: one }]);
    const flow = await activateFlow(ctx, seenOf(draft));
    const stepId = flow.steps[0]?.id ?? '';
    const step = { ...seenOf(flow), stepId };
    for (const attempt of [
      () => chooseCredential(ctx, { ...step, credentialId: null }),
      () => removeStep(ctx, step),
      () => moveStep(ctx, { ...step, to: 1 }),
      () => addStep(ctx, { ...seenOf(flow), component: 'slack', name: 'Tell' }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'STATE_INVALID' });
    const swapped = await chooseCredential(ctx, { ...step, credentialId: other });
    expect(swapped.steps[0]?.credential?.name).toBe('Spare');
    await deleteCredentials(ctx, [one]);
    await expect(deleteCredentials(ctx, [other])).rejects.toMatchObject({ code: 'IN_USE' });
  });
});

it('keeps steps numbered from one, whatever is moved and removed', async () => {
  const ctx = await testWorkspace();
  let flow = await testFlow(
    ctx,
    'Order sync',
    ['rest', 'slack', 'github', 'stripe'].map((component) => ({ component, credentialId: null })),
  );
  const idOf = (component: string) => flow.steps.find((step) => step.app.id === component)?.id ?? '';
  const order = () => flow.steps.map((step) => step.app.id);
  flow = await moveStep(ctx, { ...seenOf(flow), stepId: idOf('stripe'), to: 1 });
  expect(order()).toEqual(['stripe', 'rest', 'slack', 'github']);
  flow = await moveStep(ctx, { ...seenOf(flow), stepId: idOf('stripe'), to: 100 });
  expect(order()).toEqual(['rest', 'slack', 'github', 'stripe']);
  flow = await removeStep(ctx, { ...seenOf(flow), stepId: idOf('slack') });
  flow = await addStep(ctx, { ...seenOf(flow), component: 'mailchimp', name: 'Send' });
  expect(order()).toEqual(['rest', 'github', 'stripe', 'mailchimp']);
  await expect(addStep(ctx, { ...seenOf(flow), component: 'no-such', name: 'x' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

it('moves every flow of a workspace to another credential at once', async () => {
  const ctx = await testWorkspace();
  const [from, to] = [await rest(ctx), await rest(ctx, 'Spare')];
  const steps = [{ component: 'rest', credentialId: from }];
  const active = await activateFlow(ctx, seenOf(await testFlow(ctx, 'A', steps)));
  const draft = await testFlow(ctx, 'B', [...steps, ...steps]);
  await expect(replaceCredential(withRole(ctx, 'viewer'), { from, to })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await set(ctx, to, { state: 'failed' });
  await expect(replaceCredential(ctx, { from, to })).rejects.toMatchObject({ code: 'STATE_INVALID' });
  await set(ctx, to, { state: 'passed' });
  expect(await replaceCredential(ctx, { from, to })).toEqual({ flows: 2 });
  for (const flow of [active, draft]) {
    const now = await getFlow(ctx, flow.id);
    expect(now.steps.every((step) => step.credential?.id === to)).toBe(true);
    expect(now.revision).toBe(flow.revision + 1);
  }
  const records = () => read().$count(audit, eq(audit.tenantId, ctx.tenantId));
  const before = await records();
  await expect(replaceCredential(ctx, { from: to, to })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  expect(await replaceCredential(ctx, { from, to })).toEqual({ flows: 0 });
  expect(await records()).toBe(before);
  expect((await getFlow(ctx, active.id)).revision).toBe(active.revision + 1);
  await deleteCredentials(ctx, [from]);
});

it('offers 2,000 credentials in pages, working ones first, found by name', async () => {
  const ctx = await testWorkspace();
  const id = await rest(ctx, 'Template');
  const [row] = await read().select().from(credentials).where(eq(credentials.id, id));
  if (!row) throw new Error('not there');
  const many = Array.from({ length: 1_999 }, (_, at) => {
    const name = `Key ${String(at).padStart(4, '0')}`;
    const broken = at % 200 === 0 ? ('reconnect' as const) : ('failed' as const);
    const state = at % 100 === 0 ? broken : ('passed' as const);
    return { ...row, id: `${id}${at}`, identifier: `rest-${at}`, name, nameKey: nameKey(name), state };
  });
  for (let at = 0; at < many.length; at += 200)
    await transact(async (tx) => {
      await tx.insert(credentials).values(many.slice(at, at + 200));
    });
  const names: string[] = [];
  let after: string | null = null;
  do {
    const page = await listChoices(ctx, { component: 'rest', q: '', after });
    expect(page.total).toBe(2_000);
    names.push(...page.choices.map((choice) => `${choice.isUsable ? 0 : 1} ${choice.name}`));
    after = page.next;
  } while (after !== null);
  expect(names).toHaveLength(2_000);
  expect(names).toEqual(names.toSorted());
  expect(names.filter((name) => name.startsWith('1'))).toHaveLength(20);
  const found = await listChoices(ctx, { component: 'rest', q: 'key 0100', after: null });
  expect(found.choices).toMatchObject([{ name: 'Key 0100', isUsable: false, state: 'failed' }]);
  const lost = await listChoices(ctx, { component: 'rest', q: 'key 0200', after: null });
  expect(lost.choices).toMatchObject([{ name: 'Key 0200', isUsable: false, state: 'reconnect' }]);
  expect((await listChoices(ctx, { component: 'slack', q: '', after: null })).total).toBe(0);
});
