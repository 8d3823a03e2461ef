import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { credentials, credentialVersions } from '#db/schema/credentials.ts';
import { connects, grants } from '#db/schema/oauth.ts';
import { testDatabase } from '#db/testing.ts';
import type { OauthServer } from '#e2e/fakes/oauth-server.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace, withRole } from '#lib/gate/testing.ts';
import { openVersion } from '#lib/versions/queries.ts';
import {
  confirmConnect,
  discardConnect,
  finishConnect,
  purgeConnects,
  startConnect,
  startReconnect,
} from './commands.ts';
import { idOfState } from './model.ts';
import { appAt, inSession, queryOf, startInput, startProvider, upToConfirm } from './testing.ts';
import { connectsMax } from './schema.ts';

let server: OauthServer;

beforeAll(async () => {
  await testDatabase();
  server = await startProvider();
});
beforeEach(() => server.reset());
afterAll(() => server.stop());

async function place(): Promise<{ ctx: WorkspaceCtx; appId: string }> {
  const ctx = inSession(await testWorkspace());
  return { ctx, appId: await appAt(ctx, server) };
}

const rowsOf = (ctx: WorkspaceCtx) => read().select().from(credentials).where(eq(credentials.tenantId, ctx.tenantId));
const connectsOf = (ctx: WorkspaceCtx) => read().select().from(connects).where(eq(connects.tenantId, ctx.tenantId));

const age = (ctx: WorkspaceCtx) =>
  transact(async (tx) => {
    await tx.update(connects).set({ expiresAt: 1 }).where(eq(connects.tenantId, ctx.tenantId));
  });

describe('a sign-in', () => {
  it('ends in a credential once the person has said that the account is theirs', async () => {
    const { ctx, appId } = await place();
    const { id, connect } = await upToConfirm(ctx, startInput(server, appId));
    expect(connect).toMatchObject({
      app: 'OAuth 2.0 API',
      name: 'Orders API',
      isReconnect: false,
      account: 'ada',
      accountBefore: null,
      scopesMissing: [],
      verification: { outcome: 'passed' },
    });
    expect(await rowsOf(ctx)).toEqual([]);
    const saved = await confirmConnect(ctx, id);
    expect(saved).toMatchObject({ name: 'Orders API', isReconnect: false });
    const [row] = await rowsOf(ctx);
    const origin = `http://127.0.0.1:${new URL(server.issuer).port}`;
    expect(row).toMatchObject({ state: 'passed', account: 'ada', authType: 'oauth2', audience: [origin] });
    expect(row?.settings).toMatchObject({ grantType: 'authorization_code', clientId: server.clients.web });
    const { secret } = await openVersion(ctx, saved.id, 1);
    expect(Object.keys(secret)).toEqual(expect.arrayContaining(['accessToken', 'expiresAt', 'refreshToken']));
    const [version] = await read()
      .select()
      .from(credentialVersions)
      .where(eq(credentialVersions.credentialId, saved.id));
    expect(version).toMatchObject({ reason: 'connected' });
    expect(version?.sealed.includes(secret['accessToken'] ?? '')).toBe(false);
    const [grant] = await read().select().from(grants).where(eq(grants.credentialId, saved.id));
    expect(grant).toMatchObject({ appId, scopesAsked: ['openid', 'read', 'write'], state: 'live' });
    expect(grant?.refreshDueAt).toBeGreaterThan(Date.now());
    const trail = await read().select().from(audit).where(eq(audit.targetId, saved.id));
    expect(trail.map((one) => one.action)).toEqual(['credential.connected']);
  });

  it('keeps neither state, verifier nor tokens in clear', async () => {
    const { ctx, appId } = await place();
    const { url } = await startConnect(ctx, startInput(server, appId));
    const state = new URL(url).searchParams.get('state') ?? '';
    const [sent] = await connectsOf(ctx);
    expect(sent?.id).toBe(idOfState(state));
    expect(JSON.stringify({ ...sent, sealed: sent?.sealed.toString('latin1') })).not.toContain(state);
    await finishConnect(ctx, { query: await queryOf(url, { login: 'ada' }) });
    const [waiting] = await connectsOf(ctx);
    expect(waiting?.state).toBe('waiting');
    const { id } = waiting ?? { id: '' };
    const saved = await confirmConnect(ctx, id);
    const { secret } = await openVersion(ctx, saved.id, 1);
    expect(waiting?.sealed.includes(secret['refreshToken'] ?? 'none')).toBe(false);
    expect((await connectsOf(ctx))[0]).toMatchObject({ state: 'done', credentialId: saved.id });
    expect((await connectsOf(ctx))[0]?.sealed).toHaveLength(0);
  });

  it('says plainly what was asked for and not granted', async () => {
    const { ctx, appId } = await place();
    const { id, url } = await startConnect(ctx, startInput(server, appId));
    const query = await queryOf(url, { login: 'ada', allow: ['openid', 'read'] });
    expect(await finishConnect(ctx, { query })).toMatchObject({ scopesMissing: ['write'], scopesMore: [] });
    const saved = await confirmConnect(ctx, id);
    const [grant] = await read().select().from(grants).where(eq(grants.credentialId, saved.id));
    expect(grant).toMatchObject({ scopesAsked: ['openid', 'read', 'write'], scopesGranted: ['openid', 'read'] });
  });

  it('stores nothing when consent is denied, and is over then', async () => {
    const { ctx, appId } = await place();
    const { url } = await startConnect(ctx, startInput(server, appId));
    const query = await queryOf(url, { login: 'ada', allow: 'nothing' });
    await expect(finishConnect(ctx, { query })).rejects.toMatchObject({ code: 'OAU-203' });
    await expect(finishConnect(ctx, { query })).rejects.toMatchObject({ code: 'OAU-202' });
    expect(await rowsOf(ctx)).toEqual([]);
    expect(server.traffic.tokenRequests).toBe(0);
  });

  it('stores nothing when the API refuses the token, and gives it back', async () => {
    const { ctx, appId } = await place();
    const settings = { baseUrl: server.issuer, testPath: '/no-such-page' };
    const wrong = upToConfirm(ctx, startInput(server, appId, { settings }));
    await expect(wrong).rejects.toMatchObject({ code: 'VERIFICATION_FAILED', detail: { outcome: 'failed' } });
    expect(await rowsOf(ctx)).toEqual([]);
    expect((await connectsOf(ctx))[0]).toMatchObject({ state: 'failed' });
    expect(server.traffic.revokedGrants).toHaveLength(1);
  });

  it('refuses a taken name before anybody is sent away', async () => {
    const { ctx, appId } = await place();
    const { id } = await upToConfirm(ctx, startInput(server, appId));
    await confirmConnect(ctx, id);
    await expect(startConnect(ctx, startInput(server, appId))).rejects.toMatchObject({ code: 'NAME_TAKEN' });
  });

  it('takes the next free name when the wanted one was taken meanwhile', async () => {
    const { ctx, appId } = await place();
    const both = [await upToConfirm(ctx, startInput(server, appId)), await upToConfirm(ctx, startInput(server, appId))];
    for (const { id } of both) await confirmConnect(ctx, id);
    expect((await rowsOf(ctx)).map((row) => row.name).toSorted()).toEqual(['Orders API', 'Orders API 2']);
  });
});

describe('what comes back', () => {
  it('is used once, also by two at the same moment', async () => {
    const { ctx, appId } = await place();
    const { url } = await startConnect(ctx, startInput(server, appId));
    const query = await queryOf(url, { login: 'ada' });
    const both = await Promise.allSettled([1, 2].map(() => finishConnect(ctx, { query })));
    expect(both.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find((one) => one.status === 'rejected')).toMatchObject({ reason: { code: 'OAU-202' } });
    expect(server.traffic.tokenRequests).toBe(1);
    await expect(finishConnect(ctx, { query })).rejects.toMatchObject({ code: 'OAU-202' });
  });

  it('is shown again to whoever loads the page again, and is not asked for again', async () => {
    const { ctx, appId } = await place();
    const { url } = await startConnect(ctx, startInput(server, appId));
    const query = await queryOf(url, { login: 'ada' });
    const first = await finishConnect(ctx, { query });
    const state = new URL(url).searchParams.get('state') ?? '';
    expect(await finishConnect(ctx, { query: `?state=${state}` })).toEqual(first);
    expect(server.traffic.tokenRequests).toBe(1);
  });

  it('without a code is refused, and the sign-in is over', async () => {
    const { ctx, appId } = await place();
    const { url } = await startConnect(ctx, startInput(server, appId));
    const state = new URL(url).searchParams.get('state') ?? '';
    await expect(finishConnect(ctx, { query: `?state=${state}` })).rejects.toMatchObject({ code: 'OAU-204' });
    expect(server.traffic.tokenRequests).toBe(0);
    expect((await connectsOf(ctx))[0]).toMatchObject({ state: 'failed' });
  });

  it('makes one credential, however often it is confirmed', async () => {
    const { ctx, appId } = await place();
    const { id } = await upToConfirm(ctx, startInput(server, appId));
    const all = await Promise.allSettled([1, 2, 3].map(() => confirmConnect(ctx, id)));
    expect(all.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect(await rowsOf(ctx)).toHaveLength(1);
    await expect(confirmConnect(ctx, id)).rejects.toMatchObject({ code: 'OAU-202' });
  });

  it('belongs to one browser session of one person in one workspace', async () => {
    const { ctx, appId } = await place();
    const other = await place();
    const { id, url } = await startConnect(ctx, startInput(server, appId));
    const query = await queryOf(url, { login: 'ada' });
    const strangers: readonly WorkspaceCtx[] = [
      inSession(ctx, 'ses_of_another_browser'),
      { ...ctx, sessionId: null },
      { ...ctx, actor: { kind: 'user', id: 'usr_another', label: 'Another' } },
      { ...ctx, workspaceId: 'wsp_another' },
      other.ctx,
      { ...other.ctx, actor: ctx.actor },
    ];
    for (const stranger of strangers) {
      await expect(finishConnect(stranger, { query })).rejects.toMatchObject({ code: 'OAU-201' });
      await expect(confirmConnect(stranger, id)).rejects.toMatchObject({ code: 'OAU-201' });
      await expect(discardConnect(stranger, id)).rejects.toMatchObject({ code: 'OAU-201' });
    }
    await finishConnect(ctx, { query });
    for (const stranger of strangers)
      await expect(confirmConnect(stranger, id)).rejects.toMatchObject({ code: 'OAU-201' });
    expect(await rowsOf(ctx)).toEqual([]);
    expect(await rowsOf(other.ctx)).toEqual([]);
    await confirmConnect(ctx, id);
  });

  it('is not believed with a state nobody made', async () => {
    const { ctx } = await place();
    for (const query of ['', '?code=1', '?code=1&state=', `?code=1&state=${'A'.repeat(43)}`, '?state=%00&code=1'])
      await expect(finishConnect(ctx, { query }), query).rejects.toMatchObject({ code: 'OAU-201' });
  });

  it('comes too late after ten minutes, before the exchange and before the word', async () => {
    const { ctx, appId } = await place();
    const { url } = await startConnect(ctx, startInput(server, appId));
    const query = await queryOf(url, { login: 'ada' });
    await age(ctx);
    await expect(finishConnect(ctx, { query })).rejects.toMatchObject({ code: 'OAU-202' });
    const { id } = await upToConfirm(ctx, startInput(server, appId));
    await age(ctx);
    await expect(confirmConnect(ctx, id)).rejects.toMatchObject({ code: 'OAU-202' });
    expect(await rowsOf(ctx)).toEqual([]);
  });

  it('stores nothing when the token endpoint fails, and says whose trouble it is', async () => {
    const { ctx, appId } = await place();
    server.behaviour.failWith = '500';
    const failing = upToConfirm(ctx, startInput(server, appId));
    await expect(failing).rejects.toMatchObject({ code: 'OAU-205' });
    server.behaviour.failWith = null;
    expect(await rowsOf(ctx)).toEqual([]);
    expect((await connectsOf(ctx))[0]).toMatchObject({ state: 'failed' });
  });
});

describe('who may', () => {
  it('is whoever may make or change a credential, with an OAuth app of the own tenant', async () => {
    const { ctx, appId } = await place();
    const other = await place();
    const viewer = withRole(ctx, 'viewer');
    await expect(startConnect(viewer, startInput(server, appId))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(startConnect(other.ctx, startInput(server, appId))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { id } = await upToConfirm(ctx, startInput(server, appId));
    await expect(confirmConnect(viewer, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const saved = await confirmConnect(ctx, id);
    await expect(startReconnect(viewer, { id: saved.id })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(startReconnect(other.ctx, { id: saved.id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('discarded or forgotten', () => {
  it('gives the token back and keeps nothing', async () => {
    const { ctx, appId } = await place();
    const { id } = await upToConfirm(ctx, startInput(server, appId));
    await discardConnect(ctx, id);
    expect(server.traffic.revokedGrants).toHaveLength(1);
    await expect(confirmConnect(ctx, id)).rejects.toMatchObject({ code: 'OAU-202' });
    await discardConnect(ctx, id);
    expect(server.traffic.revokedGrants).toHaveLength(1);
  });

  it('revokes nothing that a credential of the same account may live on', async () => {
    const { ctx, appId } = await place();
    const kept = await upToConfirm(ctx, startInput(server, appId));
    await confirmConnect(ctx, kept.id);
    const same = await upToConfirm(ctx, startInput(server, appId, { name: 'Again' }));
    await discardConnect(ctx, same.id);
    expect(server.traffic.revokedGrants).toEqual([]);
    const other = await upToConfirm(ctx, startInput(server, appId, { name: 'Of another' }), 'grace');
    await discardConnect(ctx, other.id);
    expect(server.traffic.revokedGrants).toHaveLength(1);
  });

  it('is one of thirty at the most, also of those begun at the same moment, and all go at once', async () => {
    await purgeConnects();
    const { ctx, appId } = await place();
    const begin = () => startConnect(ctx, startInput(server, appId));
    const begun = await Promise.allSettled(Array.from({ length: connectsMax + 10 }, begin));
    expect(begun.filter((one) => one.status === 'fulfilled')).toHaveLength(connectsMax);
    await expect(begin()).rejects.toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
    await age(ctx);
    expect(await purgeConnects()).toBe(connectsMax);
    await begin();
  });

  it('is cleared away when its time is over, and what waited is given back', async () => {
    await purgeConnects();
    server.reset();
    const { ctx, appId } = await place();
    await upToConfirm(ctx, startInput(server, appId));
    await startConnect(ctx, startInput(server, appId, { name: 'Never finished' }));
    expect(await purgeConnects()).toBe(0);
    expect(await connectsOf(ctx)).toHaveLength(2);
    await age(ctx);
    expect(await purgeConnects()).toBe(2);
    expect(await connectsOf(ctx)).toEqual([]);
    expect(server.traffic.revokedGrants).toHaveLength(1);
    expect(await rowsOf(ctx)).toEqual([]);
  });
});

describe('connected again', () => {
  it('is the same credential with another version, and without its failure', async () => {
    const { ctx, appId } = await place();
    const first = await upToConfirm(ctx, startInput(server, appId));
    const { id } = await confirmConnect(ctx, first.id);
    await transact(async (tx) => {
      await tx
        .update(credentials)
        .set({ state: 'reconnect', stateCode: 'reconnect_needed' })
        .where(eq(credentials.id, id));
      await tx.update(grants).set({ state: 'reconnect', refreshDueAt: null }).where(eq(grants.credentialId, id));
    });
    const started = await startReconnect(ctx, { id });
    expect(new URL(started.url).searchParams.get('scope')).toBe('openid read write');
    const query = await queryOf(started.url, { login: 'ada' });
    const connect = await finishConnect(ctx, { query });
    expect(connect).toMatchObject({ isReconnect: true, account: 'ada', accountBefore: 'ada' });
    expect((await rowsOf(ctx))[0]).toMatchObject({ version: 1, state: 'reconnect' });
    expect(await confirmConnect(ctx, started.id)).toMatchObject({ id, isReconnect: true });
    expect(await rowsOf(ctx)).toHaveLength(1);
    expect((await rowsOf(ctx))[0]).toMatchObject({ id, version: 2, state: 'passed', stateCode: 'passed' });
    const [grant] = await read().select().from(grants).where(eq(grants.credentialId, id));
    expect(grant).toMatchObject({ version: 2, state: 'live', failureCode: null });
    const trail = await read().select().from(audit).where(eq(audit.targetId, id));
    expect(trail.map((one) => one.action).toSorted()).toEqual(['credential.connected', 'credential.reconnected']);
  });

  it('tells that it is another account than before', async () => {
    const { ctx, appId } = await place();
    const first = await upToConfirm(ctx, startInput(server, appId));
    const { id } = await confirmConnect(ctx, first.id);
    const started = await startReconnect(ctx, { id });
    const query = await queryOf(started.url, { login: 'grace' });
    expect(await finishConnect(ctx, { query })).toMatchObject({ account: 'grace', accountBefore: 'ada' });
    await discardConnect(ctx, started.id);
    expect((await rowsOf(ctx))[0]).toMatchObject({ version: 1, account: 'ada' });
  });

  it('may go to another place then, as the new tokens were meant for it', async () => {
    const { ctx, appId } = await place();
    const first = await upToConfirm(ctx, startInput(server, appId));
    const { id } = await confirmConnect(ctx, first.id);
    const elsewhere = { baseUrl: `http://localhost:${new URL(server.issuer).port}`, testPath: '/me-api' };
    const typed = startReconnect(ctx, { id, settings: { ...elsewhere, clientId: 'nothing to type' } });
    await expect(typed).rejects.toMatchObject({ code: 'INPUT_INVALID', detail: { fields: ['clientId'] } });
    process.env['OUTBOUND_ALLOW'] += `,localhost:${new URL(server.issuer).port}`;
    const started = await startReconnect(ctx, { id, settings: elsewhere });
    await finishConnect(ctx, { query: await queryOf(started.url, { login: 'ada' }) });
    expect((await rowsOf(ctx))[0]).toMatchObject({ version: 1, settings: { baseUrl: server.issuer } });
    await confirmConnect(ctx, started.id);
    const origins = [elsewhere.baseUrl, server.issuer].toSorted();
    expect((await rowsOf(ctx))[0]).toMatchObject({ version: 2, settings: elsewhere, audience: origins });
  });
});
