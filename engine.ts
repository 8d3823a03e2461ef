import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { setFlagsFromString } from 'node:v8';
import { close, ping } from '#db/client.ts';
import { apiListener } from '#lib/api/listener.ts';
import { minuteMs, secondMs } from '#lib/clock.ts';
import { env } from '#lib/env.ts';
import { assertBindRules } from '#lib/gate/bind.ts';
import { recordPeers } from '#lib/gate/peer.ts';
import { checkInstallation } from '#lib/installation/commands.ts';
import { runJobs } from '#lib/jobs/run.ts';
import { writeUses } from '#lib/last-uses/commands.ts';
import { log } from '#lib/log.ts';

/** The second program: owed checks and clearing away, and the listener for machines. */
const limits = {
  headersTimeout: 10 * secondMs,
  // Of a whole request: a file comes in as fast as its sender's line is.
  requestTimeout: 5 * minuteMs,
  connectionsCheckingInterval: 5 * secondMs,
  keepAliveTimeout: 30 * secondMs,
  maxHeaderSize: 16 * 1024,
};
/** Nothing heard and nothing sent: longer than anybody waits for a refresh (`waitMsMax` of lib/grants). */
const silenceMsMax = 3 * minuteMs;
/** What is under way is answered; what takes longer is cut off before the watcher does it. */
const drainMsMax = 20 * secondMs;
const lookMs = 50;

// Young garbage is collected by this thread alone: every request would wait for helpers that wait for a processor.
setFlagsFromString('--no-parallel-scavenge');

const stop = new AbortController();

assertBindRules();
await checkInstallation();
recordPeers();
const server = listenerOf(apiListener({ isDraining: () => stop.signal.aborted, ping }));
// None is left out, as some versions of Node do with those beyond a number: the listener refuses what is too many.
server.maxHeadersCount = 0;
server.setTimeout(silenceMsMax);
server.listen(env.apiPort, env.bind, () => log.info({ port: env.apiPort }, 'engine ready'));
const drained = new Promise<void>((resolve) => {
  stop.signal.addEventListener('abort', () => resolve(drain(server)), { once: true });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
await Promise.all([runJobs(stop.signal), drained]);
await writeUses();
await close();

/** Takes nothing new on. A connection is closed as soon as nothing is asked on it, so that no answer is cut in half. */
async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const looking = setInterval(() => server.closeIdleConnections(), lookMs);
  const impatience = setTimeout(() => server.closeAllConnections(), drainMsMax);
  await closed;
  clearInterval(looking);
  clearTimeout(impatience);
}

/** With the certificate of the dashboard, where there is one. */
function listenerOf(listener: RequestListener): Server {
  const { tlsCertFile, tlsKeyFile } = env;
  if (!tlsCertFile || !tlsKeyFile) return createServer(limits, listener);
  return createTlsServer({ ...limits, cert: readFileSync(tlsCertFile), key: readFileSync(tlsKeyFile) }, listener);
}
