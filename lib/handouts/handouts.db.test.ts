import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OauthServer } from '#e2e/fakes/oauth-server.ts';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { connections } from '#db/schema/connections.ts';
import { credentials } from '#db/schema/credentials.ts';
import { testDatabase } from '#db/testing.ts';
import { createKey } from '#lib/api-keys/commands.ts';
import { hourMs, minuteMs, secondMs } from '#lib/clock.ts';
import { ensureConsumer } from '#lib/consumers/commands.ts';
import { createCredential } from '#lib/credentials/commands.ts';
import { getCredential, listCredentials } from '#lib/credentials/queries.ts';
import { restInput, startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import { mintCtx, type WorkspaceCtx } from '#lib/ctx.ts';
import { possibleTypes } from '#lib/events/model.ts';
import { forConsumer, requireKey } from '#lib/gate/key.ts';
import { testWorkspace, withRole } from '#lib/gate/testing.ts';
import { openFresh } from '#lib/grants/commands.ts';
import { addApp, connect, expire, grantOf, rowOf, setGrant, startProvider } from '#lib/grants/testing.ts';
import { newId } from '#lib/ids.ts';
import { writeUses } from '#lib/last-uses/commands.ts';
import { whileItIsRefreshed } from '#lib/refreshes/testing.ts';
import { deleteCredentials } from '#lib/trash/commands.ts';
import { handOut } from './commands.ts';

vi.mock('#lib/grants/commands.ts', { spy: true });
vi.mock('#lib/oauth/tokens.ts', { spy: true });

let provider: OauthServer;
let app: TestApp;
let ctx: WorkspaceCtx;

beforeAll(async () => {
  await testDatabase();
  provider = await startProvider();
  app = await startTestApp();
});
afterAll(async () => {
  await provider.stop();
  await app.close();
});
beforeEach(async () => {
  Object.assign(provider.behaviour, { failWith: null, graceSeconds: 0, rotates: true, answer: {} });
  provider.reset();
  ctx = await testWorkspace();
});

async function connected(): Promise<string> {
  await addApp(ctx, provider);
  return connect(ctx, provider, await provider.newGrant());
}

const me = async (token: string | null) =>
  (await fetch(provider.meUrl, { headers: { authorization: `Bearer ${token ?? ''}` } })).status;

const told = (of: WorkspaceCtx, id: string) =>
  read()
    .select()
    .from(audit)
    .where(and(eq(audit.tenantId, of.tenantId), eq(audit.targetId, id), eq(audit.action, 'credential.token_issued')));

const setRow = (id: string, set: Partial<typeof credentials.$inferInsert>): Promise<void> =>
  transact(async (tx) => {
    await tx
      .update(credentials)
      .set(set)
      .where(and(eq(credentials.tenantId, ctx.tenantId), eq(credentials.id, id)));
  });

/** As a connection of other software's. */
const connectAs = (id: string, consumerId: string, connectionKey: string, enabled = true): Promise<void> =>
  transact(async (tx) => {
    const { tenantId, workspaceId } = ctx;
    await tx
      .insert(connections)
      .values({ tenantId, workspaceId, credentialId: id, enabled, metadata: {}, configuration: [] });
    await tx
      .update(credentials)
      .set({ consumerId, connectionKey })
      .where(and(eq(credentials.tenantId, tenantId), eq(credentials.id, id)));
  });

describe('what is handed out', () => {
  it('is of an OAuth credential its access token alone, which works, with its end', async () => {
    const id = await connected();
    const handout = await handOut(ctx, { id });
    const { accessToken, expiresAt, ...rest } = handout;
    expect(rest).toMatchObject({
      credentialId: id,
      component: 'oauth2',
      authType: 'oauth2',
      version: 1,
      tokenType: 'Bearer',
    });
    expect([handout.secret, handout.audience]).toEqual([{ accessToken }, [provider.issuer]]);
    expect(expiresAt).toBeGreaterThan(Date.now() + 0.9 * hourMs);
    expect(await me(accessToken)).toBe(200);
    expect(JSON.stringify(handout)).not.toMatch(/refreshToken|clientSecret/);
  });

  it('is of any other credential what its component signs in with', async () => {
    const { id } = await createCredential(ctx, restInput(app));
    expect(await handOut(ctx, { id })).toMatchObject({
      authType: 'api_key',
      accessToken: null,
      tokenType: null,
      expiresAt: null,
      secret: { apiKey: app.goodKey },
      settings: { baseUrl: app.url, headerName: 'X-API-Key' },
      audience: [app.url],
    });
  });

  it('is found by its identifier too', async () => {
    const id = await connected();
    const { identifier } = await rowOf(ctx, id);
    expect((await handOut(ctx, { identifier })).credentialId).toBe(id);
  });
});

describe('a handout', () => {
  it('is in the audit log, each of them, and is no event', async () => {
    const id = await connected();
    for (let n = 0; n < 3; n += 1) await handOut(ctx, { id });
    const rows = await told(ctx, id);
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatchObject({ actorId: ctx.actor.id, workspaceId: ctx.workspaceId, detail: { version: 1 } });
    expect(possibleTypes({ action: 'credential.token_issued', targetId: id })).toEqual([]);
  });

  it('gives nothing when it cannot be written down', async () => {
    const id = await connected();
    const nowhere = mintCtx({ ...ctx, address: '\ud800' });
    await expect(handOut(nowhere, { id })).rejects.toThrow('lone surrogate');
    await writeUses();
    expect(await told(ctx, id)).toEqual([]);
    expect((await getCredential(ctx, id)).lastUsedAt).toBeNull();
  });

  it('says when the credential was last used', async () => {
    const id = await connected();
    const { id: other } = await createCredential(ctx, restInput(app));
    await handOut(ctx, { id });
    await writeUses();
    const { lastUsedAt } = await getCredential(ctx, id);
    expect(Math.abs(Date.now() - (lastUsedAt ?? 0))).toBeLessThan(minuteMs);
    const { rows } = await listCredentials(ctx, null, {});
    expect(Object.fromEntries(rows.map((row) => [row.id, row.lastUsedAt]))).toEqual({
      [id]: lastUsedAt,
      [other]: null,
    });
  });

  it('is told once of each of many that come at the same moment', async () => {
    const id = await connected();
    await Promise.all(Array.from({ length: 30 }, () => handOut(ctx, { id })));
    expect(await told(ctx, id)).toHaveLength(30);
  });
});

describe('a token that has ended', () => {
  it('is refreshed once for fifty who ask meanwhile, and all get the new one', async () => {
    const id = await connected();
    const before = await handOut(ctx, { id });
    await expire(ctx, id);
    vi.mocked(openFresh).mockClear();
    const allAsk = () => expect(openFresh).toHaveBeenCalledTimes(50);
    whileItIsRefreshed(() => vi.waitFor(allAsk, { timeout: 10_000, interval: 5 }));
    const all = await Promise.all(Array.from({ length: 50 }, () => handOut(ctx, { id })));
    expect(new Set(all.map((one) => one.accessToken)).size).toBe(1);
    expect(all[0]?.accessToken).not.toBe(before.accessToken);
    expect(all[0]?.expiresAt).toBe((await grantOf(ctx, id)).accessExpiresAt);
    expect(await me(all[0]?.accessToken ?? null)).toBe(200);
    expect(provider.traffic).toMatchObject({ tokenRequests: 1, deadGrants: [] });
  });

  it('is handed out while it lives and its provider is down; then it is said when to ask again', async () => {
    const id = await connected();
    const before = await handOut(ctx, { id });
    provider.behaviour.failWith = '500';
    await setGrant(ctx, id, { accessExpiresAt: Date.now() + 30 * secondMs });
    expect((await handOut(ctx, { id })).accessToken).toBe(before.accessToken);
    expect(provider.traffic.tokenRequests).toBe(1);
    await expire(ctx, id);
    await expect(handOut(ctx, { id })).rejects.toMatchObject({
      code: 'OAU-302',
      detail: { retryAt: expect.any(Number) },
    });
    expect(await told(ctx, id)).toHaveLength(2);
  });

  it('needs a person when its grant is gone', async () => {
    const id = await connected();
    await expire(ctx, id);
    await setGrant(ctx, id, { state: 'reconnect', failureMessage: 'The provider has revoked it.' });
    await expect(handOut(ctx, { id })).rejects.toMatchObject({ code: 'OAU-301' });
    expect(await told(ctx, id)).toEqual([]);
  });
});

describe('a token that has to live for longer', () => {
  it('is refreshed when it ends sooner, and not again at once', async () => {
    const id = await connected();
    await setGrant(ctx, id, { accessExpiresAt: Date.now() + 10 * minuteMs });
    await handOut(ctx, { id }, { validMs: 5 * minuteMs });
    expect(provider.traffic.tokenRequests).toBe(0);
    const { accessToken } = await handOut(ctx, { id }, { validMs: hourMs });
    expect(provider.traffic.tokenRequests).toBe(1);
    expect((await handOut(ctx, { id }, { validMs: hourMs })).accessToken).toBe(accessToken);
    expect(provider.traffic.tokenRequests).toBe(1);
  });

  it('is handed out as it is where there is no other', async () => {
    const id = await connected();
    const { accessToken } = await handOut(ctx, { id });
    await setGrant(ctx, id, { state: 'stopped' });
    expect((await handOut(ctx, { id }, { validMs: 2 * hourMs })).accessToken).toBe(accessToken);
  });
});

describe('nothing is handed out', () => {
  it('of a connection that is switched off', async () => {
    const id = await connected();
    const consumer = await ensureConsumer(ctx, 'acme-7');
    await connectAs(id, consumer.id, 'crm+salesforce', false);
    await expect(handOut(ctx, { id })).rejects.toMatchObject({ code: 'CONNECTION_DISABLED' });
  });

  it('of a credential that is unreadable', async () => {
    const id = await connected();
    await setRow(id, { state: 'unreadable' });
    await expect(handOut(ctx, { id })).rejects.toMatchObject({ code: 'UNREADABLE' });
  });

  it('of what is not here, in the trash, or of another tenant', async () => {
    const id = await connected();
    const other = await testWorkspace();
    const missing = newId('crd');
    const refused = await Promise.all(
      [handOut(other, { id }), handOut(ctx, { id: missing })].map((one) => one.catch((error: unknown) => error)),
    );
    expect(refused[0]).toEqual(refused[1]);
    expect(refused[0]).toMatchObject({ code: 'NOT_FOUND' });
    await deleteCredentials(ctx, [id]);
    await expect(handOut(ctx, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(handOut(ctx, { identifier: 'a\u0000b' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('to whoever may not use credentials', async () => {
    const id = await connected();
    await expect(handOut(withRole(ctx, 'builder'), { id })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await told(ctx, id)).toEqual([]);
  });
});

describe('a token of one consumer', () => {
  async function two() {
    const [mine, theirs] = [await connected(), await connect(ctx, provider, await provider.newGrant())];
    const [me, them] = [await ensureConsumer(ctx, 'acme-1'), await ensureConsumer(ctx, 'acme-2')];
    await connectAs(mine, me.id, 'crm+salesforce');
    await connectAs(theirs, them.id, 'crm+salesforce');
    const { token } = await createKey(ctx, { name: 'Flows', scopes: ['secrets'], expiresAt: null });
    const key = await requireKey(`Bearer ${token}`, { requestId: newId('req'), address: '127.0.0.1' });
    return { mine, theirs, key, own: forConsumer(key, me) };
  }

  it('gets what is theirs, by id, identifier and connection, and nothing else', async () => {
    const { mine, theirs, own } = await two();
    const { identifier } = await rowOf(ctx, mine);
    const asked = [{ id: mine }, { identifier }, { consumer: null, connection: 'crm+salesforce' }];
    for (const one of asked) expect((await handOut(own, one)).credentialId).toBe(mine);
    const foreign = await rowOf(ctx, theirs);
    const others = [
      { id: theirs },
      { identifier: foreign.identifier },
      { consumer: 'acme-2', connection: 'crm+salesforce' },
      { consumer: null, connection: 'crm+hubspot' },
    ];
    for (const one of others) await expect(handOut(own, one)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await told(ctx, theirs)).toEqual([]);
  });

  it('is not needed by a key of the workspace, which says whose connection it means', async () => {
    const { theirs, key } = await two();
    const asked = { consumer: 'acme-2', connection: 'crm+salesforce' };
    expect((await handOut(key, asked)).credentialId).toBe(theirs);
    await expect(handOut(key, { ...asked, consumer: null })).rejects.toMatchObject({ code: 'CONSUMER_REQUIRED' });
  });
});
