import { beforeAll, expect, it } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { ask, testKey } from '../testing.ts';

beforeAll(testDatabase);

it('the log is asked for with numbers and places that there can be', async () => {
  const ctx = await testWorkspace();
  const key = await testKey(ctx);
  const headers = { 'x-apideck-app-id': ctx.workspaceId };
  const statusOf = async (query: string) => (await ask('GET', `/webhook/logs?${query}`, { key, headers })).status;
  for (const attempts of ['99999999999', '9007199254740991', '-1', '1.5', 'x'])
    expect(await statusOf(`filter[execution_attempt]=${attempts}`), attempts).toBe(400);
  expect(await statusOf('filter[execution_attempt]=2147483647')).toBe(200);
  for (const query of ['cursor=%00', 'filter[service.id]=%00', 'filter[__proto__]=1', 'filter[status_codes]=x'])
    expect(await statusOf(query), query).toBe(400);
});
