/** A provider that does nothing but answer: it prints where it is, and gives tokens for anything until it is ended. */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const server = createServer((request, response) => {
  request.resume().once('end', () => {
    const [access_token, refresh_token] = [randomBytes(32), randomBytes(32)].map((bytes) =>
      bytes.toString('base64url'),
    );
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ access_token, refresh_token, expires_in: 3_600, token_type: 'Bearer' }));
  });
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
