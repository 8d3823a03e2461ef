import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { restInput, startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { plantUse } from '#lib/uses/testing.ts';
import { ask, type Answer } from '../testing.ts';
import { emptyPlace, idOf } from './testing.ts';

let app: TestApp;
let other: TestApp;

beforeAll(async () => {
  await testDatabase();
  app = await startTestApp();
  other = await startTestApp();
});
afterAll(async () => {
  await app.close();
  await other.close();
});

const input = (name = 'Orders API') => restInput(app, { name });

describe('a refusal', () => {
  it('is a problem, with its code, its fields and the id of the request, and no value', async () => {
    const { send } = await emptyPlace();
    const answer = await send('POST', '/credentials', { ...input(), name: '', extra: 'sesame-open' });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body).toMatchObject({
      type: 'urn:keyhaven:problem:INPUT_INVALID',
      title: 'Bad Request',
      status: 400,
      instance: '/v1/credentials',
      code: 'INPUT_INVALID',
      requestId: answer.headers.get('request-id'),
    });
    expect((answer.body as { fields: string[] }).fields).toContain('name');
    expect(answer.text).not.toContain('sesame-open');
  });

  it('names the methods of an address, and 404 where there is none', async () => {
    const { send } = await emptyPlace();
    const answer = await send('PUT', '/credentials/crd_1');
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, PATCH, DELETE']);
    expect((await send('GET', '/nowhere')).status).toBe(404);
    expect((await send('GET', '/credentials/%00')).status).toBe(404);
  });

  it('is told of a body of another kind, none at all, no JSON, or too much of it', async () => {
    const { send } = await emptyPlace();
    const plain = await send('POST', '/credentials', 'name=x', { 'content-type': 'text/plain' });
    expect([plain.status, (plain.body as { code: string }).code]).toEqual([415, 'MEDIA_TYPE_REFUSED']);
    expect((await send('POST', '/credentials')).status).toBe(400);
    const json = { 'content-type': 'application/json' };
    expect((await send('POST', '/credentials', '{"name":', json)).status).toBe(400);
    const large = await send('POST', '/credentials', `{"name":"${'x'.repeat(1_100_000)}"}`, {
      ...json,
      'content-length': '1100011',
    });
    expect([large.status, (large.body as { code: string }).code]).toEqual([413, 'TOO_LARGE']);
    // Where files come in, too: what says it is JSON would be held.
    const held = await send('POST', '/uploads', 'x'.repeat(1_100_000), { ...json, 'idempotency-key': 'a' });
    expect(held.status).toBe(413);
  });
});

describe('a credential', () => {
  it('is known again by its ETag, until anything of it is another', async () => {
    const { send } = await emptyPlace();
    const id = idOf(await send('POST', '/credentials', input()));
    const etag = (await send('GET', `/credentials/${id}`)).headers.get('etag') ?? '';
    expect(etag).toMatch(/^"1\.[\w-]{16}"$/);
    const known = await send('GET', `/credentials/${id}`, undefined, { 'if-none-match': `"x", ${etag}` });
    expect([known.status, known.text, known.headers.get('etag')]).toEqual([304, '', etag]);
    await send('POST', `/credentials/${id}/verify`);
    expect((await send('GET', `/credentials/${id}`, undefined, { 'if-none-match': etag })).status).toBe(200);
  });

  it('changes only from the revision that was read', async () => {
    const { send } = await emptyPlace();
    const id = idOf(await send('POST', '/credentials', input()));
    const path = `/credentials/${id}`;
    expect((await send('PATCH', path, { name: 'New' })).status).toBe(428);
    const etag = (await send('GET', path)).headers.get('etag') ?? '';
    const saved = await send('PATCH', path, { name: 'New', expiresAt: '2031-05-01T00:00:00Z' }, { 'if-match': etag });
    expect([saved.status, saved.headers.get('etag')]).toEqual([200, '"2"']);
    const late = await send('PATCH', path, { name: 'Newer' }, { 'if-match': etag });
    expect([late.status, (late.body as { code: string }).code]).toEqual([412, 'PRECONDITION_FAILED']);
    expect((await send('DELETE', path, undefined, { 'if-match': '"1"' })).status).toBe(412);
    expect((await send('PATCH', path, { name: 'Newest' }, { 'if-match': '*' })).status).toBe(200);
    const { body } = await send('GET', path);
    expect(body).toMatchObject({ name: 'Newest', revision: 3, version: 1, expiresAt: '2031-05-01T00:00:00.000Z' });
  });

  it('keeps what is not sent, and its secret never goes to another address', async () => {
    const { ctx, send } = await emptyPlace();
    const id = idOf(await send('POST', '/credentials', input()));
    const any = { 'if-match': '*' };
    expect((await send('PATCH', `/credentials/${id}`, { settings: { testPath: '/you' } }, any)).status).toBe(200);
    expect((await openVersion(ctx, id, 2)).secret).toEqual({ apiKey: app.goodKey });
    const elsewhere = await send('PATCH', `/credentials/${id}`, { settings: { baseUrl: other.url } }, any);
    expect(elsewhere.body).toMatchObject({ status: 409, code: 'SECRET_REQUIRED', fields: ['apiKey'] });
    expect(other.seen).toEqual([]);
  });

  it('is not kept when its app says no, and is kept unverified when it is checked later', async () => {
    const { send } = await emptyPlace();
    const wrong = { ...input(), secret: { apiKey: 'wrong-key-0123456789' } };
    const refused = await send('POST', '/credentials', wrong);
    expect(refused.body).toMatchObject({ status: 422, code: 'VERIFICATION_FAILED', facts: { outcome: 'failed' } });
    expect(refused.text).not.toContain('wrong-key');
    expect((await send('GET', '/credentials')).body).toMatchObject({ data: [], total: 0 });
    const later = await send('POST', '/credentials?verify=later', wrong);
    expect([later.status, later.headers.get('location')]).toEqual([201, `/v1/credentials/${idOf(later)}`]);
    expect((await send('GET', `/credentials/${idOf(later)}`)).body).toMatchObject({ state: 'unverified' });
  });

  it('stays while an active flow needs it, which is named', async () => {
    const { ctx, send } = await emptyPlace();
    const id = idOf(await send('POST', '/credentials', input()));
    await plantUse(ctx, id, { flowName: 'Nightly sync' });
    const refused = await send('DELETE', `/credentials/${id}`);
    expect(refused.body).toMatchObject({ status: 409, code: 'IN_USE' });
    expect(refused.text).toContain('Nightly sync');
    expect((await send('GET', `/credentials/${id}/uses`)).body).toMatchObject({ data: [{ flowName: 'Nightly sync' }] });
  });

  it('is in a list a page at a time, each once, filtered by whose it is', async () => {
    const { send } = await emptyPlace();
    for (const name of ['a', 'b', 'c', 'd', 'e']) await send('POST', '/credentials?verify=later', input(name));
    const names: string[] = [];
    let after: string | null = '';
    do {
      const { body }: Answer = await send('GET', `/credentials?limit=2${after ? `&after=${after}` : ''}`);
      const page = body as { data: { name: string }[]; next: string | null };
      names.push(...page.data.map((one) => one.name));
      after = page.next;
    } while (after !== null);
    expect(names).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect((await send('GET', '/credentials?consumer=nobody')).body).toEqual({ data: [], next: null, total: 0 });
    expect((await send('GET', '/credentials?state=failed,unverified&state=passed')).body).toMatchObject({ total: 5 });
    expect((await send('GET', '/credentials?state=odd')).status).toBe(400);
  });
});

describe('an Idempotency-Key', () => {
  const once = { 'idempotency-key': 'order-7' };

  it('makes one thing of a request that is sent twice, and says that it did', async () => {
    const { send } = await emptyPlace();
    const first = await send('POST', '/keys', { name: 'Reader', scopes: ['metadata'] }, once);
    const again = await send('POST', '/keys', { name: 'Reader', scopes: ['metadata'] }, once);
    expect([first.headers.get('idempotency-replayed'), again.headers.get('idempotency-replayed')]).toEqual([
      null,
      'true',
    ]);
    expect([again.status, again.text, again.headers.get('location')]).toEqual([
      201,
      first.text,
      first.headers.get('location'),
    ]);
    const reused = await send('POST', '/keys', { name: 'Writer', scopes: ['metadata'] }, once);
    expect(reused.body).toMatchObject({ status: 422, code: 'IDEMPOTENCY_REUSED' });
    const { body } = await send('GET', '/keys');
    expect((body as { data: { name: string }[] }).data.filter((one) => one.name === 'Reader')).toHaveLength(1);
  });

  it('is free again where the request was refused', async () => {
    const { send } = await emptyPlace();
    expect((await send('POST', '/consumers', { externalId: '' }, once)).status).toBe(400);
    expect((await send('POST', '/consumers', { externalId: 'user-1' }, once)).status).toBe(201);
    expect((await send('POST', '/consumers', { externalId: 'user-1' }, { 'idempotency-key': 'ä' })).status).toBe(400);
  });

  it('makes one thing of requests at the same time', async () => {
    const { send } = await emptyPlace();
    const all = await Promise.all(
      Array.from({ length: 6 }, () => send('POST', '/consumers', { externalId: 'user-2' }, once)),
    );
    expect(all.filter((one) => one.status === 201).length).toBeGreaterThan(0);
    for (const one of all) expect([201, 409]).toContain(one.status);
    expect((await send('GET', '/consumers')).body).toMatchObject({ total: 1 });
  });

  it('gives nothing to a key that has been revoked since', async () => {
    const { key, send } = await emptyPlace();
    const made = await send('POST', '/keys', { name: 'Maker', scopes: ['manage', 'metadata'] });
    const { token, key: row } = made.body as { token: string; key: { id: string } };
    const body = { name: 'Reader', scopes: ['metadata'] };
    expect((await ask('POST', '/v1/keys', { key: token, headers: once, body })).status).toBe(201);
    await send('DELETE', `/keys/${row.id}`);
    expect((await ask('POST', '/v1/keys', { key: token, headers: once, body })).status).toBe(401);
    expect(token).not.toBe(key);
  });
});
