import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startTerminal } from './testing.ts';

const terminal = startTerminal();
const { keyhaven, folder } = terminal;
const key = `khk_${'x'.repeat(43)}`;
const asked: (string | undefined)[] = [];
/** Takes whatever comes to this machine, under any of its addresses. */
const server = createServer(({ headers }, response) => {
  asked.push(headers.authorization);
  response.writeHead(401, { 'content-type': 'application/problem+json' }).end('{"code":"KEY_REFUSED"}');
});
let port: number;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  ({ port } = server.address() as AddressInfo);
});
beforeEach(() => void asked.splice(0));
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  terminal.close();
});

/** Not an address of this machine alone, though this machine answers. */
const clear = () => `http://0.0.0.0:${port}`;

it('sends a key of the environment to this machine', async () => {
  const env = { KEYHAVEN_URL: `http://127.0.0.1:${port}`, KEYHAVEN_KEY: key };
  expect((await keyhaven(['whoami'], { env })).exit).toBe(3);
  expect(asked).toEqual([`Bearer ${key}`]);
});

it('sends a key in clear nowhere else, wherever it is from', async () => {
  const env = { KEYHAVEN_URL: clear(), KEYHAVEN_KEY: key };
  for (const words of [['whoami'], ['credentials', 'list']])
    expect(await keyhaven(words, { env })).toMatchObject({ exit: 2, err: expect.stringContaining('URL_INSECURE') });
  expect((await keyhaven(['doctor'], { env })).out).toContain('✗ url insecure');
  mkdirSync(join(folder, 'keyhaven'), { recursive: true });
  writeFileSync(join(folder, 'keyhaven', 'profile.json'), JSON.stringify({ url: clear(), key }));
  expect((await keyhaven(['whoami'])).exit).toBe(2);
  expect(asked).toEqual([]);
});

it('takes no name for this machine that only begins as its address', async () => {
  const login = ['login', '--url', `http://127.0.0.1.example.com:${port}`, '--key-stdin'];
  expect(await keyhaven(login, { stdin: key })).toMatchObject({
    exit: 2,
    err: expect.stringContaining('URL_INSECURE'),
  });
});
