import { describe, expect, it, vi } from 'vitest';
import { confirmConnect, finishConnect, startReconnect } from '#lib/connects/commands.ts';
import { connectsOf, inSession, queryOf } from '#lib/connects/testing.ts';
import { requireConsumer } from '#lib/consumers/queries.ts';
import { restoreVersion } from '#lib/restores/commands.ts';
import { openVersion } from '#lib/versions/queries.ts';
import {
  confirm,
  connectionKey,
  type Place,
  post,
  rowsOf,
  signInsOf,
  testSignIns,
  upToConfirm,
} from '#lib/vault-sign-ins/testing.ts';
import { ask } from '../testing.ts';

vi.mock('#lib/consumers/queries.ts', { spy: true });

const { server, place } = testSignIns();

const importKey = async (of: Place): Promise<void> => {
  const answer = await post(of, 'import', { settings: { token: 'typed' } });
  expect(answer.status, answer.text).toBe(200);
};

/** What is handed out of the one credential there is, and what is sealed in it. */
const secretsOf = async (of: Place) => {
  const [row] = await rowsOf(of);
  const body = { connection: connectionKey, consumer: 'ada-shop' };
  const handed = await ask('POST', '/v1/tokens', { key: of.key, body });
  expect(handed.status, handed.text).toBe(200);
  const { secret } = await openVersion(of.ctx, row?.id ?? '', row?.version ?? 0);
  return { handed: (handed.body as { secret: unknown }).secret, sealed: secret };
};

const typed = { handed: { token: 'typed' }, sealed: { token: 'typed' } };

describe('a sign-in whose connection signs in another way by the time of the word', () => {
  it('stores nothing over a key that came meanwhile, and its tokens are given back', async () => {
    const of = await place();
    const token = await upToConfirm(of);
    await importKey(of);
    expect(await confirm(of, token)).toMatchObject({
      status: 422,
      body: { code: 'STATE_INVALID', detail: expect.stringContaining('signs in another way') },
    });
    expect(await rowsOf(of)).toMatchObject([{ authType: 'bearer', version: 1, revision: 1 }]);
    expect(await secretsOf(of)).toEqual(typed);
    expect(server().traffic.revokedGrants).toHaveLength(1);
    expect(await signInsOf(of)).toMatchObject([{ state: 'failed', sealed: Buffer.alloc(0) }]);
    expect((await confirm(of, token)).status).toBe(410);
  });

  it('stores nothing either where the key came in the very moment it was to be stored', async () => {
    const of = await place();
    const token = await upToConfirm(of);
    vi.mocked(requireConsumer).mockImplementationOnce(async (...given) => {
      await importKey(of);
      return requireConsumer(...given);
    });
    expect(await confirm(of, token)).toMatchObject({ status: 422, body: { code: 'STATE_INVALID' } });
    expect(await secretsOf(of)).toEqual(typed);
    expect(server().traffic.revokedGrants).toHaveLength(1);
  });

  it('is not brought back by a restore of its version', async () => {
    const of = await place();
    await confirm(of, await upToConfirm(of));
    await importKey(of);
    const [row] = await rowsOf(of);
    const restored = restoreVersion(of.ctx, { id: row?.id ?? '', revision: row?.revision ?? 0, number: 1 });
    await expect(restored).rejects.toMatchObject({ code: 'STATE_INVALID' });
    expect(await secretsOf(of)).toEqual(typed);
  });

  it('nor is a key where tokens have come instead', async () => {
    const of = await place();
    await importKey(of);
    const { accessToken: access_token, refreshToken: refresh_token } = await server().newGrant();
    expect((await post(of, 'import', { credentials: { access_token, refresh_token } })).status).toBe(200);
    const [row] = await rowsOf(of);
    expect(row).toMatchObject({ authType: 'oauth2', version: 2 });
    const restored = restoreVersion(of.ctx, { id: row?.id ?? '', revision: row?.revision ?? 0, number: 1 });
    await expect(restored).rejects.toMatchObject({ code: 'STATE_INVALID' });
  });

  it('stores nothing at the word of a person here, and their tokens are given back', async () => {
    const of = await place();
    await confirm(of, await upToConfirm(of));
    const [row] = await rowsOf(of);
    const ctx = inSession(of.ctx);
    const { id, url } = await startReconnect(ctx, { id: row?.id ?? '' });
    await finishConnect(ctx, { query: await queryOf(url, { login: 'grace' }) });
    await importKey(of);
    await expect(confirmConnect(ctx, id)).rejects.toMatchObject({ code: 'STATE_INVALID' });
    expect(await rowsOf(of)).toMatchObject([{ authType: 'bearer', version: 2 }]);
    expect(await secretsOf(of)).toEqual(typed);
    expect(server().traffic.revokedGrants).toHaveLength(1);
    expect(await connectsOf(ctx)).toMatchObject([{ state: 'failed', sealed: Buffer.alloc(0) }]);
    await expect(confirmConnect(ctx, id)).rejects.toMatchObject({ code: 'OAU-202' });
  });
});
