import { describe, expect, it } from 'vitest';
import { rowsOf } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { asUser } from '#lib/gate/testing.ts';
import { confirmConnect, discardConnect, finishConnect, startConnect } from './commands.ts';
import { viewCallback } from './queries.ts';
import { age, connectsOf, inSession, queryOf, startInput, testConnects, upToConfirm } from './testing.ts';

const { server, place } = testConnects();

describe('what comes back', () => {
  it('is used once, also by two at the same moment', async () => {
    const { ctx, appId } = await place();
    const { url } = await startConnect(ctx, startInput(server(), appId));
    const query = await queryOf(url, { login: 'ada' });
    const both = await Promise.allSettled([1, 2].map(() => finishConnect(ctx, { query })));
    expect(both.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find((one) => one.status === 'rejected')).toMatchObject({ reason: { code: 'OAU-202' } });
    expect(server().traffic.tokenRequests).toBe(1);
    await expect(finishConnect(ctx, { query })).rejects.toMatchObject({ code: 'OAU-202' });
  });

  it('is shown again to whoever loads the page again, and is not asked for again', async () => {
    const { ctx, appId } = await place();
    const { url } = await startConnect(ctx, startInput(server(), appId));
    const query = await queryOf(url, { login: 'ada' });
    const first = await finishConnect(ctx, { query });
    const state = new URL(url).searchParams.get('state') ?? '';
    expect(await finishConnect(ctx, { query: `?state=${state}` })).toEqual(first);
    expect(server().traffic.tokenRequests).toBe(1);
  });

  it('without a code is refused, and the sign-in is over', async () => {
    const { ctx, appId } = await place();
    const { url } = await startConnect(ctx, startInput(server(), appId));
    const state = new URL(url).searchParams.get('state') ?? '';
    await expect(finishConnect(ctx, { query: `?state=${state}` })).rejects.toMatchObject({ code: 'OAU-204' });
    expect(server().traffic.tokenRequests).toBe(0);
    expect((await connectsOf(ctx))[0]).toMatchObject({ state: 'failed' });
  });

  it('is not looked at where the code of another tenant was sent', async () => {
    const { ctx, appId } = await place();
    const other = await place();
    const { url } = await startConnect(ctx, startInput(server(), appId));
    const state = new URL(url).searchParams.get('state');
    const user = asUser(ctx, ctx.sessionId ?? '');
    const own = new URL(url).searchParams.get('redirect_uri') ?? '';
    expect(own.endsWith(`/oauth/callback/${ctx.tenantId}`)).toBe(true);
    expect(await viewCallback(user, { tenantId: ctx.tenantId, state })).toMatchObject({ kind: 'open' });
    expect(await viewCallback(user, { tenantId: other.ctx.tenantId, state })).toEqual({ kind: 'unknown' });
  });

  it('makes one credential, however often it is confirmed', async () => {
    const { ctx, appId } = await place();
    const { id } = await upToConfirm(ctx, startInput(server(), appId));
    const all = await Promise.allSettled([1, 2, 3].map(() => confirmConnect(ctx, id)));
    expect(all.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect(await rowsOf(ctx)).toHaveLength(1);
    await expect(confirmConnect(ctx, id)).rejects.toMatchObject({ code: 'OAU-202' });
  });

  it('belongs to one browser session of one person in one workspace', async () => {
    const { ctx, appId } = await place();
    const other = await place();
    const { id, url } = await startConnect(ctx, startInput(server(), appId));
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
    const { url } = await startConnect(ctx, startInput(server(), appId));
    const query = await queryOf(url, { login: 'ada' });
    await age(ctx);
    await expect(finishConnect(ctx, { query })).rejects.toMatchObject({ code: 'OAU-202' });
    const { id } = await upToConfirm(ctx, startInput(server(), appId));
    await age(ctx);
    await expect(confirmConnect(ctx, id)).rejects.toMatchObject({ code: 'OAU-202' });
    expect(await rowsOf(ctx)).toEqual([]);
  });

  it('stores nothing when the token endpoint fails, and says whose trouble it is', async () => {
    const { ctx, appId } = await place();
    server().behaviour.failWith = '500';
    const failing = upToConfirm(ctx, startInput(server(), appId));
    await expect(failing).rejects.toMatchObject({ code: 'OAU-205' });
    server().behaviour.failWith = null;
    expect(await rowsOf(ctx)).toEqual([]);
    expect((await connectsOf(ctx))[0]).toMatchObject({ state: 'failed' });
  });
});
