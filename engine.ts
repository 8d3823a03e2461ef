import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { Hono } from 'hono';
import { getRequestListener } from '@hono/node-server';
import { close, ping } from '#db/client.ts';
import { env } from '#lib/env.ts';
import { checkInstallation } from '#lib/installation/commands.ts';
import { runJobs } from '#lib/jobs/run.ts';
import { log } from '#lib/log.ts';

/** The second program: owed checks and clearing away, and the listener for machines. */
const stop = new AbortController();

/** Answers for programs: never a page, never kept, never shown inside one. */
const guards = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

const api = new Hono();
api.use(async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(guards)) c.header(name, value);
});
api.get('/healthz', async (c) => {
  await ping();
  return c.json({ status: 'ok' });
});
api.notFound((c) => c.json({ code: 'NOT_FOUND', message: 'There is nothing at this address.' }, 404));
api.onError((error, c) => {
  log.error({ error: error.name }, 'request failed');
  return c.json({ code: 'INTERNAL', message: 'Something went wrong here.' }, 500);
});

await checkInstallation();
const answer = getRequestListener(api.fetch);
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
