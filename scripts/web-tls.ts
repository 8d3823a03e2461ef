/** The dashboard with TLS of its own: what `next start` does, behind node:https. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import next from 'next';
import { env } from '#lib/env.ts';

const [cert, key] = [env.tlsCertFile, env.tlsKeyFile];
if (!cert || !key) throw new Error('TLS_CERT_FILE and TLS_KEY_FILE are needed.');

const app = next({ dev: false, hostname: env.bind, port: env.port });
await app.prepare();
const handle = app.getRequestHandler();
const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (request, response) => {
  handle(request, response).catch((error: unknown) => {
    console.error(error);
    response.destroy();
  });
});
server.listen(env.port, env.bind);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close(() => process.exit(0));
    server.closeIdleConnections();
  });
}
