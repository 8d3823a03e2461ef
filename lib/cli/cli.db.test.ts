import { randomBytes } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { revokeKey } from '#lib/api-keys/commands.ts';
import { listKeys } from '#lib/api-keys/queries.ts';
import { startListener, testKey } from '#lib/api/testing.ts';
import { createCredential } from '#lib/credentials/commands.ts';
import { listCredentials } from '#lib/credentials/queries.ts';
import { restInput, startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { runDue } from '#lib/live-imports/testing.ts';
import { startTerminal } from './testing.ts';

let ctx: WorkspaceCtx;
let app: TestApp;
let listener: Awaited<ReturnType<typeof startListener>>;
let key: string;
const terminal = startTerminal();
const { keyhaven, folder } = terminal;

beforeAll(async () => {
  await testDatabase();
  app = await startTestApp();
  listener = await startListener();
  ctx = await testWorkspace();
  key = await testKey(ctx);
});
afterAll(async () => {
  await listener.stop();
  await app.close();
  terminal.close();
});

const asKey = () => ({ env: { KEYHAVEN_URL: listener.origin, KEYHAVEN_KEY: key } });

describe('signing in', () => {
  it('keeps a key from stdin in a file of its owner alone, and forgets it', async () => {
    const begun = await keyhaven(['login', '--url', listener.origin, '--key-stdin'], { stdin: `${key}\n` });
    expect(begun).toMatchObject({ exit: 0, out: `Signed in to ${ctx.tenantSlug}/operations as Test.\n` });
    const file = join(folder, 'keyhaven', 'profile.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ url: listener.origin, key });
    const who = await keyhaven(['--json', 'whoami']);
    expect(JSON.parse(who.out)).toMatchObject({ workspace: { slug: 'operations' } });
    expect(who.out).not.toContain(key);
    expect((await keyhaven(['doctor'])).exit).toBe(0);
    expect((await keyhaven(['logout'])).exit).toBe(0);
    expect((await keyhaven(['whoami'])).exit).toBe(3);
  });

  it('keeps nothing of a key that is not valid, and sends none in clear over a network', async () => {
    const wrong = await keyhaven(['login', '--url', listener.origin, '--key-stdin'], {
      stdin: `khk_${'x'.repeat(43)}`,
    });
    expect(wrong.exit).toBe(3);
    const clear = await keyhaven(['login', '--url', 'http://keyhaven.example.com', '--key-stdin'], { stdin: key });
    expect(clear).toMatchObject({ exit: 2, err: expect.stringContaining('URL_INSECURE') });
    expect((await keyhaven(['whoami'])).exit).toBe(3);
  });

  it('sends a kept key to no other address', async () => {
    await keyhaven(['login', '--url', listener.origin, '--key-stdin'], { stdin: key });
    const elsewhere = await keyhaven(['whoami'], { env: { KEYHAVEN_URL: 'http://127.0.0.1:9' } });
    expect(elsewhere).toMatchObject({ exit: 3, err: expect.stringContaining('NOT_SIGNED_IN') });
    await keyhaven(['logout']);
  });

  it('says when nobody answers, and when a key has been revoked', async () => {
    const env = { KEYHAVEN_URL: 'http://127.0.0.1:9', KEYHAVEN_KEY: key };
    expect((await keyhaven(['whoami'], { env })).exit).toBe(4);
    const other = await testWorkspace();
    const ended = await testKey(other);
    await revokeKey(other, (await listKeys(other)).rows[0]?.id ?? '');
    const revoked = await keyhaven(['--json', 'credentials', 'list'], { env: { ...asKey().env, KEYHAVEN_KEY: ended } });
    expect(revoked.exit).toBe(3);
    expect(JSON.parse(revoked.err)).toMatchObject({ error: { code: 'KEY_REFUSED' } });
  });
});

describe('credentials', () => {
  it('are listed, verified and used', async () => {
    const { id } = await createCredential(ctx, restInput(app));
    const listed = await keyhaven(['credentials', 'list'], asKey());
    expect(listed.exit).toBe(0);
    expect(listed.out).toContain(id);
    const verified = await keyhaven(['--json', 'credentials', 'verify', id], asKey());
    expect(verified.exit).toBe(0);
    expect(JSON.parse(verified.out)).toMatchObject([{ id, outcome: 'passed' }]);
    const token = await keyhaven(['credentials', 'token', id], asKey());
    expect(token).toMatchObject({ exit: 0, err: '' });
    expect(token.out.trim().length).toBeGreaterThan(5);
    expect((await keyhaven(['credentials', 'token', 'crd_nowhere'], asKey())).exit).toBe(5);
  });

  it('are verified all at once, and each says how it is', async () => {
    const [own, ending] = [await testWorkspace(), await startTestApp()];
    const { id: good } = await createCredential(own, restInput(app, { name: 'Standing' }));
    const { id: bad } = await createCredential(own, restInput(ending, { name: 'Breaking' }));
    await ending.close();
    const given = { env: { KEYHAVEN_URL: listener.origin, KEYHAVEN_KEY: await testKey(own) } };
    const all = await keyhaven(['credentials', 'verify', '--all'], given);
    expect(all).toMatchObject({ exit: 1, err: '1 of 2 well\n' });
    expect(all.out).toContain(`${good}  passed  `);
    expect(all.out).toContain(`${bad}  failed  `);
    expect((await keyhaven(['credentials', 'verify', '--all', good], given)).exit).toBe(2);
  });

  it('end with 1 when one fails, and with 2 when nothing was named', async () => {
    const ending = await startTestApp();
    const { id } = await createCredential(ctx, restInput(ending, { name: 'Breaking' }));
    await ending.close();
    expect((await keyhaven(['credentials', 'verify', id], asKey())).exit).toBe(1);
    expect((await keyhaven(['credentials', 'verify'], asKey())).exit).toBe(2);
    expect((await keyhaven(['nonsense'])).exit).toBe(2);
    expect((await keyhaven(['--help'])).exit).toBe(0);
  });
});

describe('files', () => {
  it('leave sealed and come in somewhere else', async () => {
    const { id, name } = await createCredential(ctx, restInput(app, { name: 'Travelling' }));
    const phrase = { stdin: 'a quiet harbour at dusk\n' };
    const exporting = ['credentials', 'export', 'out.bson', '--id', id, '--reason', 'a move', '--passphrase-stdin'];
    expect(await keyhaven(exporting, { ...asKey(), ...phrase })).toMatchObject({ exit: 0 });
    expect(statSync(join(folder, 'out.bson')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, 'out.bson')).includes(app.goodKey)).toBe(false);
    expect((await keyhaven(exporting, { ...asKey(), ...phrase })).exit).toBe(2);

    const elsewhere = await testWorkspace();
    const env = { KEYHAVEN_URL: listener.origin, KEYHAVEN_KEY: await testKey(elsewhere) };
    const importing = ['credentials', 'import', 'out.bson', '--passphrase-stdin', '--accept-signer'];
    const looked = await keyhaven(importing, { env, ...phrase });
    expect(looked).toMatchObject({ exit: 0, out: expect.stringContaining(`new      rest  ${name}`) });
    expect((await listCredentials(elsewhere, 'rest', {})).total).toBe(0);
    expect((await keyhaven([...importing, '--yes'], { env, ...phrase })).exit).toBe(0);
    expect((await listCredentials(elsewhere, 'rest', {})).rows).toMatchObject([{ name }]);
    const wrong = await keyhaven(importing, { env, stdin: 'another harbour at dawn\n' });
    expect(wrong).toMatchObject({ exit: 5, err: expect.stringContaining('IMP-204') });
  }, 60_000);

  it('of live connections are brought in, and refused lines are named', async () => {
    const line = (consumer: string, service: string) =>
      JSON.stringify({
        consumer_id: consumer,
        unified_api: 'crm',
        service_id: service,
        settings: { api_key: 'sk-live-1' },
      });
    writeFileSync(join(folder, 'live.jsonl'), `${line('acme', 'openai')}\n${line('acme', 'nowhere')}\n`);
    const ending = keyhaven(['--json', 'connections', 'import', 'live.jsonl'], asKey());
    await vi.waitUntil(runDue, { timeout: 15_000 });
    const done = await ending;
    expect(done.exit).toBe(1);
    expect(JSON.parse(done.out)).toMatchObject({ created: 1, refused: 1, refusals: [{ line: 2 }] });
    expect(done.out + done.err).not.toContain('sk-live-1');
  });
});

describe('the doctor', () => {
  it('opens the database of this machine with its root key, and says when that is another', async () => {
    expect(await keyhaven(['doctor', '--local'], { env: { NODE_OPTIONS: noLongTimers } })).toEqual({
      exit: 0,
      out: '✓ installation the database opens, and the root key fits it\n',
      err: '',
    });
    const env = { KEYHAVEN_ROOT_KEY: randomBytes(32).toString('base64') };
    const wrong = await keyhaven(['--json', 'doctor', '--local'], { env });
    expect(wrong.exit).toBe(1);
    expect(JSON.parse(wrong.out)).toMatchObject([{ state: 'wrong', message: expect.stringContaining('root key') }]);
  }, 60_000);
});

/** No connection is let go of because time went by: the command ends by itself, or not at all. */
const noLongTimers = `--import data:text/javascript,${encodeURIComponent(`
  const real = setTimeout;
  globalThis.setTimeout = (work, ms, ...given) => real(work, (ms ?? 0) < 5_000 ? ms : 2 ** 31 - 1, ...given);
`)}`;
