import { describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { credentialVersions } from '#db/schema/credentials.ts';
import { grants } from '#db/schema/oauth.ts';
import { rowsOf } from '#lib/credentials/testing.ts';
import { withRole } from '#lib/gate/testing.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { confirmConnect, finishConnect, startConnect, startReconnect } from './commands.ts';
import { idOfState } from './model.ts';
import { connectsOf, queryOf, startInput, testConnects, upToConfirm } from './testing.ts';

const { server, place } = testConnects();

describe('a sign-in', () => {
  it('ends in a credential once the person has said that the account is theirs', async () => {
    const { ctx, appId } = await place();
    const { id, connect } = await upToConfirm(ctx, startInput(server(), appId));
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
    const origin = `http://127.0.0.1:${new URL(server().issuer).port}`;
    expect(row).toMatchObject({ state: 'passed', account: 'ada', authType: 'oauth2', audience: [origin] });
    expect(row?.settings).toMatchObject({ grantType: 'authorization_code', clientId: server().clients.web });
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
    const { url } = await startConnect(ctx, startInput(server(), appId));
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
    const { id, url } = await startConnect(ctx, startInput(server(), appId));
    const query = await queryOf(url, { login: 'ada', allow: ['openid', 'read'] });
    expect(await finishConnect(ctx, { query })).toMatchObject({ scopesMissing: ['write'], scopesMore: [] });
    const saved = await confirmConnect(ctx, id);
    const [grant] = await read().select().from(grants).where(eq(grants.credentialId, saved.id));
    expect(grant).toMatchObject({ scopesAsked: ['openid', 'read', 'write'], scopesGranted: ['openid', 'read'] });
  });

  it('stores nothing when consent is denied, and is over then', async () => {
    const { ctx, appId } = await place();
    const { url } = await startConnect(ctx, startInput(server(), appId));
    const query = await queryOf(url, { login: 'ada', allow: 'nothing' });
    await expect(finishConnect(ctx, { query })).rejects.toMatchObject({ code: 'OAU-203' });
    await expect(finishConnect(ctx, { query })).rejects.toMatchObject({ code: 'OAU-202' });
    expect(await rowsOf(ctx)).toEqual([]);
    expect(server().traffic.tokenRequests).toBe(0);
  });

  it('stores nothing when the API refuses the token, and gives it back', async () => {
    const { ctx, appId } = await place();
    const settings = { baseUrl: server().issuer, testPath: '/no-such-page' };
    const wrong = upToConfirm(ctx, startInput(server(), appId, { settings }));
    await expect(wrong).rejects.toMatchObject({ code: 'VERIFICATION_FAILED', detail: { outcome: 'failed' } });
    expect(await rowsOf(ctx)).toEqual([]);
    expect((await connectsOf(ctx))[0]).toMatchObject({ state: 'failed' });
    expect(server().traffic.revokedGrants).toHaveLength(1);
  });

  it('refuses a taken name before anybody is sent away', async () => {
    const { ctx, appId } = await place();
    const { id } = await upToConfirm(ctx, startInput(server(), appId));
    await confirmConnect(ctx, id);
    await expect(startConnect(ctx, startInput(server(), appId))).rejects.toMatchObject({ code: 'NAME_TAKEN' });
  });

  it('takes the next free name when the wanted one was taken meanwhile', async () => {
    const { ctx, appId } = await place();
    const both = [
      await upToConfirm(ctx, startInput(server(), appId)),
      await upToConfirm(ctx, startInput(server(), appId)),
    ];
    for (const { id } of both) await confirmConnect(ctx, id);
    expect((await rowsOf(ctx)).map((row) => row.name).toSorted()).toEqual(['Orders API', 'Orders API 2']);
  });
});

describe('who may', () => {
  it('is whoever may make or change a credential, with an OAuth app of the own tenant', async () => {
    const { ctx, appId } = await place();
    const other = await place();
    const viewer = withRole(ctx, 'viewer');
    await expect(startConnect(viewer, startInput(server(), appId))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(startConnect(other.ctx, startInput(server(), appId))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { id } = await upToConfirm(ctx, startInput(server(), appId));
    await expect(confirmConnect(viewer, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const saved = await confirmConnect(ctx, id);
    await expect(startReconnect(viewer, { id: saved.id })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(startReconnect(other.ctx, { id: saved.id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
