import { Apideck } from '@apideck/unify';
import { BadRequestResponse, UnauthorizedResponse } from '@apideck/unify/models/errors';
import { and, eq } from 'drizzle-orm';
import { decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { apiKeys } from '#db/schema/api-keys.ts';
import { consumers } from '#db/schema/consumers.ts';
import { testDatabase } from '#db/testing.ts';
import { insertKey, revokeKey } from '#lib/api-keys/commands.ts';
import { newApiToken } from '#lib/api-keys/model.ts';
import { recorder } from '#lib/audit/commands.ts';
import { dayMs, hourMs, minuteMs } from '#lib/clock.ts';
import { ensureConsumer } from '#lib/consumers/commands.ts';
import { asConsumer, makeCredential } from '#lib/consumers/testing.ts';
import { getCredential } from '#lib/credentials/queries.ts';
import { may, type WorkspaceCtx } from '#lib/ctx.ts';
import { env } from '#lib/env.ts';
import { requireKey } from '#lib/gate/key.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { keyring } from '#lib/keys/queries.ts';
import { sessionKey } from '#lib/vault-sessions/model.ts';
import { ask, startListener, testKey } from '../testing.ts';

let listener: Awaited<ReturnType<typeof startListener>>;
beforeAll(async () => {
  await testDatabase();
  listener = await startListener();
});
afterAll(() => listener.stop());

const apideck = (ctx: WorkspaceCtx, apiKey: string, consumerId = 'user-1') =>
  new Apideck({ serverURL: listener.origin, apiKey, appId: ctx.workspaceId, consumerId });

const facts = { requestId: 'req_test', address: '127.0.0.1' };
const holderOf = (token: string) => requireKey(`Bearer ${token}`, facts);

const headers = (ctx: WorkspaceCtx, consumer = 'user-1') => ({
  'x-apideck-app-id': ctx.workspaceId,
  'x-apideck-consumer-id': consumer,
});
const post = (ctx: WorkspaceCtx, key: string, body?: unknown, consumer?: string) =>
  ask('POST', '/vault/sessions', { key, headers: headers(ctx, consumer), body });

const tokenOf = (body: unknown): string => {
  const { data } = body as { data: { session_token: string } };
  return data.session_token;
};

const consumerRow = async (ctx: WorkspaceCtx, externalId: string) => {
  const here = and(eq(consumers.tenantId, ctx.tenantId), eq(consumers.externalId, externalId));
  const [row] = await read().select().from(consumers).where(here);
  return row;
};

/** A token of one consumer, as the tenant's server has them. */
async function userToken(ctx: WorkspaceCtx, externalId: string): Promise<string> {
  const { id: consumerId } = await ensureConsumer(ctx, externalId);
  const token = newApiToken('user');
  const record = await recorder(ctx);
  const own = { kind: 'user' as const, name: externalId, scopes: ['metadata' as const, 'import' as const] };
  await transact((tx, now) => insertKey(tx, ctx, now, record, { ...own, expiresAt: now + dayMs, token, consumerId }));
  return token;
}

describe('a session', () => {
  it('is made by the SDK with nothing said, and holds what a page reads', async () => {
    const ctx = await testWorkspace();
    const answer = await apideck(ctx, await testKey(ctx)).vault.sessions.create({});
    const { sessionUri, sessionToken } = answer.createSessionResponse?.data ?? { sessionUri: '', sessionToken: '' };
    expect(sessionUri).toBe(`${env.address}/vault#token=${sessionToken}`);
    const { bytes } = await (await keyring()).current(ctx.tenantId);
    const { payload, protectedHeader } = await jwtVerify(sessionToken, sessionKey(bytes));
    expect(protectedHeader.alg).toBe('HS256');
    expect(payload).toMatchObject({
      application_id: ctx.workspaceId,
      consumer_id: 'user-1',
      redirect_uri: null,
      settings: { session_length: '1h', show_logs: true, show_sidebar: true, auto_redirect: false },
      theme: {},
      consumer_metadata: {},
      data_scopes: { enabled: false },
      attribution: { hidden: true, hideable: true },
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBeGreaterThanOrEqual(hourMs / 1_000 - 1);
    expect(await consumerRow(ctx, 'user-1')).toMatchObject({ metadata: {} });
  });

  it('is made with every default and every part the SDK can send', async () => {
    const ctx = await testWorkspace();
    const key = await testKey(ctx);
    const theme = { logo: 'https://example.com/logo.png', primaryColor: '#286efa', vaultName: 'Intern' };
    const answer = await apideck(ctx, key).vault.sessions.create({
      session: {
        consumerMetadata: { accountName: 'SpaceX', userName: 'Elon', email: 'e@example.com', image: '' },
        redirectUri: 'https://mysaas.com/dashboard',
        settings: { unifiedApis: ['crm'], sessionLength: '30m', allowActions: ['disconnect'] },
        theme,
        customConsumerSettings: { feature: true },
      },
    });
    const token = answer.createSessionResponse?.data.sessionToken ?? '';
    expect(decodeJwt(token)).toMatchObject({
      redirect_uri: 'https://mysaas.com/dashboard',
      settings: { unified_apis: ['crm'], session_length: '30m', allow_actions: ['disconnect'], show_sidebar: true },
      theme: { logo: theme.logo, primary_color: '#286efa', vault_name: 'Intern' },
      consumer_metadata: { account_name: 'SpaceX', user_name: 'Elon', email: 'e@example.com' },
    });
    const { key: row, limits } = await holderOf(token);
    expect(row).toMatchObject({
      kind: 'session',
      externalId: 'user-1',
      settings: { unifiedApis: ['crm'], allowActions: ['disconnect'], redirectUri: 'https://mysaas.com/dashboard' },
    });
    expect(limits.expiresAt).toBeLessThanOrEqual(Date.now() + 30 * minuteMs);
    expect(await consumerRow(ctx, 'user-1')).toMatchObject({ metadata: { account_name: 'SpaceX', user_name: 'Elon' } });
    await post(ctx, key, { consumer_metadata: { user_name: 'Gwynne' } });
    expect(await consumerRow(ctx, 'user-1')).toMatchObject({
      metadata: { account_name: 'SpaceX', user_name: 'Gwynne' },
    });
  });

  it('is one of several made at once for somebody new, who is there once', async () => {
    const ctx = await testWorkspace();
    const key = await testKey(ctx);
    const answers = await Promise.all(Array.from({ length: 4 }, () => post(ctx, key, {}, 'new')));
    const held = await Promise.all(answers.map(({ body }) => holderOf(tokenOf(body))));
    expect(new Set(held.map((one) => one.key.id)).size).toBe(4);
    expect([...new Set(held.map((one) => one.limits.consumerId))]).toEqual([(await consumerRow(ctx, 'new'))?.id]);
  });

  it('takes the empty members some clients send', async () => {
    const ctx = await testWorkspace();
    const body = { redirect_uri: '', theme: { logo: '', privacy_url: null }, settings: null, consumer_metadata: null };
    expect((await post(ctx, await testKey(ctx), body)).status).toBe(200);
  });

  it('reads and changes what is its consumer’s, sees no secret in clear, and deletes where that is allowed', async () => {
    const ctx = await testWorkspace();
    const key = await testKey(ctx);
    const all = await holderOf(tokenOf((await post(ctx, key)).body));
    for (const permission of [
      'credential.read',
      'credential.create',
      'credential.update',
      'credential.delete',
    ] as const)
      expect(may(all, permission), permission).toBe(true);
    for (const permission of ['credential.use', 'credential.export', 'consumer.read', 'webhook.read'] as const)
      expect(may(all, permission), permission).toBe(false);
    expect(all.limits.consumerId).toBe((await consumerRow(ctx, 'user-1'))?.id);
    const some = await holderOf(tokenOf((await post(ctx, key, { settings: { allow_actions: [] } })).body));
    expect([may(some, 'credential.update'), may(some, 'credential.delete')]).toEqual([true, false]);
    const narrow = await testKey(ctx, ['metadata', 'import']);
    expect(may(await holderOf(tokenOf((await post(ctx, narrow)).body)), 'credential.delete')).toBe(false);
  });

  it('ends with its key, and when it is revoked', async () => {
    const ctx = await testWorkspace();
    const key = await testKey(ctx);
    const { key: maker } = await holderOf(key);
    const token = tokenOf((await post(ctx, key)).body);
    const { key: session } = await holderOf(token);
    await revokeKey(ctx, session.id);
    await expect(holderOf(token)).rejects.toMatchObject({ code: 'KEY_REFUSED' });
    const another = tokenOf((await post(ctx, key)).body);
    await revokeKey(ctx, maker.id);
    await expect(holderOf(another)).rejects.toMatchObject({ code: 'KEY_REFUSED' });
    await expect(apideck(ctx, key).vault.sessions.create({})).rejects.toBeInstanceOf(UnauthorizedResponse);
  });

  it('is as long as was asked for, a week at the most, and never longer than its key', async () => {
    const ctx = await testWorkspace();
    const key = await testKey(ctx);
    const lengthOf = async (session_length: string) => {
      const answer = await post(ctx, key, { settings: { session_length } });
      if (answer.status !== 200) return answer.status;
      const { exp = 0, iat = 0 } = decodeJwt(tokenOf(answer.body));
      return Math.ceil((exp - iat) / 60);
    };
    expect(await Promise.all(['30m', '1h', '1d', '1w', '90s', '168h'].map(lengthOf))).toEqual([
      30, 60, 1_440, 10_080, 2, 10_080,
    ]);
    for (const wrong of ['8d', '2w', '0m', '-1h', '1', 'week', '1.5h', '1y', ''])
      expect(await lengthOf(wrong)).toBe(400);
    const soon = Date.now() + 10 * minuteMs;
    await transact(async (tx) => {
      await tx.update(apiKeys).set({ expiresAt: soon }).where(eq(apiKeys.tenantId, ctx.tenantId));
    });
    const { limits } = await holderOf(tokenOf((await post(ctx, key, { settings: { session_length: '1d' } })).body));
    expect(limits.expiresAt).toBe(Math.floor(soon / 1_000) * 1_000);
  });
});

describe('a session is refused', () => {
  it('without a consumer, an application or a key, each as its own error', async () => {
    const ctx = await testWorkspace();
    const key = await testKey(ctx);
    const none = new Apideck({ serverURL: listener.origin, apiKey: key, appId: ctx.workspaceId });
    await expect(none.vault.sessions.create({})).rejects.toBeInstanceOf(BadRequestResponse);
    await expect(none.vault.sessions.create({})).rejects.toMatchObject({
      statusCode: 400,
      typeName: 'RequestHeadersValidationError',
      detail: 'Missing Header: x-apideck-consumer-id',
    });
    expect(await ask('POST', '/vault/sessions', { key, headers: { 'x-apideck-consumer-id': 'a' } })).toMatchObject({
      status: 400,
    });
    await expect(apideck(ctx, 'khk_wrong').vault.sessions.create({})).rejects.toBeInstanceOf(UnauthorizedResponse);
    expect((await post(ctx, key, undefined, 'a'.repeat(256))).status).toBe(400);
  });

  it('to a key that brings nothing in or reads nothing, and to another tenant’s', async () => {
    const [ctx, other] = [await testWorkspace(), await testWorkspace()];
    for (const scopes of [['metadata'], ['import'], ['secrets', 'manage']] as const) {
      const answer = await post(ctx, await testKey(ctx, scopes));
      expect(answer, scopes.join()).toMatchObject({ status: 403, body: { type_name: 'ForbiddenError' } });
    }
    expect((await post(ctx, await testKey(other))).status).toBe(401);
    expect(await consumerRow(ctx, 'user-1')).toBeUndefined();
    expect(await consumerRow(other, 'user-1')).toBeUndefined();
  });

  it('to a session, and to a user token for anybody but its own consumer', async () => {
    const ctx = await testWorkspace();
    const session = tokenOf((await post(ctx, await testKey(ctx))).body);
    expect(await post(ctx, session)).toMatchObject({ status: 403, body: { code: 'SESSION_REFUSED' } });
    const token = await userToken(ctx, 'user-2');
    expect((await post(ctx, token, undefined, 'user-3')).status).toBe(404);
    expect((await post(ctx, token, undefined, 'user-1')).status).toBe(404);
    const own = await post(ctx, token, { consumer_metadata: { user_name: 'Somebody else' } }, 'user-2');
    expect(own.status).toBe(200);
    expect((await holderOf(tokenOf(own.body))).key.externalId).toBe('user-2');
    expect(await consumerRow(ctx, 'user-2')).toMatchObject({ metadata: {} });
  });

  it('for an address that is no web address, and for more than a token has room for', async () => {
    const ctx = await testWorkspace();
    const key = await testKey(ctx);
    for (const uri of ['javascript:alert(1)', 'data:text/html,x', '/dashboard', 'ftp://a', 'https://u:p@a.com']) {
      expect(await post(ctx, key, { redirect_uri: uri }), uri).toMatchObject({
        status: 400,
        body: { type_name: 'RequestValidationError' },
      });
      expect((await post(ctx, key, { theme: { privacy_url: uri } })).status, uri).toBe(400);
    }
    const long = `https://example.com/${'a'.repeat(2_000)}`;
    const theme = { logo: long, favicon: long, terms_url: long, privacy_url: long };
    expect((await post(ctx, key, { theme })).status).toBe(400);
    for (const body of ['[]', '"a"', '{', 'null']) expect((await post(ctx, key, body)).status, body).toBe(400);
    expect((await post(ctx, key, { settings: { allow_actions: ['everything'] } })).status).toBe(400);
  });

  it('outside of the vault: what a session may not do there, it does nowhere else', async () => {
    const ctx = await testWorkspace();
    const settings = { unified_apis: ['crm'], allow_actions: ['delete'] };
    const session = tokenOf((await post(ctx, await testKey(ctx), { settings })).body);
    const { limits } = await holderOf(session);
    const id = await makeCredential(asConsumer(ctx, limits.consumerId ?? ''), 'Ledger');
    for (const [method, path] of [
      ['GET', '/v1/me'],
      ['GET', '/v1/credentials'],
      ['PATCH', `/v1/credentials/${id}`],
      ['DELETE', `/v1/credentials/${id}`],
      ['POST', `/v1/credentials/${id}/token`],
      ['GET', '/core/v1/authentications'],
      ['GET', '/webhook/webhooks'],
    ] as const)
      expect(await ask(method, path, { key: session }), path).toMatchObject({
        status: 403,
        body: { code: 'FORBIDDEN' },
      });
    expect(await getCredential(ctx, id)).toMatchObject({ name: 'Ledger' });
  });

  it('for a token that somebody has written anew', async () => {
    const ctx = await testWorkspace();
    const session = tokenOf((await post(ctx, await testKey(ctx))).body);
    const [head = '', claims = '', seal = ''] = session.split('.');
    const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const none = encoded({ alg: 'none', typ: 'JWT' });
    const other = encoded({ ...decodeJwt(session), consumer_id: 'user-2', exp: 4_102_444_800 });
    const path = '/vault/connections';
    for (const token of [
      `${none}.${claims}.`,
      `${none}.${claims}.${seal}`,
      `${head}.${other}.${seal}`,
      `${head}.${claims}.${seal.toUpperCase()}`,
      `${head}.${claims}.${seal}=`,
      `${head}.${claims}`,
    ])
      expect(await ask('GET', path, { key: token, headers: headers(ctx) }), token).toMatchObject({ status: 401 });
    expect((await ask('GET', path, { key: session, headers: headers(ctx) })).status).toBe(200);
    expect((await ask('GET', path, { key: session, headers: headers(ctx, 'user-2') })).status).toBe(404);
  });
});
