import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ran, type Typed } from '#lib/cli/testing.ts';

// Each begins a program or three.
vi.setConfig({ testTimeout: 60_000 });

const place = mkdtempSync(join(tmpdir(), 'keyhaven-clone-'));
const shelf = join(place, 'shelf');
const elsewhere = join(place, 'elsewhere');
const key = `khk_${'x'.repeat(43)}`;
const asked: (string | undefined)[] = [];
/** Refuses every key, and never answers one that is to wait. */
const server = createServer(({ headers }, response) => {
  asked.push(headers.authorization);
  if (headers.authorization === 'Bearer wait') server.emit('waits');
  else response.writeHead(401, { 'content-type': 'application/problem+json' }).end('{"code":"KEY_REFUSED"}');
});

beforeAll(async () => {
  for (const folder of [shelf, elsewhere]) mkdirSync(folder);
  writeFileSync(join(shelf, 'key.txt'), `${key}\n`);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => void asked.splice(0));
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(place, { recursive: true });
});

/** A clone with its packages, whose own Node is this program. */
function cloneWith(name: string, makeNode: (file: string) => void): string {
  const root = join(place, name);
  mkdirSync(join(root, 'scripts'), { recursive: true });
  mkdirSync(join(root, 'node_modules', '.bin'), { recursive: true });
  for (const file of ['package.json', 'package-lock.json', ...scripts]) copyFileSync(file, join(root, file));
  symlinkSync(join(process.cwd(), 'lib'), join(root, 'lib'));
  makeNode(join(root, 'node_modules', '.bin', 'node'));
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), '');
  stamp(root, createHash('sha256').update(readFileSync('package-lock.json')).digest('hex'));
  return join(root, 'scripts', 'keyhaven.mjs');
}

const scripts = ['keyhaven.mjs', 'keyhaven.ts', 'bootstrap.mjs'].map((file) => join('scripts', file));
const stamp = (root: string, text: string) => writeFileSync(join(root, 'node_modules', '.keyhaven-lock'), text);

const sameNode = (file: string) => symlinkSync(process.execPath, file);
/** Not the program that begins, as far as that one can see. */
const otherNode = (file: string) =>
  writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' "$@"\n`, { mode: 0o755 });

describe.each([
  ['the Node that began it', cloneWith('same', sameNode)],
  ['another Node, which it is handed to', cloneWith('other', otherNode)],
])('the command on %s', (_, program) => {
  const { INIT_CWD: _ofNpm, ...own } = process.env;
  const env = { ...own, XDG_CONFIG_HOME: place, NODE_OPTIONS: '' };
  const typed = (words: readonly string[], { env: more = {}, stdin }: Typed = {}) =>
    ran(process.execPath, [program, ...words], { cwd: shelf, env: { ...env, ...more } }, stdin);
  const loginWith = (...words: string[]) => ['login', '--url', addressOf(), ...words];

  it('ends as it ended', async () => {
    expect(await typed(['--version'])).toMatchObject({ exit: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    expect((await typed(['nonsense'])).exit).toBe(2);
    expect((await typed(['whoami'])).exit).toBe(3);
  });

  it('reads stdin', async () => {
    expect((await typed(loginWith('--key-stdin'), { stdin: `${key}\n` })).exit).toBe(3);
    expect(asked).toEqual([`Bearer ${key}`]);
  });

  it('finds files where it was typed, and nowhere that npm was begun', async () => {
    const begun: Readonly<Record<string, string>>[] = [{}, { INIT_CWD: shelf }, { INIT_CWD: elsewhere }];
    for (const more of begun) expect((await typed(loginWith('--key-file', 'key.txt'), { env: more })).exit).toBe(3);
    expect(asked).toHaveLength(3);
  });

  it('ends by Ctrl+C as programs do', async () => {
    writeFileSync(join(shelf, 'wait.txt'), 'wait\n');
    const child = spawn(process.execPath, [program, ...loginWith('--key-file', 'wait.txt')], { cwd: shelf, env });
    try {
      const ended = once(child, 'exit');
      await once(server, 'waits');
      child.kill('SIGINT');
      expect(await ended).toEqual([null, 'SIGINT']);
    } finally {
      child.kill('SIGKILL');
    }
  });
});

it('keeps stdin and stdout for the command while packages are installed', async () => {
  const program = cloneWith('stale', sameNode);
  stamp(join(place, 'stale'), 'of other packages');
  const tools = join(place, 'tools');
  mkdirSync(tools);
  writeFileSync(join(tools, 'npm'), '#!/bin/sh\ncat\necho added 3 packages\n', { mode: 0o755 });
  const env = {
    ...process.env,
    XDG_CONFIG_HOME: place,
    NODE_OPTIONS: '',
    PATH: `${tools}${delimiter}${process.env['PATH']}`,
  };
  const words = [program, 'login', '--url', addressOf(), '--key-stdin'];
  const ended = await ran(process.execPath, words, { cwd: shelf, env }, `${key}\n`);
  expect(ended).toMatchObject({ exit: 3, out: '', err: expect.stringContaining('added 3 packages\n') });
  expect(asked).toEqual([`Bearer ${key}`]);
});

const addressOf = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
