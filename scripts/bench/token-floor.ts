/** Handing tokens out without the product: node:http and the work itself. Says its port, and ends with its input. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { ownFolder } from './setup.ts';
import { openWork } from './token-work.ts';

// As the product does.
setFlagsFromString('--no-parallel-scavenge');

const work = openWork(ownFolder());

const server = createServer((request, response) => {
  const [, , , id = ''] = (request.url ?? '').split('/');
  void work(request.headers.authorization ?? '', id).then((body) => {
    response.writeHead(body === null ? 404 : 200, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'content-length': Buffer.byteLength(body ?? ''),
    });
    response.end(body ?? '');
  });
});
server.listen(Number(process.argv[3] ?? 0), '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
