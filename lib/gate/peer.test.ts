import { createServer, request } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { peerHeader, recordPeers } from './peer.ts';

const seen: unknown[] = [];
const forwarded: unknown[] = [];
const server = createServer((incoming, response) => {
  seen.push(incoming.headers[peerHeader]);
  forwarded.push(incoming.headers['x-forwarded-for']);
  response.end();
});
let stop = (): void => undefined;

beforeAll(async () => {
  stop = recordPeers();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => {
  stop();
  server.close();
});

async function ask(headers: string[]): Promise<void> {
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const call = request({ port, host: '127.0.0.1', headers: ['host', 'localhost', ...headers] }).end();
  const [response] = await once(call, 'response');
  response.resume();
}

test('the header is the socket, whatever was sent under its name', async () => {
  await ask([peerHeader, '203.0.113.9']);
  expect(seen.splice(0)).toEqual(['127.0.0.1']);
});

test('a forwarded address is not believed where the last headers may be missing', async () => {
  forwarded.length = 0;
  const more = (count: number) => Array.from({ length: count }, () => ['a', '1']).flat();
  // Host and Connection are sent beside them.
  for (const count of [996, 997]) await ask(['x-forwarded-for', '203.0.113.9', ...more(count)]);
  expect(forwarded).toEqual(['203.0.113.9', undefined]);
});
