import { beforeEach, expect, it, vi } from 'vitest';
import { recorder } from '#lib/audit/commands.ts';
import { endpointAt, testReceiver } from '#lib/deliveries/testing.ts';
import { AppError } from '#lib/errors.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { updateEndpoint } from '#lib/webhooks/commands.ts';
import { getEndpoint } from '#lib/webhooks/queries.ts';
import { ask, testKey } from '../testing.ts';

vi.mock('#lib/audit/commands.ts', { spy: true });

const receiver = testReceiver();
beforeEach(() => {
  vi.mocked(recorder).mockReset();
});

async function webhook() {
  const ctx = await testWorkspace();
  const key = await testKey(ctx);
  const { id } = await endpointAt(ctx, receiver().url, { form: 'apideck' });
  const headers = { 'x-apideck-app-id': ctx.workspaceId };
  const patch = (body: object) => ask('PATCH', `/webhook/webhooks/${id}`, { key, headers, body });
  return { ctx, id, patch, standing: () => getEndpoint(ctx, id) };
}

it('a webhook has its new address and its switch together, or neither', async () => {
  const { patch, standing } = await webhook();
  const body = { delivery_url: `${receiver().url}/moved`, status: 'disabled' };
  vi.mocked(recorder).mockImplementation(async () => async (_tx, _now, { action }) => {
    if (action === 'webhook.disabled') throw new AppError('BUSY', 'The database is busy.');
  });
  expect(await patch(body)).toMatchObject({ status: 503 });
  expect(await standing()).toMatchObject({ url: receiver().url, state: 'delivering', revision: 1 });
  vi.mocked(recorder).mockReset();
  expect(await patch(body)).toMatchObject({ status: 200, body: { data: { status: 'disabled' } } });
  expect(await standing()).toMatchObject({ url: body.delivery_url, state: 'disabled' });
});

it.each([
  ['neither', { description: 'Ours', status: 'disabled' }],
  ['no other switch', { status: 'disabled' }],
])('a webhook that was changed meanwhile has %s', async (_which, body) => {
  const { ctx, id, patch, standing } = await webhook();
  vi.mocked(recorder).mockImplementationOnce(async (...given) => {
    await updateEndpoint(ctx, { id, revision: 1, url: receiver().url, description: 'Another', types: ['*'] });
    return recorder(...given);
  });
  const answer = await patch(body);
  expect(answer).toMatchObject({ status: 409, body: { code: 'CHANGED_MEANWHILE' } });
  expect(await standing()).toMatchObject({ description: 'Another', state: 'delivering', revision: 2 });
});
