/** What servers of a test run have in common: a folder of their own, a port, and an end with ours. */
import { spawn, type SpawnSyncOptions } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';

/** Database servers refuse to run as root; then they run as nobody, who needs no making. */
const nobody = 65_534;
export const runsAsRoot = userInfo().uid === 0;
export const asServer: Pick<SpawnSyncOptions, 'uid' | 'gid' | 'cwd'> = runsAsRoot
  ? { uid: nobody, gid: nobody, cwd: '/' }
  : {};

/** Whether every user may walk there. */
export function isReachable(path: string): boolean {
  if (!runsAsRoot) return true;
  const parent = dirname(path);
  return (statSync(path).mode & 0o005) === 0o005 && (parent === path || isReachable(parent));
}

/** A new folder that the server's user can reach. */
export function serverFolder(name: string): string {
  const folder = mkdtempSync(join(isReachable(tmpdir()) ? tmpdir() : '/tmp', `keyhaven-${name}-`));
  chmodSync(folder, 0o755);
  return folder;
}

export function giveToServer(path: string): void {
  if (runsAsRoot) chownSync(path, nobody, nobody);
}

/** Writes a file that only the server's user reads. */
export function writeForServer(path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600 });
  giveToServer(path);
}

export interface Started {
  readonly command: readonly string[];
  /** Removed also when this process is killed. */
  readonly data: string;
  readonly signal: 'INT' | 'TERM';
  /** What it says when it can be used, and when it will not come. */
  readonly isReady: (said: string) => boolean;
  readonly isFailed?: (said: string) => boolean;
}

/**
 * Starts a server and waits until it can be used. A shell watches our end of its input: the server and its data go even
 * when this process is killed.
 * @returns what stops it
 */
export function startServer({ command, data, signal, isReady, isFailed }: Started): Promise<() => Promise<void>> {
  const watch = `"$@" </dev/null 1>&2 & pid=$!; cat >/dev/null; kill -${signal} $pid; wait $pid; rm -rf "$0"`;
  const child = spawn('sh', ['-c', watch, data, ...command], { ...asServer, stdio: ['pipe', 'ignore', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.stdin.end();
    await ended;
  };
  return new Promise((resolve, reject) => {
    let said = '';
    let isUp = false;
    const fail = () => reject(new Error(`${command[0]} did not start: ${said}`));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      // What a server that is up complains of is no matter here.
      if (isUp) return;
      said = (said + text).slice(-10_000);
      isUp = isReady(said);
      if (isUp) resolve(stop);
      else if (isFailed?.(said)) void stop().then(fail);
    });
    void ended.then(fail);
  });
}

/** Starts as many at the same time. Where one does not start, those that do are stopped before that is told. */
export async function startTogether<T extends { readonly stop: () => Promise<void> }>(
  count: number,
  start: () => Promise<T>,
): Promise<T[]> {
  const all = await Promise.allSettled(Array.from({ length: count }, start));
  const started = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = all.find((one) => one.status === 'rejected');
  if (!failed) return started;
  await Promise.all(started.map(({ stop }) => stop()));
  throw failed.reason;
}

export function freePort(): Promise<number> {
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
