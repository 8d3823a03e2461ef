import { describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { credentials } from '#db/schema/credentials.ts';
import { grants } from '#db/schema/oauth.ts';
import { rowsOf } from '#lib/credentials/testing.ts';
import { allowOutbound } from '#lib/testing.ts';
import {
  confirmConnect,
  discardConnect,
  finishConnect,
  purgeConnects,
  startConnect,
  startReconnect,
} from './commands.ts';
import { age, connectsOf, queryOf, startInput, testConnects, upToConfirm } from './testing.ts';
import { connectsMax } from './schema.ts';

const { server, place } = testConnects();

describe('discarded or forgotten', () => {
  it('gives the token back and keeps nothing', async () => {
    const { ctx, appId } = await place();
    const { id } = await upToConfirm(ctx, startInput(server(), appId));
    await discardConnect(ctx, id);
    expect(server().traffic.revokedGrants).toHaveLength(1);
    await expect(confirmConnect(ctx, id)).rejects.toMatchObject({ code: 'OAU-202' });
    await discardConnect(ctx, id);
    expect(server().traffic.revokedGrants).toHaveLength(1);
  });

  it('revokes nothing that a credential of the same account may live on', async () => {
    const { ctx, appId } = await place();
    const kept = await upToConfirm(ctx, startInput(server(), appId));
    await confirmConnect(ctx, kept.id);
    const same = await upToConfirm(ctx, startInput(server(), appId, { name: 'Again' }));
    await discardConnect(ctx, same.id);
    expect(server().traffic.revokedGrants).toEqual([]);
    const other = await upToConfirm(ctx, startInput(server(), appId, { name: 'Of another' }), 'grace');
    await discardConnect(ctx, other.id);
    expect(server().traffic.revokedGrants).toHaveLength(1);
  });

  it('is one of thirty at the most, also of those begun at the same moment, and all go at once', async () => {
    await purgeConnects();
    const { ctx, appId } = await place();
    const begin = () => startConnect(ctx, startInput(server(), appId));
    const begun = await Promise.allSettled(Array.from({ length: connectsMax + 10 }, begin));
    expect(begun.filter((one) => one.status === 'fulfilled')).toHaveLength(connectsMax);
    await expect(begin()).rejects.toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
    await age(ctx);
    expect(await purgeConnects()).toBe(connectsMax);
    await begin();
  });

  it('is cleared away when its time is over, and what waited is given back', async () => {
    await purgeConnects();
    server().reset();
    const { ctx, appId } = await place();
    await upToConfirm(ctx, startInput(server(), appId));
    await startConnect(ctx, startInput(server(), appId, { name: 'Never finished' }));
    expect(await purgeConnects()).toBe(0);
    expect(await connectsOf(ctx)).toHaveLength(2);
    await age(ctx);
    expect(await purgeConnects()).toBe(2);
    expect(await connectsOf(ctx)).toEqual([]);
    expect(server().traffic.revokedGrants).toHaveLength(1);
    expect(await rowsOf(ctx)).toEqual([]);
  });
});

describe('connected again', () => {
  it('is the same credential with another version, and without its failure', async () => {
    const { ctx, appId } = await place();
    const first = await upToConfirm(ctx, startInput(server(), appId));
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
    const first = await upToConfirm(ctx, startInput(server(), appId));
    const { id } = await confirmConnect(ctx, first.id);
    const started = await startReconnect(ctx, { id });
    const query = await queryOf(started.url, { login: 'grace' });
    expect(await finishConnect(ctx, { query })).toMatchObject({ account: 'grace', accountBefore: 'ada' });
    await discardConnect(ctx, started.id);
    expect((await rowsOf(ctx))[0]).toMatchObject({ version: 1, account: 'ada' });
  });

  it('may go to another place then, as the new tokens were meant for it', async () => {
    const { ctx, appId } = await place();
    const first = await upToConfirm(ctx, startInput(server(), appId));
    const { id } = await confirmConnect(ctx, first.id);
    const elsewhere = { baseUrl: `http://localhost:${new URL(server().issuer).port}`, testPath: '/me-api' };
    const typed = startReconnect(ctx, { id, settings: { ...elsewhere, clientId: 'nothing to type' } });
    await expect(typed).rejects.toMatchObject({ code: 'INPUT_INVALID', detail: { fields: ['clientId'] } });
    allowOutbound(`localhost:${new URL(server().issuer).port}`);
    const started = await startReconnect(ctx, { id, settings: elsewhere });
    await finishConnect(ctx, { query: await queryOf(started.url, { login: 'ada' }) });
    expect((await rowsOf(ctx))[0]).toMatchObject({ version: 1, settings: { baseUrl: server().issuer } });
    await confirmConnect(ctx, started.id);
    const origins = [elsewhere.baseUrl, server().issuer].toSorted();
    expect((await rowsOf(ctx))[0]).toMatchObject({ version: 2, settings: elsewhere, audience: origins });
  });
});
