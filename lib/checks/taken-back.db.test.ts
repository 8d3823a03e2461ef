import { eq } from 'drizzle-orm';
import { describe, expect, it, vi } from 'vitest';
import { transact } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { importConnection } from '#lib/connections/commands.ts';
import { testServer } from '#lib/connects/testing.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { addApp, grantOf, rowOf } from '#lib/grants/testing.ts';
import { handOut } from '#lib/handouts/commands.ts';
import { disconnectCredential } from '#lib/revocations/commands.ts';
import { whileItIsProved } from '#lib/verifications/testing.ts';
import { prepareTokens } from '#lib/versions/commands.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { checkCredential } from './commands.ts';

vi.mock('#lib/verifications/commands.ts', { spy: true });

const provider = testServer();

/** A connection with tokens that live for an hour, and what sends them again. */
async function connected() {
  const ctx = await testWorkspace();
  await addApp(ctx, provider());
  const { accessToken: access_token, refreshToken: refresh_token } = await provider().newGrant();
  const credentials = { access_token, refresh_token, issued_at: new Date().toISOString(), expires_in: 3_600 };
  const place = { consumer: 'user-1', unifiedApi: 'crm', serviceId: 'oauth2' };
  const send = (test_path = '/me-api') =>
    importConnection(ctx, { ...place, credentials, settings: { base_url: provider().issuer, test_path } });
  const { credentialId } = await send();
  return { ctx, id: credentialId ?? '', send, accessToken: access_token };
}

const setState = (id: string, state: 'passed' | 'unverified') =>
  transact(async (tx) => {
    await tx.update(credentials).set({ state }).where(eq(credentials.id, id));
  });

describe('a dry run under way while access is taken back', () => {
  it('says nothing of what has ended', async () => {
    const { ctx, id } = await connected();
    whileItIsProved(() => disconnectCredential(ctx, { id, version: 1 }));
    expect(await checkCredential(ctx, id)).toMatchObject({ verification: { outcome: 'passed' } });
    expect(await rowOf(ctx, id)).toMatchObject({ state: 'reconnect', stateCode: 'revoked', verifyDueAt: null });
    await checkCredential(ctx, id);
    expect(await rowOf(ctx, id)).toMatchObject({ state: 'reconnect', stateCode: 'reconnect_needed' });
  });
});

describe('the same tokens, sent again', () => {
  it.each([
    ['as they were', '/me-api'],
    ['with another setting', '/userinfo'],
  ])('%s begin a connection anew that was taken back, whatever its state says', async (_how, testPath) => {
    const { ctx, id, send, accessToken } = await connected();
    await disconnectCredential(ctx, { id, version: 1 });
    await setState(id, 'passed');
    expect(await send(testPath)).toMatchObject({ outcome: 'updated' });
    expect(await grantOf(ctx, id)).toMatchObject({ version: 2, state: 'live', eraseDueAt: null });
    expect((await openVersion(ctx, id, 2)).secret).toMatchObject({ accessToken });
    expect(await handOut(ctx, { id })).toMatchObject({ accessToken });
  });

  it.each([
    ['as they were', '/me-api'],
    ['with another setting', '/userinfo'],
  ])('%s fill a connection that has none', async (_how, testPath) => {
    const { ctx, id, send, accessToken } = await connected();
    const { secret, ...version } = await openVersion(ctx, id, 1);
    const { accessToken: _access, refreshToken: _refresh, ...others } = secret;
    const replace = await prepareTokens(ctx, id, { ...version, secret: others });
    await transact(replace);
    expect(await send(testPath)).toMatchObject({ outcome: 'updated' });
    expect(await handOut(ctx, { id })).toMatchObject({ accessToken });
  });
});
