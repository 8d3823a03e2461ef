import { beforeAll, expect, it, vi } from 'vitest';
import { transact, type Closure } from '#db/client.ts';
import { testDatabase } from '#db/testing.ts';
import { createKey } from '#lib/api-keys/commands.ts';
import { listLiveMade } from '#lib/api-keys/queries.ts';
import { changeKey, makeKey } from '#lib/api-keys/testing.ts';
import { makeConsumer } from '#lib/consumers/testing.ts';
import { requireKey, type KeyCtx } from '#lib/gate/key.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { createSession } from '#lib/vault-sessions/commands.ts';
import { newSession } from '#lib/vault-sessions/schema.ts';
import { createUserToken } from './commands.ts';

vi.mock('#db/client.ts', { spy: true });

beforeAll(testDatabase);

it.each<[string, (as: KeyCtx, consumerId: string) => Promise<unknown>]>([
  ['a key', (as) => createKey(as, { name: 'Another', scopes: ['metadata'], expiresAt: null })],
  ['a user token', createUserToken],
  ['a session', (as) => createSession(as, 'user-1', newSession.parse({}))],
])('%s made with one that is revoked meanwhile is handed to nobody, and ends', async (_, make) => {
  const ctx = await testWorkspace();
  const { id: consumerId } = await makeConsumer(ctx, 'user-1');
  const { id, token } = await makeKey(ctx);
  // It has been used just now: nothing else is written of it.
  await changeKey(ctx, id, { lastUsedAt: Date.now() });
  const as = await requireKey(`Bearer ${token}`, { requestId: 'req_x', address: '' });
  // Its end is complete before what was begun with it is there, as it may be on PostgreSQL.
  const mocked = vi.mocked(transact);
  const revokedWhenMade = async <T>(closure: Closure<T>): Promise<T> => {
    mocked.mockReset();
    const done = await transact(closure);
    if ((await listLiveMade(ctx, id)).length > 0) await changeKey(ctx, id, { revokedAt: Date.now() });
    else mocked.mockImplementation(revokedWhenMade);
    return done;
  };
  mocked.mockImplementation(revokedWhenMade);
  await expect(make(as, consumerId)).rejects.toMatchObject({ code: 'KEY_REFUSED' });
  expect(await listLiveMade(ctx, id)).toEqual([]);
});
