import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { createCredential } from '#lib/credentials/commands.ts';
import { restInput, startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { deleteCredentials } from '#lib/trash/commands.ts';
import { listActiveFlows } from './queries.ts';
import { plantUse } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  await testDatabase();
  app = await startTestApp();
});
afterAll(() => app.close());

it('counts the active flows of a credential, names some of them, and leaves the others out', async () => {
  const [ctx, foreign] = [await testWorkspace(), await testWorkspace()];
  const { id } = await createCredential(ctx, restInput(app));
  await plantUse(ctx, id, { flowName: 'Paused', flowState: 'paused' });
  expect(await listActiveFlows(ctx, id)).toEqual([]);
  for (let n = 1; n <= 101; n += 1) await plantUse(ctx, id, { flowName: `Flow ${String(n).padStart(3, '0')}` });
  expect(await listActiveFlows(foreign, id)).toEqual([]);
  const refusal: unknown = await deleteCredentials(ctx, [id]).catch((error: unknown) => error);
  expect(refusal).toMatchObject({
    code: 'IN_USE',
    message: '101 active flows would stop. Delete or update these flows first.',
    detail: { flowIds: { length: 100 }, flows: { length: 100, 0: 'Flow 001', 99: 'Flow 100' } },
  });
});
