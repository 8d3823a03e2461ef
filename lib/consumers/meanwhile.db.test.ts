import { and, eq } from 'drizzle-orm';
import { beforeAll, expect, it, vi } from 'vitest';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { credentials } from '#db/schema/credentials.ts';
import { testDatabase } from '#db/testing.ts';
import { pauseFlow } from '#lib/flows/commands.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { plantUse } from '#lib/uses/testing.ts';
import { deleteConsumer } from './commands.ts';
import { getConsumer } from './queries.ts';
import { asConsumer, makeConsumer, makeCredential, plantLike } from './testing.ts';

vi.mock('#db/client.ts', { spy: true });

beforeAll(testDatabase);

/** What somebody else does once the first part is gone, before the next goes. */
const afterFirstPart = (act: () => Promise<void>) =>
  vi.mocked(transact).mockImplementationOnce(async (first) => {
    const done = await transact(first);
    vi.mocked(transact).mockImplementationOnce(async (next) => {
      await act();
      return transact(next);
    });
    return done;
  });

it('a consumer who gains a flow while their many credentials go: what is gone is said, and asked for again the rest goes', async () => {
  const ctx = await testWorkspace();
  const { id } = await makeConsumer(ctx, 'user-1');
  await plantLike(ctx, await makeCredential(asConsumer(ctx, id), 'A'), 300);
  const ofTheirs = eq(credentials.consumerId, id);
  let flowId = '';
  afterFirstPart(async () => {
    const [left] = await read().select({ id: credentials.id }).from(credentials).where(ofTheirs).limit(1);
    flowId = await plantUse(ctx, left?.id ?? '', { flowName: 'Nightly' });
  });
  await expect(deleteConsumer(ctx, id)).rejects.toMatchObject({
    code: 'IN_USE',
    message:
      '1 active flow signs in with credentials of this consumer. Delete or update it first. 200 others of their credentials are gone already; asked for again, the rest goes too.',
    detail: { flows: ['Nightly'], gone: 200 },
  });
  expect(await read().$count(credentials, ofTheirs)).toBe(101);
  const deleted = and(eq(audit.tenantId, ctx.tenantId), eq(audit.action, 'credential.deleted'));
  const before = await read().$count(audit, deleted);
  expect(await getConsumer(ctx, id)).toMatchObject({ id });
  await pauseFlow(ctx, { flowId, revision: 1 });
  expect(await deleteConsumer(ctx, id)).toMatchObject({ credentials: 151 - before });
  expect(await read().$count(audit, deleted)).toBe(151);
});
