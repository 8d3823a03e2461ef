import { describe, expect, it } from 'vitest';
import { testServer } from '#lib/connects/testing.ts';
import { updateCredential } from '#lib/credentials/commands.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { refreshNow } from '#lib/grants/commands.ts';
import { addApp, rowOf } from '#lib/grants/testing.ts';
import { openVersion, versionsWith } from '#lib/versions/queries.ts';
import { setVersionsKept } from '#lib/workspaces/commands.ts';
import { importConnection, updateConnection } from './commands.ts';

const provider = testServer();

/** A connection of which five versions are kept, and what sends its tokens again. */
async function imported() {
  const ctx = await testWorkspace();
  await setVersionsKept(ctx, { versionsKept: 5 });
  await addApp(ctx, provider());
  const { accessToken: access_token, refreshToken: refresh_token } = await provider().newGrant();
  const tokens = { access_token, refresh_token, issued_at: new Date().toISOString(), expires_in: 3_600 };
  const item = { consumer: 'user-1', unifiedApi: 'crm', serviceId: 'oauth2' };
  const settings = { base_url: provider().issuer, test_path: '/me-api' };
  const sendAgain = (test_path: string) =>
    importConnection(ctx, { ...item, credentials: tokens, settings: { ...settings, test_path } });
  const id = (await sendAgain('/me-api')).credentialId ?? '';
  const changeSettings = (test_path: string) => updateConnection(ctx, { ...item, settings: { test_path } });
  return { ctx, id, tokens, sendAgain, changeSettings };
}

type Imported = Awaited<ReturnType<typeof imported>>;

async function typeTokens({ ctx, id }: Imported): Promise<void> {
  const { accessToken, refreshToken } = await provider().newGrant();
  const { revision, name, environment, settings } = await rowOf(ctx, id);
  const facts = { id, revision, name, environment, settings: settings ?? {}, expiresAt: null, acceptUntested: false };
  await updateCredential(ctx, { ...facts, secret: { accessToken, refreshToken, expiresAt: 'never' } });
}

/** Until only the current tokens have a version that is kept. */
async function changeOften({ ctx, id, changeSettings }: Imported): Promise<void> {
  const { version } = await rowOf(ctx, id);
  for (let n = 0; n < 5; n += 1) await changeSettings(`/me-api?n=${n}`);
  expect(await versionsWith(ctx, id, 'accessToken')).toEqual([1, 2, 3, 4, 5].map((n) => version + n));
}

describe('tokens that were imported, sent again after many changes of settings', () => {
  it.each(['/me-api?n=4', '/me-api?n=5'])('count where others were typed since, testing at %s', async (testPath) => {
    const of = await imported();
    await typeTokens(of);
    await changeOften(of);
    expect(await of.sendAgain(testPath)).toMatchObject({ outcome: 'updated' });
    const { access_token: accessToken, refresh_token: refreshToken } = of.tokens;
    expect((await openVersion(of.ctx, of.id, 8)).secret).toMatchObject({ accessToken, refreshToken });
    expect(await of.sendAgain(testPath)).toMatchObject({ outcome: 'unchanged' });
  });

  it('touch nothing where they were only refreshed', async () => {
    const of = await imported();
    await refreshNow(of.ctx, of.id);
    await changeOften(of);
    expect(await of.sendAgain('/me-api?n=4')).toMatchObject({ outcome: 'unchanged' });
    expect(await of.sendAgain('/me-api?n=5')).toMatchObject({ outcome: 'updated' });
    const { secret } = await openVersion(of.ctx, of.id, 7);
    expect(secret['refreshToken']).not.toBe(of.tokens.refresh_token);
  });
});
