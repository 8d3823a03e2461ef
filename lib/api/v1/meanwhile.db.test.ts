import { eq, sql } from 'drizzle-orm';
import { beforeEach, expect, it, vi } from 'vitest';
import { read, transact } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { recorder } from '#lib/audit/commands.ts';
import { makeCredential } from '#lib/consumers/testing.ts';
import { endpointAt, testReceiver } from '#lib/deliveries/testing.ts';
import { AppError } from '#lib/errors.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { setEnabled, updateEndpoint } from '#lib/webhooks/commands.ts';
import { getEndpoint } from '#lib/webhooks/queries.ts';
import { ask, testKey } from '../testing.ts';

vi.mock('#lib/audit/commands.ts', { spy: true });

const receiver = testReceiver();
beforeEach(() => {
  vi.mocked(recorder).mockReset();
});

/** What somebody else does between what a request has looked at and its transaction. */
const beforeItWrites = (act: () => Promise<unknown>) =>
  vi.mocked(recorder).mockImplementationOnce(async (...given) => {
    await act();
    return recorder(...given);
  });

const changeElsewhere = (id: string) =>
  transact(async (tx) => {
    const revision = sql<number>`${credentials.revision} + 1`;
    await tx.update(credentials).set({ revision }).where(eq(credentials.id, id));
  });

const changed = { status: 412, body: { code: 'PRECONDITION_FAILED' } };

it('a credential that was changed meanwhile is not deleted', async () => {
  const ctx = await testWorkspace();
  const key = await testKey(ctx);
  const id = await makeCredential(ctx, 'A');
  const remove = (etag: string) => ask('DELETE', `/v1/credentials/${id}`, { key, headers: { 'if-match': etag } });
  beforeItWrites(() => changeElsewhere(id));
  expect(await remove('"1"')).toMatchObject({ status: 412, body: { ...changed.body, facts: { revision: 2 } } });
  const rows = await read()
    .select({ deletedAt: credentials.deletedAt })
    .from(credentials)
    .where(eq(credentials.id, id));
  expect(rows).toEqual([{ deletedAt: null }]);
  expect(await remove('"2"')).toMatchObject({ status: 200, body: { name: 'A' } });
});

it('a credential that was changed meanwhile is not restored, and which revision it has now is told', async () => {
  const ctx = await testWorkspace();
  const key = await testKey(ctx);
  const id = await makeCredential(ctx, 'A');
  beforeItWrites(() => changeElsewhere(id));
  const restored = await ask('POST', `/v1/credentials/${id}/versions/1/restore`, { key });
  expect(restored).toMatchObject({ status: 412, body: { ...changed.body, facts: { revision: 2 } } });
});

it.each([true, false])('a webhook that was changed meanwhile is not switched: %s', async (isEnabled) => {
  const ctx = await testWorkspace();
  const key = await testKey(ctx);
  const { id } = await endpointAt(ctx, receiver().url);
  await setEnabled(ctx, { id, on: !isEnabled });
  const { revision, state } = await getEndpoint(ctx, id);
  beforeItWrites(() =>
    updateEndpoint(ctx, { id, revision, url: receiver().url, description: 'Another', types: ['*'] }),
  );
  const headers = { 'if-match': `"${revision}"` };
  expect(await ask('PATCH', `/v1/webhooks/${id}`, { key, headers, body: { isEnabled } })).toMatchObject(changed);
  expect(await getEndpoint(ctx, id)).toMatchObject({ state, description: 'Another', revision: revision + 1 });
});

it('a webhook has its new address and its switch together, or neither', async () => {
  const ctx = await testWorkspace();
  const key = await testKey(ctx);
  const { id } = await endpointAt(ctx, receiver().url);
  const body = { url: `${receiver().url}/moved`, isEnabled: false };
  vi.mocked(recorder).mockImplementation(async () => async (_tx, _now, { action }) => {
    if (action === 'webhook.disabled') throw new AppError('BUSY', 'The database is busy.');
  });
  expect(await ask('PATCH', `/v1/webhooks/${id}`, { key, body })).toMatchObject({ status: 503 });
  expect(await getEndpoint(ctx, id)).toMatchObject({ url: receiver().url, state: 'delivering', revision: 1 });
  vi.mocked(recorder).mockReset();
  expect(await ask('PATCH', `/v1/webhooks/${id}`, { key, body })).toMatchObject({ status: 200 });
  expect(await getEndpoint(ctx, id)).toMatchObject({ url: body.url, state: 'disabled' });
});
