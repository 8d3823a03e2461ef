import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { read } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { testDatabase } from '#db/testing.ts';
import type { OauthServer } from '#e2e/fakes/oauth-server.ts';
import { revokeKey } from '#lib/api-keys/commands.ts';
import { listKeys } from '#lib/api-keys/queries.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { refreshNow } from '#lib/grants/commands.ts';
import { addApp, startProvider } from '#lib/grants/testing.ts';
import { disconnectCredential } from '#lib/revocations/commands.ts';
import { deleteCredentials } from '#lib/trash/commands.ts';
import { ask, type Answer } from '../testing.ts';
import { environmentOf, rowsOf, testUser } from './testing.ts';

vi.mock('#lib/grants/commands.ts', { spy: true });

let provider: OauthServer;
beforeAll(async () => {
  await testDatabase();
  provider = await startProvider();
});
afterAll(() => provider.stop());
beforeEach(() => {
  vi.mocked(refreshNow).mockReset();
  provider.reset();
});

const path = '/core/v1/authentications';

/** An authentication of a user whose token lives, and who asks for another nevertheless. */
async function authentication() {
  const ctx = await testWorkspace();
  const { token } = await testUser(ctx, 'user-1');
  await addApp(ctx, provider, { name: 'Production' });
  const { accessToken: access_token, refreshToken: refresh_token } = await provider.newGrant();
  const body = {
    name: 'Orders',
    serviceEnvironmentId: await environmentOf(ctx, 'oauth2', 'Production'),
    userData: { base_url: provider.issuer },
    credentials: { access_token, refresh_token, expires_in: 3_600 },
    scopes: [],
  };
  expect((await ask('POST', path, { key: token, body })).status).toBe(200);
  const [row] = await rowsOf(ctx);
  const id = row?.id ?? '';
  const revoke = async (kind: 'key' | 'user') => {
    for (const key of (await listKeys(ctx, { kind })).rows) await revokeKey(ctx, key.id);
  };
  const force = () => ask('GET', `${path}/${id}/full?forceRefresh=true`, { key: token });
  return { ctx, id, revoke, force };
}

/** What somebody else does once the provider has given its token, before it is handed out. */
const onceItCame = (act: () => Promise<unknown>) =>
  vi.mocked(refreshNow).mockImplementationOnce(async (...given) => {
    const grant = await refreshNow(...given);
    await act();
    return grant;
  });

const issued = (id: string) =>
  read()
    .select()
    .from(audit)
    .where(and(eq(audit.targetId, id), eq(audit.action, 'credential.token_issued')));

async function expectNothingGiven(id: string, answer: Answer, status: number, code: string): Promise<void> {
  expect(answer).toMatchObject({ status, body: { code } });
  expect(answer.text).not.toContain('access_token');
  expect(await issued(id)).toEqual([]);
  expect(provider.traffic).toMatchObject({ refreshRequests: 1 });
}

describe('while another token is waited for', () => {
  it.each(['user', 'key'] as const)('whoever asks may be revoked, here by its %s: nobody is given it', async (kind) => {
    const { id, revoke, force } = await authentication();
    onceItCame(() => revoke(kind));
    await expectNothingGiven(id, await force(), 401, 'KEY_REFUSED');
  });

  it('its access may be taken back: it has to be connected again', async () => {
    const { ctx, id, force } = await authentication();
    onceItCame(() => disconnectCredential(ctx, { id, version: 1 }));
    await expectNothingGiven(id, await force(), 409, 'OAU-301');
  });

  it('the authentication may be deleted: it is not there', async () => {
    const { ctx, id, force } = await authentication();
    onceItCame(() => deleteCredentials(ctx, [id]));
    await expectNothingGiven(id, await force(), 404, 'NOT_FOUND');
  });

  it('and nothing of this happens, it is given', async () => {
    const { id, force } = await authentication();
    expect(await force()).toMatchObject({ status: 200, body: { credentials: { access_token: expect.any(String) } } });
    expect(await issued(id)).toHaveLength(1);
    expect(vi.mocked(refreshNow)).toHaveBeenCalledOnce();
  });
});
