import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { restInput, startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import { startKeyExport } from '#lib/exports/commands.ts';
import { itemsIn } from '#lib/exports/testing.ts';
import { runImports } from '#lib/jobs/imports.ts';
import { ask, startListener } from '../testing.ts';
import { emptyPlace, fileOf, idOf, uploadHeaders } from './testing.ts';

let app: TestApp;

beforeAll(async () => {
  await testDatabase();
  app = await startTestApp();
});
afterAll(() => app.close());

const passphrase = 'pale water, ink and hairlines';

const sealed = { sealing: { kind: 'passphrase', passphrase }, reason: 'Move to production' };

async function exported() {
  const here = await emptyPlace();
  for (const name of ['Orders', 'Billing']) await here.send('POST', '/credentials', restInput(app, { name }));
  return { ...here, file: await fileOf(here.key, { scope: 'all', ...sealed }) };
}

const upload = async (send: Awaited<ReturnType<typeof emptyPlace>>['send'], file: Buffer) =>
  idOf(await send('POST', '/uploads', file, uploadHeaders(file)));

describe('a file of credentials', () => {
  it('leaves by a key with its secrets in it, is in the audit, and opens with its passphrase alone', async () => {
    const { file, send } = await exported();
    const items = await itemsIn(file, passphrase);
    expect(items.map((one) => one.name).toSorted()).toEqual(['Billing', 'Orders']);
    expect(items[0]?.secret).toEqual({ apiKey: app.goodKey });
    expect(file.includes(app.goodKey)).toBe(false);
    const audit = await send('GET', '/audit?group=export');
    const actions = audit.text
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { action: string }).action);
    expect(actions).toEqual(['export.fetched', 'export.created']);
  });

  it('needs a reason and a passphrase that is one; a person has a password instead of a key', async () => {
    const { ctx, send } = await exported();
    expect((await send('POST', '/exports', { scope: 'all', ...sealed, reason: ' ' })).status).toBe(400);
    const short = { kind: 'passphrase', passphrase: 'short' };
    expect((await send('POST', '/exports', { scope: 'all', ...sealed, sealing: short })).status).toBe(400);
    const input = { scope: 'all', sealing: { kind: 'installation' }, reason: 'Backup' } as const;
    await expect(startKeyExport(ctx, input)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is planned and applied somewhere else, as it was shown', async () => {
    const { file } = await exported();
    const { send } = await emptyPlace();
    await send('POST', '/credentials', restInput(app, { name: 'Orders' }));
    const uploadId = await upload(send, file);
    expect((await send('POST', '/imports/plan', { uploadId })).body).toMatchObject({ kind: 'passphrase', items: [] });
    const { body } = await send('POST', '/imports/plan', { uploadId, passphrase });
    expect(body).toMatchObject({ kind: 'plan', file: { count: 2, signer: { standing: 'unknown' } } });
    const { token, items } = body as { token: string; items: { i: number; name: string; outcome: string }[] };
    expect(items.map((one) => [one.name, one.outcome])).toEqual([
      ['Orders', 'conflict'],
      ['Billing', 'new'],
    ]);
    const choices = [{ i: items[0]?.i, do: 'override' }];
    const applied = await send('POST', '/imports', { uploadId, passphrase, token, choices, acceptSigner: true });
    expect(applied.body).toMatchObject({ created: [], overridden: [{ name: 'Orders' }], skipped: 1 });
    expect((await send('GET', '/imports')).body).toMatchObject({
      data: [{ id: idOf(applied), counts: { overridden: 1, skipped: 1 }, state: 'applied' }],
      next: null,
    });
  });

  it('is applied with one word for all conflicts, without a plan', async () => {
    const { file } = await exported();
    const { send } = await emptyPlace();
    await send('POST', '/credentials', restInput(app, { name: 'Orders' }));
    const all = { passphrase, acceptSigner: true };
    const wordless = await send('POST', '/imports', { ...all, uploadId: await upload(send, file) });
    expect(wordless.body).toMatchObject({ status: 400, fields: ['token'] });
    const skipped = await send('POST', '/imports', { ...all, onConflict: 'skip', uploadId: await upload(send, file) });
    expect(skipped.body).toMatchObject({ created: [{ name: 'Billing' }], overridden: [], skipped: 1 });
    const beside = await send('POST', '/imports', { ...all, onConflict: 'create', uploadId: await upload(send, file) });
    expect(beside.body).toMatchObject({ created: [{ name: 'Orders 2' }, { name: 'Billing 2' }], skipped: 0 });
  });

  it('has to arrive as what was announced', async () => {
    const { file, send } = await exported();
    const headers = uploadHeaders(file);
    const other = { ...headers, 'repr-digest': uploadHeaders(Buffer.from('other'))['repr-digest'] ?? '' };
    expect((await send('POST', '/uploads', file, other)).body).toMatchObject({ status: 400, code: 'IMP-304' });
    expect((await send('POST', '/uploads', file, { 'content-type': 'application/bson' })).status).toBe(400);
    expect((await send('POST', '/uploads', file, { ...headers, 'content-type': 'text/plain' })).status).toBe(415);
    const huge = await send('POST', '/uploads', file, { ...headers, 'content-length': '999999999999' });
    expect(huge.body).toMatchObject({ status: 413, code: 'IMP-103' });
    const nothing = await send('POST', '/imports/plan', { uploadId: 'imp_0' });
    expect(nothing.body).toMatchObject({ status: 404, code: 'IMP-301' });
  });
});

describe('a larger file', () => {
  it('is read and stored by the job, and says how far it is', async () => {
    const { file } = await exported();
    const { send } = await emptyPlace();
    await send('POST', '/credentials', restInput(app, { name: 'Orders' }));
    const begun = await send('POST', '/import-plans', { uploadId: await upload(send, file), passphrase });
    expect([begun.status, begun.headers.get('location')]).toEqual([202, `/v1/import-plans/${idOf(begun)}`]);
    const plan = `/import-plans/${idOf(begun)}`;
    expect((await send('GET', plan)).body).toMatchObject({ run: { state: 'due' } });
    const word = { onConflict: 'override', acceptSigner: true };
    expect((await send('POST', `${plan}/apply`, word)).body).toMatchObject({ status: 409, code: 'STATE_INVALID' });
    await runImports(new AbortController().signal);
    expect((await send('GET', plan)).body).toMatchObject({ run: { state: 'ready' }, counts: { new: 1, conflict: 1 } });
    expect((await send('POST', `${plan}/apply`, word)).status).toBe(202);
    await runImports(new AbortController().signal);
    expect((await send('GET', `/imports/${idOf(begun)}`)).body).toMatchObject({
      state: 'applied',
      counts: { created: 1, overridden: 1 },
      run: null,
    });
    expect((await send('GET', plan)).status).toBe(404);
  });

  it('is put away with its plan, whether it was read or not', async () => {
    const { file } = await exported();
    const { send } = await emptyPlace();
    for (const read of [async () => undefined, () => runImports(new AbortController().signal)]) {
      const uploadId = await upload(send, file);
      const plan = `/import-plans/${idOf(await send('POST', '/import-plans', { uploadId, passphrase }))}`;
      await read();
      expect((await send('DELETE', plan)).status).toBe(204);
      await runImports(new AbortController().signal);
      expect((await send('GET', plan)).status).toBe(404);
      expect((await send('DELETE', plan)).status).toBe(404);
      const again = await send('POST', '/imports/plan', { uploadId, passphrase });
      expect(again.body).toMatchObject({ status: 404, code: 'IMP-301' });
    }
  });

  it('arrives over a socket, piece by piece, without its length being said', async () => {
    const { key } = await emptyPlace();
    const listener = await startListener();
    const pieces = Array.from({ length: 30 }, () => randomBytes(100_000));
    const { 'content-length': _length, ...headers } = uploadHeaders(Buffer.concat(pieces));
    const named = { ...headers, authorization: `Bearer ${key}`, 'x-file-name': encodeURIComponent('größer.bson') };
    const sent = request(`${listener.origin}/v1/uploads`, { method: 'POST', headers: named });
    const answered = once(sent, 'response');
    await pipeline(Readable.from(pieces), sent);
    const [answer] = (await answered) as [IncomingMessage];
    const body: unknown = JSON.parse(await text(answer));
    await listener.stop();
    expect(body).toMatchObject({ fileName: 'größer.bson', fileBytes: 3_000_000 });
  });
});

describe('the audit', () => {
  it('is one stream over all pages, newest first, within its times, and goes on behind a line', async () => {
    const { send } = await emptyPlace();
    for (let n = 0; n < 60; n += 1) await send('POST', '/consumers', { externalId: `user-${n}` });
    const linesOf = async (query: string) =>
      (await send('GET', `/audit${query}`)).text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as { id: string; at: string; action: string; target: { label: string } });
    const all = await linesOf('');
    const made = all.filter((one) => one.action === 'consumer.created');
    expect(made.map((one) => one.target.label)).toEqual(Array.from({ length: 60 }, (_, n) => `user-${59 - n}`));
    expect(await linesOf(`?after=${all[9]?.id}`)).toEqual(all.slice(10));
    expect(await linesOf('?from=2999-01-01T00:00:00Z')).toEqual([]);
    expect(await linesOf('?to=2020-01-01T00:00:00Z')).toEqual([]);
    expect(await linesOf(`?from=${encodeURIComponent(all.at(-1)?.at ?? '')}`)).toEqual(all);
  });
});

describe('the page of the document', () => {
  it('has all its parts here, and runs nothing that is not one of them', async () => {
    const page = await ask('GET', '/v1/docs');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).not.toMatch(/unsafe|http|\*/);
    expect(page.text).not.toMatch(/<script(?! src="docs\/)|<style|style=|\son\w+=|https?:/);
    const parts = [...page.text.matchAll(/(?:src|href)="(docs\/[^"]+)"/g)].map((match) => match[1]);
    expect(parts.length).toBe(4);
    for (const part of parts) expect((await ask('GET', `/v1/${part}`)).status, part).toBe(200);
    expect((await ask('GET', '/v1/docs/package.json')).status).toBe(401);
  });
});
