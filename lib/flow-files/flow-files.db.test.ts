import { serialize } from 'bson';
import { beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { flowStepsMax } from '#lib/bson/limits.ts';
import { openFlows } from '#lib/bson/read.ts';
import { createFlow } from '#lib/flows/commands.ts';
import { getFlow } from '#lib/flows/queries.ts';
import { testWorkspace, withRole } from '#lib/gate/testing.ts';
import { passphrase, uploaded } from '#lib/imports/testing.ts';
import { stepsMax } from '#lib/flows/schema.ts';
import { testFlow } from '#lib/steps/testing.ts';
import { exportFlow, importFlow } from './commands.ts';
import { readFlowFile } from './queries.ts';
import {
  apply,
  auditOf,
  besides,
  boundIn,
  file,
  flowsIn,
  imported,
  made,
  means,
  orderSync,
  planOf,
  set,
  step,
  stepsIn,
} from './testing.ts';

beforeAll(async () => {
  await testDatabase();
});

describe('an export', () => {
  it('names credentials and holds nothing of them', async () => {
    const ctx = await testWorkspace('builder');
    const orders = await made(ctx, 'Orders API', { identifier: 'rest-orders' });
    const flow = await testFlow(ctx, 'Order sync, nightly', [
      { component: 'rest', credentialId: orders },
      { component: 'slack', credentialId: null },
    ]);
    const out = await exportFlow(ctx, { flowId: flow.id, sealing: { kind: 'passphrase', passphrase } });
    const day = new Date().toISOString().slice(0, 10);
    expect(out.fileName).toBe(`${ctx.tenantSlug}-operations-order-sync-nightly-${day}.bson`);
    const source = (async function* () {
      yield out.bytes;
    })();
    const opened = [];
    for await (const { item } of openFlows(source, { kind: 'passphrase', passphrase })) opened.push(item);
    expect(opened).toEqual([
      {
        identifier: flow.identifier,
        name: 'Order sync, nightly',
        steps: [
          step('Step with rest', 'rest', means('rest-orders', 'Orders API')),
          step('Step with slack', 'slack', null),
        ],
      },
    ]);
    expect(JSON.stringify(opened)).not.toMatch(/crd_|flw_|stp_|planted|example-saas/);
    expect(await auditOf(ctx, 'flow.exported')).toMatchObject([
      { targetId: flow.id, targetLabel: 'Order sync, nightly', detail: { sealing: 'passphrase', steps: 2 } },
    ]);
  });

  it('needs the permission, and the flow in this workspace', async () => {
    const ctx = await testWorkspace();
    const { id } = await createFlow(ctx, 'Order sync');
    const sealing = { kind: 'installation' } as const;
    await expect(exportFlow(withRole(ctx, 'viewer'), { flowId: id, sealing })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await expect(exportFlow(await testWorkspace(), { flowId: id, sealing })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(exportFlow(await besides(ctx), { flowId: id, sealing })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await auditOf(ctx, 'flow.exported')).toEqual([]);
  });

  it('carries every flow one can make', () => {
    expect(flowStepsMax).toBeGreaterThanOrEqual(stepsMax);
  });
});

describe('an import', () => {
  it('binds by identifier, then by name, and leaves the rest to be chosen or open', async () => {
    const ctx = await testWorkspace('builder');
    const orders = await made(ctx, 'Another name', { identifier: 'rest-orders' });
    const rates = await made(ctx, 'CARRIER  rates');
    const room = await made(ctx, 'Room', { component: 'slack' });
    const id = await uploaded(ctx, await file([orderSync]));
    const plan = await planOf(ctx, id);
    expect(boundIn(plan)).toEqual([[['identifier', orders], ['name', rates], null, null]]);
    expect(plan.flows).toMatchObject([{ name: 'Order sync', createName: 'Order sync' }]);
    expect(plan.file).toMatchObject({ resourceType: 'flow', count: 1, origin: { tenantName: 'Contoso' } });

    const done = await apply(ctx, id, plan, [{ flow: 1, step: 3, credentialId: room }]);
    const [flow] = done.flows;
    expect(done.flows).toMatchObject([{ name: 'Order sync', open: 1 }]);
    expect(await stepsIn(ctx, flow?.id ?? '')).toEqual([
      ['Read orders', 'rest', orders],
      ['Ask for rates', 'rest', rates],
      ['Tell the channel', 'slack', room],
      ['Wait', 'rest', null],
    ]);
    expect(await flowsIn(ctx)).toEqual([{ name: 'Order sync', state: 'draft', identifier: 'flow-order-sync' }]);
    expect(await auditOf(ctx, 'flow.imported')).toMatchObject([
      { targetId: flow?.id, detail: { steps: 4, open: 1, file: 'file.bson' } },
    ]);
  });

  it('is the way back of an export, into another tenant', async () => {
    const here = await testWorkspace();
    const there = await testWorkspace();
    const flow = await testFlow(here, 'Order sync', [
      { component: 'rest', credentialId: await made(here, 'Orders API', { identifier: 'rest-orders' }) },
    ]);
    const orders = await made(there, 'Orders of this tenant', { identifier: 'rest-orders' });
    const out = await exportFlow(here, { flowId: flow.id, sealing: { kind: 'installation' } });
    const id = await uploaded(there, out.bytes);
    const plan = await readFlowFile(there, { uploadId: id, passphrase: null });
    if (plan.kind !== 'plan') throw new Error('a plan was expected');
    expect(plan.file.signer).toMatchObject({ standing: 'unknown', isHere: true });
    const { flows: done } = await importFlow(there, {
      uploadId: id,
      passphrase: null,
      token: plan.token,
      acceptSigner: true,
      bindings: [],
    });
    const detail = await getFlow(there, done[0]?.id ?? '');
    expect(detail).toMatchObject({ name: 'Order sync', identifier: flow.identifier, state: 'draft' });
    expect(detail.steps).toMatchObject([{ name: 'Step with rest', credential: { id: orders } }]);
  });

  it('never binds what is not in this workspace, however well it is named', async () => {
    const ctx = await testWorkspace();
    const beside = await besides(ctx);
    const stranger = await testWorkspace();
    for (const other of [beside, stranger]) {
      await made(other, 'Orders API', { identifier: 'rest-orders' });
      await made(other, 'Carrier rates', { identifier: 'rest-elsewhere' });
    }
    const foreign = await made(beside, 'Third', { identifier: 'rest-third' });
    const id = await uploaded(ctx, await file([orderSync]));
    const plan = await planOf(ctx, id);
    expect(boundIn(plan)).toEqual([[null, null, null, null]]);
    const chosen = { flow: 1, step: 1, credentialId: foreign };
    await expect(apply(ctx, id, plan, [chosen])).rejects.toMatchObject({ code: 'IMP-302' });
    expect(await flowsIn(ctx)).toEqual([]);
    expect(await apply(ctx, id, plan)).toMatchObject({ flows: [{ open: 4 }] });
  });

  it('never binds a credential of another app, not even one with the identifier of the file', async () => {
    const ctx = await testWorkspace();
    const room = await made(ctx, 'Orders API', { component: 'slack', identifier: 'rest-orders' });
    const id = await uploaded(ctx, await file([orderSync]));
    const plan = await planOf(ctx, id);
    expect(boundIn(plan)[0]?.[0]).toBeNull();
    const chosen = { flow: 1, step: 1, credentialId: room };
    await expect(apply(ctx, id, plan, [chosen])).rejects.toMatchObject({
      code: 'IMP-302',
      detail: { steps: ['1.1'] },
    });
    expect(await flowsIn(ctx)).toEqual([]);
  });

  it('binds a credential that fails, and says so', async () => {
    const ctx = await testWorkspace();
    const orders = await made(ctx, 'Orders API');
    await set(ctx, orders, { state: 'failed', stateMessage: 'No.' });
    const id = await uploaded(ctx, await file([orderSync]));
    expect((await planOf(ctx, id)).flows[0]?.steps[0]?.bound).toMatchObject({ id: orders, state: 'failed' });
  });

  it('leaves a proposed binding open where the person wants that', async () => {
    const ctx = await testWorkspace();
    await made(ctx, 'Orders API');
    const done = await imported(ctx, [orderSync], [{ flow: 1, step: 1, credentialId: null }]);
    expect(done.flows).toMatchObject([{ open: 4 }]);
  });

  it('makes a step of an app that is not in the catalogue, and says that it is gone', async () => {
    const ctx = await testWorkspace();
    const item = { ...orderSync, steps: [step('Old thing', 'gone-app', means('x', 'X'))] };
    const id = await uploaded(ctx, await file([item]));
    const plan = await planOf(ctx, id);
    expect(plan.flows[0]?.steps[0]).toMatchObject({ app: { id: 'gone-app', isGone: true }, bound: null });
    const { flows: done } = await apply(ctx, id, plan);
    expect(done).toMatchObject([{ open: 0, gone: 1 }]);
    expect((await getFlow(ctx, done[0]?.id ?? '')).steps).toMatchObject([{ app: { isGone: true } }]);
  });

  it('takes the next free name and another identifier where there is such a flow already', async () => {
    const ctx = await testWorkspace();
    await imported(ctx, [orderSync]);
    const done = await imported(ctx, [{ ...orderSync, name: 'ORDER sync' }, orderSync]);
    expect(done.flows.map((flow) => flow.name)).toEqual(['ORDER sync 2', 'Order sync 3']);
    const identifiers = (await flowsIn(ctx)).map((flow) => flow.identifier);
    expect(new Set(identifiers).size).toBe(3);
    expect(identifiers).toContain('flow-order-sync');
  });

  it('takes flows without steps, and as many steps as a flow may have', async () => {
    const ctx = await testWorkspace();
    const orders = await made(ctx, 'Orders API');
    const steps = Array.from({ length: stepsMax }, (_, n) => step(`Step ${n + 1}`, 'rest', means('x', 'Orders API')));
    const done = await imported(ctx, [
      { identifier: 'a', name: 'Empty', steps: [] },
      { identifier: 'b', name: 'Full', steps },
    ]);
    expect(done.flows).toMatchObject([{ open: 0 }, { open: 0 }]);
    const written = await stepsIn(ctx, done.flows[1]?.id ?? '');
    expect(written).toEqual(steps.map(({ name }) => [name, 'rest', orders]));
  });

  it('takes a plain file in the words of the format', async () => {
    const ctx = await testWorkspace();
    const orders = await made(ctx, 'Orders API');
    const plain = serialize({
      type: 'flow',
      name: 'By hand',
      steps: [
        { name: 'Read', component: 'rest', credential: { name: 'orders api' } },
        { name: 'Tell', component: 'slack' },
      ],
    });
    const id = await uploaded(ctx, plain);
    const plan = await planOf(ctx, id);
    expect(plan.file).toMatchObject({ sealing: 'none', signer: null, count: 1 });
    const done = await apply(ctx, id, plan);
    expect(await stepsIn(ctx, done.flows[0]?.id ?? '')).toEqual([
      ['Read', 'rest', orders],
      ['Tell', 'slack', null],
    ]);
  });
});
