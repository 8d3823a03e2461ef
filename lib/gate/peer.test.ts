import { createServer, request } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { peerHeader, recordPeers } from './peer.ts';

const seen: unknown[] = [];
const server = createServer((incoming, response) => {
  seen.push(incoming.headers[peerHeader]);
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

test('the header is the socket, whatever was sent under its name', async () => {
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const call = request({ port, host: '127.0.0.1', headers: { [peerHeader]: '203.0.113.9' } }).end();
  const [response] = await once(call, 'response');
  response.resume();
  expect(seen).toEqual(['127.0.0.1']);
});
