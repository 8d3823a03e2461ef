import { beforeAll, expect, it, vi } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { getKey } from '#lib/api-keys/queries.ts';
import { changeKey, makeKey, plantChildren } from '#lib/api-keys/testing.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { purgePlans } from '#lib/import-plans/commands.ts';
import { runJobs } from './run.ts';

vi.mock('#lib/import-plans/commands.ts', { spy: true });

beforeAll(testDatabase);

it('what was made with a revoked key is ended, whatever cannot be cleared away', async () => {
  vi.mocked(purgePlans).mockRejectedValue(new Error('no'));
  const ctx = await testWorkspace();
  const { id } = await makeKey(ctx);
  const [left = ''] = await plantChildren(ctx, [id]);
  await changeKey(ctx, id, { revokedAt: Date.now() });
  const ends = new AbortController();
  const jobs = runJobs(ends.signal);
  try {
    await vi.waitFor(async () => expect(await getKey(ctx, left)).toMatchObject({ state: 'revoked' }), 10_000);
    expect(purgePlans).toHaveBeenCalled();
  } finally {
    ends.abort();
    await jobs;
  }
});
