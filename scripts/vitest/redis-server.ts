/** A Redis of our own for one test run: real, empty, on loopback, and gone with us. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { programPath } from '../machine.ts';
import { freePort, giveToServer, serverFolder, startServer, writeForServer } from './server-process.ts';

export interface RedisServer {
  readonly port: number;
  /** Where it speaks TLS; null without a certificate. */
  readonly tlsPort: number | null;
  stop(): Promise<void>;
}

export interface RedisOptions {
  /** Lines of redis.conf, such as `requirepass …` or `user …`. */
  readonly lines: readonly string[];
  /** PEM; with it TLS is spoken on a second port. */
  readonly certificate?: { readonly key: string; readonly cert: string };
}

export async function startRedis({ lines, certificate }: RedisOptions): Promise<RedisServer> {
  const server = programPath('redis-server');
  const folder = serverFolder('redis');
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  giveToServer(data);
  const port = await freePort();
  const tlsPort = certificate ? await freePort() : null;
  // In a file, not on the command line: that shows to everybody on the machine.
  const config = join(data, 'redis.conf');
  const basics = ['bind 127.0.0.1', `port ${port}`, `dir ${data}`, 'save ""', 'appendonly no', 'daemonize no'];
  writeForServer(config, [...basics, ...tlsLines(data, tlsPort, certificate), ...lines, ''].join('\n'));
  const stop = await startServer({
    command: [server, config],
    data,
    signal: 'TERM',
    isReady: (said) => said.includes('Ready to accept connections'),
    isFailed: (said) => said.includes('FATAL CONFIG FILE ERROR'),
  });
  return {
    port,
    tlsPort,
    async stop() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function tlsLines(data: string, tlsPort: number | null, certificate: RedisOptions['certificate']): readonly string[] {
  if (!certificate || tlsPort === null) return [];
  const [cert, key] = [join(data, 'server.crt'), join(data, 'server.key')];
  writeForServer(cert, certificate.cert);
  writeForServer(key, certificate.key);
  return [`tls-port ${tlsPort}`, `tls-cert-file ${cert}`, `tls-key-file ${key}`, 'tls-auth-clients no'];
}
