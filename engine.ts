import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { getRequestListener } from '@hono/node-server';
import { close, ping } from '#db/client.ts';
import { createApi } from '#lib/api/listener.ts';
import { env } from '#lib/env.ts';
import { recordPeers } from '#lib/gate/peer.ts';
import { checkInstallation } from '#lib/installation/commands.ts';
import { runJobs } from '#lib/jobs/run.ts';
import { log } from '#lib/log.ts';

/** The second program: owed checks and clearing away, and the listener for machines. */
const stop = new AbortController();

await checkInstallation();
recordPeers();
const answer = getRequestListener(createApi({ isDraining: () => stop.signal.aborted, ping }).fetch);
const server = listenerOf((request, response) => {
  void answer(request, response);
});
server.listen(env.apiPort, env.bind, () => log.info({ port: env.apiPort }, 'engine ready'));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
await runJobs(stop.signal);
const closed = new Promise<void>((resolve) => server.close(() => resolve()));
server.closeIdleConnections();
await closed;
await close();

/** With the certificate of the dashboard, where there is one. */
function listenerOf(listener: RequestListener) {
  const limits = { requestTimeout: 30_000, headersTimeout: 10_000 };
  const { tlsCertFile, tlsKeyFile } = env;
  if (!tlsCertFile || !tlsKeyFile) return createServer(limits, listener);
  return createTlsServer({ ...limits, cert: readFileSync(tlsCertFile), key: readFileSync(tlsKeyFile) }, listener);
}
