import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { keyLineOf, linesTo, runDue } from '#lib/live-imports/testing.ts';
import { ask, startListener, testKey, type Answer } from '../testing.ts';

beforeAll(testDatabase);

const path = '/v1/connection-imports';
const ndjson = { 'content-type': 'application/x-ndjson' };

interface Facts {
  readonly id: string;
  readonly state: string;
  readonly created: number;
  readonly refused: number;
}

const factsOf = (answer: Answer): Facts => answer.body as Facts;

const send = (key: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
  ask('POST', path, { key, body, headers: { ...ndjson, ...headers } });

describe('a file of connections over HTTP', () => {
  it('is taken, goes on by itself, and is told line by line', async () => {
    const ctx = await testWorkspace();
    const key = await testKey(ctx, ['import']);
    const taken = await send(key, `${linesTo(3)}{\n`, { 'x-file-name': encodeURIComponent('Kundën.jsonl') });
    expect(taken.status).toBe(202);
    const { id } = factsOf(taken);
    expect(taken.headers.get('location')).toBe(`${path}/${id}`);
    expect(taken.body).toMatchObject({ state: 'running', fileName: 'Kundën.jsonl', total: 4, done: 0, endedAt: null });
    await runDue();
    const done = await ask('GET', `${path}/${id}`, { key });
    expect(done.body).toMatchObject({
      id,
      state: 'done',
      because: null,
      created: 3,
      refused: 1,
      done: 4,
      startedBy: 'Test',
    });
    const first = await ask('GET', `${path}/${id}/rows?limit=2`, { key });
    expect(first.body).toMatchObject({
      data: [
        { line: 1, outcome: 'created', consumer: 'consumer-1', connection: 'ecommerce+stripe', code: null },
        { line: 2 },
      ],
      next: '2',
    });
    const rest = await ask('GET', `${path}/${id}/rows?after=2&outcome=refused`, { key });
    expect(rest.body).toEqual({
      data: [
        {
          line: 4,
          outcome: 'refused',
          consumer: '',
          connection: '',
          credentialId: null,
          code: 'INPUT_INVALID',
          message: 'This line is not JSON.',
        },
      ],
      next: null,
    });
    expect((await ask('GET', path, { key })).body).toMatchObject({ data: [{ id }], next: null });
    expect(first.text + rest.text + done.text).not.toContain('sk_test');
  });

  it('is streamed, with no length said before, over a real socket', async () => {
    const ctx = await testWorkspace();
    const key = await testKey(ctx);
    const listener = await startListener();
    const text = linesTo(120);
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < text.length; at += 5_000) controller.enqueue(Buffer.from(text.slice(at, at + 5_000)));
        controller.close();
      },
    });
    const headers = { ...ndjson, authorization: `Bearer ${key}` };
    const init = { method: 'POST', headers, body, duplex: 'half' };
    const answer = await fetch(`${listener.origin}${path}`, init);
    expect(answer.status).toBe(202);
    expect(await answer.json()).toMatchObject({ total: 120, fileBytes: text.length, sha256: sha256Of(text) });
    await listener.stop();
    await runDue();
  });

  it('that is sent again while it runs is the same import', async () => {
    const ctx = await testWorkspace();
    const key = await testKey(ctx);
    const one = factsOf(await send(key, keyLineOf(1)));
    expect(factsOf(await send(key, keyLineOf(1))).id).toBe(one.id);
    await runDue();
    const again = factsOf(await send(key, keyLineOf(1)));
    expect(again.id).not.toBe(one.id);
    await runDue();
    expect((await ask('GET', `${path}/${again.id}`, { key })).body).toMatchObject({ unchanged: 1, created: 0 });
  });

  it('under an Idempotency-Key is taken once', async () => {
    const key = await testKey(await testWorkspace());
    const name = { 'idempotency-key': 'move-2026-11', 'repr-digest': digestOf(keyLineOf(1)) };
    const one = await send(key, keyLineOf(1), name);
    await runDue();
    const two = await send(key, keyLineOf(1), name);
    expect([two.status, factsOf(two).id]).toEqual([202, factsOf(one).id]);
    expect(two.headers.get('idempotency-replayed')).toBe('true');
    const other = await send(key, keyLineOf(2), { ...name, 'repr-digest': digestOf(keyLineOf(2)) });
    expect(other.body).toMatchObject({ status: 422, code: 'IDEMPOTENCY_REUSED' });
  });

  it('under an Idempotency-Key says what it is: another file of the same length is no answer of the first', async () => {
    const key = await testKey(await testWorkspace());
    for (const digest of [undefined, 'sha-512=:AAAA:', 'sha-256=:AAAA:'])
      for (const n of [1, 2]) {
        const name = { 'idempotency-key': 'move', ...(digest !== undefined && { 'repr-digest': digest }) };
        const answer = await send(key, keyLineOf(n), name);
        expect(answer.body, digest).toMatchObject({ status: 400, fields: ['repr-digest'] });
      }
  });

  it('is stopped, and what has ended stays so', async () => {
    const ctx = await testWorkspace();
    const key = await testKey(ctx);
    const { id } = factsOf(await send(key, linesTo(3)));
    expect((await ask('POST', `${path}/${id}/stop`, { key })).body).toMatchObject({ state: 'stopped', because: null });
    await runDue();
    expect((await ask('POST', `${path}/${id}/stop`, { key })).body).toMatchObject({ state: 'stopped', created: 0 });
  });
});

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');
const digestOf = (text: string): string => `sha-256=:${createHash('sha256').update(text).digest('base64')}:`;

describe('what is not taken', () => {
  it.each([
    ['as JSON', { 'content-type': 'application/json' }, keyLineOf(1), 415, 'MEDIA_TYPE_REFUSED'],
    ['with nothing in it', {}, '\n', 400, 'IMP-100'],
    ['with another digest', { 'repr-digest': digestOf('x') }, keyLineOf(1), 400, 'IMP-304'],
    ['with another digest in hexadecimal', { 'x-file-sha256': sha256Of('x') }, keyLineOf(1), 400, 'IMP-304'],
    ['with more than it says', { 'content-length': '4' }, keyLineOf(1), 400, 'IMP-304'],
    ['that says it is too large', { 'content-length': '70000000' }, keyLineOf(1), 413, 'IMP-103'],
    ['with too many lines', {}, '\n'.repeat(100_001), 413, 'TOO_LARGE'],
    ['with a name that is not encoded', { 'x-file-name': '%E0%A4%A' }, keyLineOf(1), 400, 'INPUT_INVALID'],
  ])('a file %s is a problem with its code', async (_, headers, body, status, code) => {
    const key = await testKey(await testWorkspace());
    const answer = await send(key, body, headers);
    expect(answer.body).toMatchObject({ status, code });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect((await ask('GET', path, { key })).body).toMatchObject({ data: [] });
  });

  it('is told of an import of another tenant that it is not here', async () => {
    const [ctx, other] = [await testWorkspace(), await testWorkspace()];
    const { id } = factsOf(await send(await testKey(ctx), keyLineOf(1)));
    const key = await testKey(other);
    for (const [method, address] of [
      ['GET', `${path}/${id}`],
      ['GET', `${path}/${id}/rows`],
      ['POST', `${path}/${id}/stop`],
      ['GET', `${path}/imp_nothing`],
    ] as const)
      expect((await ask(method, address, { key })).body).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect((await ask('GET', path, { key })).body).toMatchObject({ data: [] });
  });

  it('needs a key, and of its scopes the one for imports', async () => {
    const ctx = await testWorkspace();
    const { id } = factsOf(await send(await testKey(ctx), keyLineOf(1)));
    const calls = [
      (key: string) => send(key, keyLineOf(2)),
      (key: string) => ask('GET', path, { key }),
      (key: string) => ask('GET', `${path}/${id}`, { key }),
      (key: string) => ask('GET', `${path}/${id}/rows`, { key }),
      (key: string) => ask('POST', `${path}/${id}/stop`, { key }),
    ];
    const lesser = await testKey(ctx, ['metadata', 'secrets', 'manage']);
    for (const call of calls) {
      expect((await call('')).status).toBe(401);
      expect((await call(lesser)).body).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    }
    await runDue();
  });
});
