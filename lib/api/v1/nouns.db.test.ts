import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { restInput } from '#lib/credentials/testing.ts';
import { plantUse } from '#lib/uses/testing.ts';
import { ask, startListener } from '../testing.ts';
import { emptyPlace, idOf, populate, startOutside, type Outside } from './testing.ts';

let outside: Outside;

beforeAll(async () => {
  await testDatabase();
  outside = await startOutside();
});
afterAll(() => outside.stop());

describe('a key', () => {
  it('tells whose it is and what it may do', async () => {
    const { ctx, send } = await emptyPlace(['metadata', 'import']);
    expect((await send('GET', '/me')).body).toMatchObject({
      key: { kind: 'key' },
      scopes: ['metadata', 'import'],
      tenant: { id: ctx.tenantId, slug: ctx.tenantSlug },
      workspace: { id: ctx.workspaceId },
      consumer: null,
    });
  });

  it('of one consumer is not told who works here', async () => {
    const { key, send } = await emptyPlace();
    const consumer = await send('POST', '/consumers', { externalId: 'ada' });
    const made = await send('POST', `/consumers/${idOf(consumer)}/tokens`, { scopes: ['metadata', 'manage'] });
    const { token } = made.body as { token: string };
    const input = { ...restInput(outside.app), consumer: 'ada' };
    const id = idOf(await send('POST', '/credentials', input));
    for (const list of ['versions', 'verifications']) {
      const path = `/v1/credentials/${id}/${list}`;
      const names = async (holder: string) =>
        ((await ask('GET', path, { key: holder })).body as { data: Record<string, unknown>[] }).data.map(
          (one) => one['savedBy'] ?? one['by'] ?? null,
        );
      expect(await names(key), list).toEqual(['Test']);
      expect(await names(token), list).toEqual([null]);
    }
    await send('DELETE', `/credentials/${id}`);
    const trash = await ask('GET', '/v1/trash', { key: token });
    expect(trash.body).toMatchObject({ data: [{ id, deletedBy: null }] });
  });

  it('makes no key that may more, or ends later', async () => {
    const { send } = await emptyPlace(['metadata', 'manage']);
    const wider = await send('POST', '/keys', { name: 'Wider', scopes: ['secrets'] });
    expect([wider.status, (wider.body as { code: string }).code]).toEqual([403, 'FORBIDDEN']);
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const made = await send('POST', '/keys', { name: 'Maker', scopes: ['metadata', 'manage'], expiresAt });
    const { token, key } = made.body as { token: string; key: { id: string; expiresAt: string } };
    expect(key.expiresAt).toBe(expiresAt);
    const later = await ask('POST', '/v1/keys', { key: token, body: { name: 'Later', scopes: ['metadata'] } });
    expect(later.body).toMatchObject({ status: 400, fields: ['expiresAt'] });
  });

  it('takes what it made with it when it is revoked', async () => {
    const { send } = await emptyPlace();
    const made = await send('POST', '/keys', { name: 'Maker', scopes: ['metadata', 'manage'] });
    const { token, key } = made.body as { token: string; key: { id: string } };
    const child = await ask('POST', '/v1/keys', { key: token, body: { name: 'Child', scopes: ['metadata'] } });
    const { token: childToken } = child.body as { token: string };
    expect((await ask('GET', '/v1/me', { key: childToken })).status).toBe(200);
    expect((await send('DELETE', `/keys/${key.id}`)).body).toMatchObject({ state: 'revoked' });
    expect((await ask('GET', '/v1/me', { key: childToken })).status).toBe(401);
  });
});

describe('a consumer', () => {
  it('has a token that sees and makes what is theirs alone', async () => {
    const { send } = await emptyPlace();
    const ada = await send('POST', '/consumers', { externalId: 'ada' });
    const hers = { ...restInput(outside.app, { name: 'Hers' }), consumer: 'ada' };
    const id = idOf(await send('POST', '/credentials', hers));
    await send('POST', '/credentials', restInput(outside.app, { name: 'Ours' }));
    const { body } = await send('POST', `/consumers/${idOf(ada)}/tokens`, {});
    const { token: key } = body as { token: string };
    const seen = await ask('GET', '/v1/credentials', { key });
    expect(seen.body).toMatchObject({ total: 1, data: [{ id, consumer: { externalId: 'ada' } }] });
    const own = await ask('POST', '/v1/credentials', { key, body: restInput(outside.app, { name: 'Another' }) });
    expect((await send('GET', '/credentials?consumer=ada')).body).toMatchObject({ total: 2 });
    expect((await ask('GET', `/v1/credentials/${idOf(own)}`, { key })).status).toBe(200);
    expect((await ask('GET', '/v1/me', { key })).body).toMatchObject({ consumer: { externalId: 'ada' } });
    const another = { ...hers, name: 'Not hers', consumer: 'bob' };
    expect((await ask('POST', '/v1/credentials', { key, body: another })).status).toBe(404);
    expect((await send('POST', '/credentials', another)).status).toBe(404);
  });

  it('refuses metadata it does not know, a taken id, and a second time', async () => {
    const { send } = await emptyPlace();
    expect((await send('POST', '/consumers', { externalId: 'a', metadata: { plan: 'gold' } })).status).toBe(400);
    await send('POST', '/consumers', { externalId: 'a' });
    expect((await send('POST', '/consumers', { externalId: 'a' })).body).toMatchObject({ code: 'NAME_TAKEN' });
  });
});

describe('a flow', () => {
  it('is activated and paused as it was seen', async () => {
    const { ctx, send } = await emptyPlace();
    const credential = idOf(await send('POST', '/credentials', restInput(outside.app)));
    const id = await plantUse(ctx, credential, { flowState: 'draft' });
    const etag = (await send('GET', `/flows/${id}`)).headers.get('etag') ?? '';
    const seen = { 'if-match': etag };
    expect((await send('GET', `/flows/${id}`, undefined, { 'if-none-match': etag })).status).toBe(304);
    expect((await send('POST', `/flows/${id}/activate`, undefined, seen)).body).toMatchObject({ state: 'active' });
    expect((await send('POST', `/flows/${id}/pause`, undefined, seen)).status).toBe(412);
    expect((await send('POST', `/flows/${id}/activate`)).body).toMatchObject({ status: 409, code: 'STATE_INVALID' });
    expect((await send('POST', `/flows/${id}/pause`)).body).toMatchObject({
      state: 'paused',
      steps: [{ component: 'rest', credential: { id: credential } }],
    });
  });
});

describe('a webhook', () => {
  it('changes what is sent, switches off and on, and has its secret shown once', async () => {
    const { send } = await emptyPlace();
    const made = await send('POST', '/webhooks', { url: outside.receiver.url, types: ['*'] });
    const { id, secret } = made.body as { id: string; secret: string };
    const shown = await send('GET', `/webhooks/${id}`);
    expect(shown.text).not.toContain(secret);
    const seen = { 'if-match': shown.headers.get('etag') ?? '' };
    const changed = await send('PATCH', `/webhooks/${id}`, { description: 'Accounts', isEnabled: false }, seen);
    expect(changed.body).toMatchObject({ description: 'Accounts', state: 'disabled', url: outside.receiver.url });
    expect((await send('PATCH', `/webhooks/${id}`, { description: 'Late' }, seen)).status).toBe(412);
    expect((await send('PATCH', `/webhooks/${id}`, { isEnabled: true })).body).toMatchObject({ state: 'delivering' });
    const { secret: next } = (await send('POST', `/webhooks/${id}/rotate`)).body as { secret: string };
    expect(next).not.toBe(secret);
    expect((await send('DELETE', `/webhooks/${id}`)).status).toBe(204);
    expect((await send('GET', `/webhooks/${id}`)).status).toBe(404);
  });
});

describe('a trashed credential, and its versions', () => {
  it('come back', async () => {
    const { key, ids } = await populate(outside);
    const send = (method: string, path: string) => ask(method, `/v1${path}`, { key });
    expect((await send('POST', `/trash/${ids.trashed}/restore`)).body).toMatchObject({ isRenamed: false });
    expect((await send('GET', `/credentials/${ids.trashed}`)).status).toBe(200);
    await send('POST', `/credentials/${ids.credential}/versions/1/restore`);
    const { body } = await send('GET', `/credentials/${ids.credential}/versions`);
    expect(body).toMatchObject({
      data: [{ number: 3, reason: 'restored', isCurrent: true }, { number: 2 }, { number: 1 }],
    });
    expect((await send('POST', `/credentials/${ids.credential}/versions/9/restore`)).status).toBe(404);
  });
});

describe('a header that counts', () => {
  it('is refused when it was sent twice', async () => {
    const { key } = await emptyPlace();
    const listener = await startListener();
    const headers = [
      'host',
      'localhost',
      'authorization',
      `Bearer ${key}`,
      'idempotency-key',
      'a',
      'idempotency-key',
      'b',
    ];
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(`${listener.origin}/v1/consumers`, { method: 'POST', headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      sent.on('error', reject).end();
    });
    await listener.stop();
    expect(status).toBe(400);
  });
});
