import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { credentials, credentialVersions } from '#db/schema/credentials.ts';
import { grants } from '#db/schema/oauth.ts';
import { testDatabase } from '#db/testing.ts';
import { accountPassword, startOauthServer, unknownAccount, type OauthServer } from '#e2e/fakes/oauth-server.ts';
import { createCredential, updateCredential } from '#lib/credentials/commands.ts';
import { duplicateCredential } from '#lib/duplicates/commands.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace, withRole } from '#lib/gate/testing.ts';
import { createOauthApp } from '#lib/oauth-apps/commands.ts';
import { appInput } from '#lib/oauth-apps/testing.ts';
import { restoreVersion } from '#lib/restores/commands.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { createWithTokens, renewTokens } from './commands.ts';
import type { TokensInput } from './schema.ts';

let server: OauthServer;

beforeAll(async () => {
  await testDatabase();
  server = await startOauthServer();
  process.env['OUTBOUND_ALLOW'] = server.allow;
});
beforeEach(() => server.reset());
afterAll(() => server.stop());

async function place(): Promise<{ ctx: WorkspaceCtx; appId: string }> {
  const ctx = await testWorkspace();
  const { authorizationUrl, tokenUrl, revocationUrl, clients, behaviour } = server;
  const settings = { authorizationUrl, tokenUrl, revocationUrl };
  const client = { clientId: clients.web, clientSecret: behaviour.clientSecret };
  const { id } = await createOauthApp(ctx, appInput({ ...client, settings, scopes: ['read'], params: {} }));
  return { ctx, appId: id };
}

interface Api {
  readonly url: string;
  readonly asked: string[];
  /** Happens while it is asked, once. */
  during: () => Promise<void>;
  readonly close: () => Promise<unknown>;
}

/** An API that says yes to everything. */
async function startApi(): Promise<Api> {
  const nothing = async (): Promise<void> => undefined;
  const http = createServer((request, response) => {
    api.asked.push(request.url ?? '');
    const { during } = api;
    api.during = nothing;
    void during().then(() => response.writeHead(200).end());
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  const place = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  process.env['OUTBOUND_ALLOW'] = `${server.allow},${place}`;
  const close = () => new Promise((resolve) => http.close(resolve));
  const api: Api = { url: `http://${place}`, asked: [], during: nothing, close };
  return api;
}

type Of<W extends TokensInput['way']> = Extract<TokensInput, { way: W }>;

const facts = (appId: string) => ({
  appId,
  name: 'Nightly job',
  environment: 'production',
  settings: { baseUrl: server.issuer, testPath: '/me-api' },
  scopes: ['read'],
  acceptUntested: false,
});
const asClient = (appId: string): Of<'client_credentials'> => ({ way: 'client_credentials', ...facts(appId) });
const asPerson = (appId: string, password = accountPassword): Of<'password'> => ({
  way: 'password',
  ...facts(appId),
  username: 'ada',
  password,
});
const pasted = (appId: string, secret: Of<'pasted'>['secret']): Of<'pasted'> => ({
  way: 'pasted',
  ...facts(appId),
  secret,
});

const rowsOf = (ctx: WorkspaceCtx) => read().select().from(credentials).where(eq(credentials.tenantId, ctx.tenantId));
const grantOf = async (id: string) => (await read().select().from(grants).where(eq(grants.credentialId, id)))[0];

describe('tokens for the client itself', () => {
  it('are asked for, proved and kept at once', async () => {
    const { ctx, appId } = await place();
    const saved = await createWithTokens(ctx, asClient(appId));
    expect(saved.verification).toMatchObject({ outcome: 'passed', account: server.clients.web });
    expect(await grantOf(saved.id)).toMatchObject({ grantType: 'client_credentials', appId, isRefreshable: true });
    const [row] = await rowsOf(ctx);
    expect(row).toMatchObject({ state: 'passed', expiresAt: null });
  });

  it('are not kept when the client is not accepted, which is said in words', async () => {
    const { ctx, appId } = await place();
    server.behaviour.clientSecret = 'another secret by now';
    const refused = createWithTokens(ctx, asClient(appId));
    await expect(refused).rejects.toMatchObject({ code: 'OAU-205', detail: { code: 'invalid_client' } });
    server.behaviour.clientSecret = 'keyhaven-test-client-secret';
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
    const asked = server.traffic.tokenRequests;
    const moved = { baseUrl: api.url, testPath: '/me' };
    await expect(createWithTokens(builder, { ...asClient(appId), settings: moved })).rejects.toMatchObject(nowhere);
    const byHand = {
      component: 'oauth2',
      authType: 'oauth2' as const,
      name: 'By hand',
      environment: 'production',
      settings: { ...moved, grantType: 'client_credentials', clientId: server.clients.web },
      secret: { accessToken: 'anything' },
      expiresAt: null,
      acceptUntested: true,
    };
    await expect(createCredential(builder, byHand)).rejects.toMatchObject(nowhere);
    expect([api.asked, server.traffic.tokenRequests]).toEqual([[], asked]);
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
    const asked = server.traffic.tokenRequests;
    const moved = { baseUrl: api.url, testPath: '/me' };
    await expect(renewTokens(builder, { id, settings: moved })).rejects.toMatchObject(nowhere);
    const [row] = await rowsOf(ctx);
    const change = { id, revision: row?.revision ?? 0, name: 'Moved', environment: 'production', expiresAt: null };
    const signIn = { grantType: 'client_credentials', clientId: server.clients.web };
    const secret = { accessToken: 'anything', expiresAt: 'never' };
    const typed = { settings: { ...moved, ...signIn }, secret, acceptUntested: true };
    await expect(updateCredential(builder, { ...change, ...typed })).rejects.toMatchObject(nowhere);
    expect([api.asked, server.traffic.tokenRequests]).toEqual([[], asked]);
    await api.close();
  });
});

describe('tokens of a person', () => {
  it('do not turn into those of the OAuth app by what somebody types who does not keep it', async () => {
    const { ctx } = await place();
    const builder = withRole(ctx, 'builder');
    const settings = { baseUrl: server.issuer, testPath: '/me-api', clientId: server.clients.web };
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
    const asked = server.traffic.tokenRequests;
    const turned = { ...theirs, settings: { ...settings, grantType: 'client_credentials' }, acceptUntested: true };
    await expect(updateCredential(builder, { ...turned, id, revision: 1 })).rejects.toMatchObject({
      code: 'FORBIDDEN',
      detail: { permission: 'oauth_app.update' },
    });
    expect(server.traffic.tokenRequests).toBe(asked);
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
    const asked = server.traffic.tokenRequests;
    const moved = renewTokens(withRole(ctx, 'builder'), { id, settings: { baseUrl: api.url, testPath: '/me' } });
    await expect(moved).rejects.toMatchObject({ code: 'SECRET_REQUIRED', detail: { destination: api.url } });
    expect([api.asked, server.traffic.tokenRequests]).toEqual([[], asked]);
    await renewTokens(ctx, { id, settings: { baseUrl: server.issuer, testPath: '/me-api?again' } });
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
    const { accessToken, refreshToken } = await server.newGrant();
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const saved = await createWithTokens(ctx, pasted(appId, { accessToken, refreshToken, expiresAt }));
    expect(saved.verification).toMatchObject({ outcome: 'passed', account: 'ada' });
    expect(await grantOf(saved.id)).toMatchObject({ appId, isRefreshable: true, state: 'live' });
    const [version] = await read()
      .select()
      .from(credentialVersions)
      .where(eq(credentialVersions.credentialId, saved.id));
    expect(version).toMatchObject({ reason: 'created' });
    expect(server.traffic.tokenRequests).toBe(0);
  });

  it('end with the access token where there is nothing to refresh them', async () => {
    const { ctx, appId } = await place();
    const { accessToken } = await server.newGrant();
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

describe('a connected credential', () => {
  const change = (id: string, part: object = {}) => ({
    id,
    revision: 1,
    name: 'Nightly job',
    environment: 'production',
    settings: facts('').settings,
    secret: {},
    expiresAt: null,
    acceptUntested: false,
    ...part,
  });

  async function connected() {
    const { ctx, appId } = await place();
    const { accessToken, refreshToken } = await server.newGrant();
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
    const settings = { baseUrl: server.issuer, testPath: '/me-api?again', clientId: 'another', grantType: 'password' };
    await updateCredential(ctx, change(id, { settings }));
    const opened = await openVersion(ctx, id, 2);
    expect(opened.settings).toMatchObject({
      testPath: '/me-api?again',
      clientId: server.clients.web,
      grantType: 'authorization_code',
    });
    expect(opened.secret).toHaveProperty('refreshToken');
    expect(await grantOf(id)).toMatchObject({ version: 2, appId });
  });

  it('never sends its tokens to another place', async () => {
    const { ctx, id } = await connected();
    const elsewhere = await startOauthServer({ host: '127.0.0.3' });
    process.env['OUTBOUND_ALLOW'] = `${server.allow},${elsewhere.allow}`;
    const settings = { baseUrl: elsewhere.issuer, testPath: '/me-api' };
    const moved = updateCredential(ctx, change(id, { settings }));
    await expect(moved).rejects.toMatchObject({ code: 'SECRET_REQUIRED' });
    await elsewhere.stop();
    expect((await rowsOf(ctx))[0]).toMatchObject({ version: 1, revision: 1 });
  });

  it('never saves tokens that a refresh has replaced meanwhile', async () => {
    const { ctx, appId } = await place();
    const api = await startApi();
    const { accessToken, refreshToken } = await server.newGrant();
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
    const { accessToken, refreshToken } = await server.newGrant();
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
    const { accessToken, refreshToken } = await server.newGrant();
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
    const { accessToken } = await server.newGrant();
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const { id } = await createWithTokens(ctx, pasted(appId, { accessToken, expiresAt }));
    await updateCredential(ctx, change(id, { name: 'Another name' }));
    expect((await rowsOf(ctx))[0]).toMatchObject({ name: 'Another name', expiresAt: Date.parse(expiresAt) });
  });
});
