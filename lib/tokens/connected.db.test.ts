import { describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { grants } from '#db/schema/oauth.ts';
import { startOauthServer } from '#e2e/fakes/oauth-server.ts';
import { updateCredential } from '#lib/credentials/commands.ts';
import { rowsOf } from '#lib/credentials/testing.ts';
import { duplicateCredential } from '#lib/duplicates/commands.ts';
import { restoreVersion } from '#lib/restores/commands.ts';
import { allowOutbound } from '#lib/testing.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { createWithTokens } from './commands.ts';
import { grantOf, testTokens } from './testing.ts';

const { server, place, startApi, settingsThere, pasted } = testTokens();

describe('a connected credential', () => {
  const change = (id: string, part: object = {}) => ({
    id,
    revision: 1,
    name: 'Nightly job',
    environment: 'production',
    settings: settingsThere(),
    secret: {},
    expiresAt: null,
    acceptUntested: false,
    ...part,
  });

  async function connected() {
    const { ctx, appId } = await place();
    const { accessToken, refreshToken } = await server().newGrant();
    const { id } = await createWithTokens(ctx, pasted(appId, { accessToken, refreshToken }));
    return { ctx, appId, id };
  }

  it('is not duplicated: two owners of one refresh token end each other', async () => {
    const { ctx, id } = await connected();
    await expect(duplicateCredential(ctx, id)).rejects.toMatchObject({ code: 'STATE_INVALID' });
    expect(await rowsOf(ctx)).toHaveLength(1);
  });

  it('keeps its sign-in when its settings change, whatever is sent for it', async () => {
    const { ctx, appId, id } = await connected();
    const settings = {
      baseUrl: server().issuer,
      testPath: '/me-api?again',
      clientId: 'another',
      grantType: 'password',
    };
    await updateCredential(ctx, change(id, { settings }));
    const opened = await openVersion(ctx, id, 2);
    expect(opened.settings).toMatchObject({
      testPath: '/me-api?again',
      clientId: server().clients.web,
      grantType: 'authorization_code',
    });
    expect(opened.secret).toHaveProperty('refreshToken');
    expect(await grantOf(id)).toMatchObject({ version: 2, appId });
  });

  it('never sends its tokens to another place', async () => {
    const { ctx, id } = await connected();
    const elsewhere = await startOauthServer({ host: '127.0.0.3' });
    allowOutbound(elsewhere.allow);
    const settings = { baseUrl: elsewhere.issuer, testPath: '/me-api' };
    const moved = updateCredential(ctx, change(id, { settings }));
    await expect(moved).rejects.toMatchObject({ code: 'SECRET_REQUIRED' });
    await elsewhere.stop();
    expect((await rowsOf(ctx))[0]).toMatchObject({ version: 1, revision: 1 });
  });

  it('never saves tokens that a refresh has replaced meanwhile', async () => {
    const { ctx, appId } = await place();
    const api = await startApi();
    const { accessToken, refreshToken } = await server().newGrant();
    const settings = { baseUrl: api.url, testPath: '/me' };
    const { id } = await createWithTokens(ctx, { ...pasted(appId, { accessToken, refreshToken }), settings });
    api.during = () =>
      transact(async (tx) => {
        await tx.update(grants).set({ generation: 7 }).where(eq(grants.credentialId, id));
      });
    await updateCredential(ctx, change(id, { settings: { ...settings, testPath: '/me?again' } }));
    expect(api.asked).toEqual(['/me', '/me?again', '/me?again']);
    expect(await grantOf(id)).toMatchObject({ version: 2, generation: 8 });
    await api.close();
  });

  const countUp = (id: string) => () =>
    transact(async (tx) => {
      await tx.update(grants).set({ generation: 7 }).where(eq(grants.credentialId, id));
    });

  it('never brings an older version back with tokens that were replaced meanwhile', async () => {
    const { ctx, appId } = await place();
    const api = await startApi();
    const { accessToken, refreshToken } = await server().newGrant();
    const settings = { baseUrl: api.url, testPath: '/me' };
    const { id } = await createWithTokens(ctx, { ...pasted(appId, { accessToken, refreshToken }), settings });
    await updateCredential(ctx, change(id, { settings: { ...settings, testPath: '/me?again' } }));
    api.during = countUp(id);
    await restoreVersion(ctx, { id, revision: 2, number: 1 });
    expect(api.asked).toEqual(['/me', '/me?again', '/me', '/me']);
    expect(await grantOf(id)).toMatchObject({ version: 3, generation: 8 });
    await api.close();
  });

  it('never carries a refresh token on beside a pasted access token when it was replaced meanwhile', async () => {
    const { ctx, appId } = await place();
    const api = await startApi();
    const { accessToken, refreshToken } = await server().newGrant();
    const settings = { baseUrl: api.url, testPath: '/me' };
    const { id } = await createWithTokens(ctx, { ...pasted(appId, { accessToken, refreshToken }), settings });
    api.during = countUp(id);
    const saving = updateCredential(ctx, change(id, { settings, secret: { accessToken } }));
    await expect(saving).rejects.toMatchObject({ code: 'BUSY' });
    expect(await grantOf(id)).toMatchObject({ version: 1, generation: 7 });
    await api.close();
  });

  it('keeps its expiry when only its name changes', async () => {
    const { ctx, appId } = await place();
    const { accessToken } = await server().newGrant();
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const { id } = await createWithTokens(ctx, pasted(appId, { accessToken, expiresAt }));
    await updateCredential(ctx, change(id, { name: 'Another name' }));
    expect((await rowsOf(ctx))[0]).toMatchObject({ name: 'Another name', expiresAt: Date.parse(expiresAt) });
  });
});
