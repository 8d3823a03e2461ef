import { describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { credentialVersions } from '#db/schema/credentials.ts';
import { accountPassword, unknownAccount } from '#e2e/fakes/oauth-server.ts';
import { createCredential, updateCredential } from '#lib/credentials/commands.ts';
import { rowsOf } from '#lib/credentials/testing.ts';
import { withRole } from '#lib/gate/testing.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { createWithTokens, renewTokens } from './commands.ts';
import { grantOf, testTokens } from './testing.ts';

const { server, place, startApi, asClient, asPerson, pasted } = testTokens();

describe('tokens for the client itself', () => {
  it('are asked for, proved and kept at once', async () => {
    const { ctx, appId } = await place();
    const saved = await createWithTokens(ctx, asClient(appId));
    expect(saved.verification).toMatchObject({ outcome: 'passed', account: server().clients.web });
    expect(await grantOf(saved.id)).toMatchObject({ grantType: 'client_credentials', appId, isRefreshable: true });
    const [row] = await rowsOf(ctx);
    expect(row).toMatchObject({ state: 'passed', expiresAt: null });
  });

  it('are not kept when the client is not accepted, which is said in words', async () => {
    const { ctx, appId } = await place();
    server().behaviour.clientSecret = 'another secret by now';
    const refused = createWithTokens(ctx, asClient(appId));
    await expect(refused).rejects.toMatchObject({ code: 'OAU-205', detail: { code: 'invalid_client' } });
    server().behaviour.clientSecret = 'keyhaven-test-client-secret';
    expect(await rowsOf(ctx)).toEqual([]);
  });

  it('are renewed with everything as it is known', async () => {
    const { ctx, appId } = await place();
    const { id } = await createWithTokens(ctx, asClient(appId));
    const before = await openVersion(ctx, id, 1);
    await renewTokens(ctx, { id });
    expect((await openVersion(ctx, id, 2)).secret['accessToken']).not.toBe(before.secret['accessToken']);
    const versions = await read().select().from(credentialVersions).where(eq(credentialVersions.credentialId, id));
    expect(versions.map((one) => one.reason).toSorted()).toEqual(['connected', 'reconnected']);
    await expect(renewTokens(withRole(ctx, 'viewer'), { id })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(renewTokens((await place()).ctx, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('the token of an OAuth app itself', () => {
  const nowhere = { code: 'FORBIDDEN', detail: { permission: 'oauth_app.update' } };

  it('goes to a new address on the word of those who keep the app', async () => {
    const { ctx, appId } = await place();
    const builder = withRole(ctx, 'builder');
    const api = await startApi();
    const asked = server().traffic.tokenRequests;
    const moved = { baseUrl: api.url, testPath: '/me' };
    await expect(createWithTokens(builder, { ...asClient(appId), settings: moved })).rejects.toMatchObject(nowhere);
    const byHand = {
      component: 'oauth2',
      authType: 'oauth2' as const,
      name: 'By hand',
      environment: 'production',
      settings: { ...moved, grantType: 'client_credentials', clientId: server().clients.web },
      secret: { accessToken: 'anything' },
      expiresAt: null,
      acceptUntested: true,
    };
    await expect(createCredential(builder, byHand)).rejects.toMatchObject(nowhere);
    expect([api.asked, server().traffic.tokenRequests]).toEqual([[], asked]);
    expect(await createWithTokens(withRole(ctx, 'admin'), { ...asClient(appId), settings: moved })).toHaveProperty(
      'id',
    );
    await api.close();
  });

  it('stays where it is for everybody who may change a credential', async () => {
    const { ctx, appId } = await place();
    const builder = withRole(ctx, 'builder');
    const { id } = await createWithTokens(ctx, asClient(appId));
    await renewTokens(builder, { id });
    const api = await startApi();
    const asked = server().traffic.tokenRequests;
    const moved = { baseUrl: api.url, testPath: '/me' };
    await expect(renewTokens(builder, { id, settings: moved })).rejects.toMatchObject(nowhere);
    const [row] = await rowsOf(ctx);
    const change = { id, revision: row?.revision ?? 0, name: 'Moved', environment: 'production', expiresAt: null };
    const signIn = { grantType: 'client_credentials', clientId: server().clients.web };
    const secret = { accessToken: 'anything', expiresAt: 'never' };
    const typed = { settings: { ...moved, ...signIn }, secret, acceptUntested: true };
    await expect(updateCredential(builder, { ...change, ...typed })).rejects.toMatchObject(nowhere);
    expect([api.asked, server().traffic.tokenRequests]).toEqual([[], asked]);
    await api.close();
  });
});

describe('tokens of a person', () => {
  it('do not turn into those of the OAuth app by what somebody types who does not keep it', async () => {
    const { ctx } = await place();
    const builder = withRole(ctx, 'builder');
    const settings = { baseUrl: server().issuer, testPath: '/me-api', clientId: server().clients.web };
    const theirs = {
      component: 'oauth2',
      authType: 'oauth2' as const,
      name: 'Mine',
      environment: 'production',
      settings: { ...settings, grantType: 'authorization_code' },
      secret: { accessToken: 'anything' },
      expiresAt: null,
    };
    const { id } = await createCredential(builder, { ...theirs, acceptUntested: true }, 'later');
    const asked = server().traffic.tokenRequests;
    const turned = { ...theirs, settings: { ...settings, grantType: 'client_credentials' }, acceptUntested: true };
    await expect(updateCredential(builder, { ...turned, id, revision: 1 })).rejects.toMatchObject({
      code: 'FORBIDDEN',
      detail: { permission: 'oauth_app.update' },
    });
    expect(server().traffic.tokenRequests).toBe(asked);
    expect(await grantOf(id)).toMatchObject({ grantType: 'authorization_code', isRefreshable: false });
  });
});

describe('tokens for a user and password', () => {
  it('are kept with both, and renewed with them', async () => {
    const { ctx, appId } = await place();
    const saved = await createWithTokens(ctx, asPerson(appId));
    expect(saved.verification).toMatchObject({ account: 'ada' });
    const { settings, secret } = await openVersion(ctx, saved.id, 1);
    expect(settings).toMatchObject({ username: 'ada', grantType: 'password' });
    expect(secret).toMatchObject({ password: accountPassword });
    expect(JSON.stringify((await rowsOf(ctx))[0]?.settings)).not.toContain(accountPassword);
    await renewTokens(ctx, { id: saved.id });
    expect(await grantOf(saved.id)).toMatchObject({ version: 2 });
  });

  it('go nowhere else on the strength of the saved password', async () => {
    const { ctx, appId } = await place();
    const { id } = await createWithTokens(ctx, asPerson(appId));
    const api = await startApi();
    const asked = server().traffic.tokenRequests;
    const moved = renewTokens(withRole(ctx, 'builder'), { id, settings: { baseUrl: api.url, testPath: '/me' } });
    await expect(moved).rejects.toMatchObject({ code: 'SECRET_REQUIRED', detail: { destination: api.url } });
    expect([api.asked, server().traffic.tokenRequests]).toEqual([[], asked]);
    await renewTokens(ctx, { id, settings: { baseUrl: server().issuer, testPath: '/me-api?again' } });
    expect(await grantOf(id)).toMatchObject({ version: 2 });
    await api.close();
  });

  it('are not kept for a wrong one', async () => {
    const { ctx, appId } = await place();
    const wrong = createWithTokens(ctx, asPerson(appId, 'not the password'));
    await expect(wrong).rejects.toMatchObject({ code: 'OAU-205' });
    const nobody = createWithTokens(ctx, { ...asPerson(appId), username: unknownAccount });
    await expect(nobody).rejects.toMatchObject({ code: 'OAU-205' });
    expect(await rowsOf(ctx)).toEqual([]);
  });
});

describe('tokens that exist already', () => {
  it('are proved, kept, and from then on refreshed by the chosen app', async () => {
    const { ctx, appId } = await place();
    const { accessToken, refreshToken } = await server().newGrant();
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const saved = await createWithTokens(ctx, pasted(appId, { accessToken, refreshToken, expiresAt }));
    expect(saved.verification).toMatchObject({ outcome: 'passed', account: 'ada' });
    expect(await grantOf(saved.id)).toMatchObject({ appId, isRefreshable: true, state: 'live' });
    const [version] = await read()
      .select()
      .from(credentialVersions)
      .where(eq(credentialVersions.credentialId, saved.id));
    expect(version).toMatchObject({ reason: 'created' });
    expect(server().traffic.tokenRequests).toBe(0);
  });

  it('end with the access token where there is nothing to refresh them', async () => {
    const { ctx, appId } = await place();
    const { accessToken } = await server().newGrant();
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    await createWithTokens(ctx, pasted(appId, { accessToken, refreshToken: ' ', expiresAt }));
    expect((await rowsOf(ctx))[0]?.expiresAt).toBe(Date.parse(expiresAt));
  });

  it('are refused when they do not work, or are none', async () => {
    const { ctx, appId } = await place();
    const dead = createWithTokens(ctx, pasted(appId, { accessToken: 'not-a-token-of-that-server' }));
    await expect(dead).rejects.toMatchObject({ code: 'VERIFICATION_FAILED' });
    const none = createWithTokens(ctx, pasted(appId, { accessToken: '' }));
    await expect(none).rejects.toMatchObject({ code: 'INPUT_INVALID', detail: { fields: ['accessToken'] } });
    expect(await rowsOf(ctx)).toEqual([]);
  });
});
