import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../scripts/vitest/server-process.ts';
import { ask } from './http.ts';

/** Settings of a product of one test's own, beside the one the journeys walk through. */
export interface Settings {
  readonly DATA_DIR: string;
  readonly PORT: string;
  readonly API_PORT: string;
  readonly [name: string]: string | undefined;
}

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'keyhaven-start-'));

export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });

export async function newSettings(folder: string): Promise<Settings> {
  return { DATA_DIR: join(folder, 'data'), PORT: String(await freePort()), API_PORT: String(await freePort()) };
}

/** What is undefined in the settings is not set. */
const environment = (settings: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv => ({
  ...process.env,
  NODE_OPTIONS: undefined,
  KEYHAVEN_WORLDS: undefined,
  OUTBOUND_ALLOW: undefined,
  ...settings,
});

export interface Refused {
  readonly code: number | null;
  /** What it said, without colours. */
  readonly said: string;
}

/** A start that has to end by itself. */
export function startAndEnd(settings: Settings, given: { uid?: number; words?: readonly string[] } = {}): Refused {
  const { words = ['scripts/serve.ts'], uid } = given;
  const done = spawnSync(process.execPath, words, {
    env: environment(settings),
    encoding: 'utf8',
    timeout: 30_000,
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  return { code: done.status, said: `${done.stdout}${done.stderr}`.trim() };
}

/** A database as a first start leaves it, without any program running. */
export function bootOnce(settings: Settings): void {
  const program = "import { boot } from '#lib/installation/commands.ts'; await boot();";
  const { code, said } = startAndEnd(settings, { words: ['--input-type=module', '--eval', program] });
  if (code !== 0) throw new Error(`No first start: ${said}`);
}

/** Every file below a folder, by path, size, time and content. */
export function pictureOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
  return Object.fromEntries(
    names.map((name) => {
      const path = join(folder, name);
      const { size, mtimeMs, mode } = statSync(path);
      const isFile = statSync(path).isFile();
      const digest = isFile ? createHash('sha256').update(readFileSync(path)).digest('hex') : 'folder';
      return [name, `${mode} ${isFile ? `${size} ${mtimeMs}` : ''} ${digest}`];
    }),
  );
}

export interface Product {
  readonly watcher: ChildProcess;
  readonly origin: string;
  readonly apiOrigin: string;
  readonly said: () => string;
  /** The program that runs `word`, as the watcher has it now. */
  readonly pidOf: (word: string) => number | null;
  readonly stop: () => Promise<number | null>;
}

/** The whole product, up and answering at both doors. */
export async function startProduct(settings: Settings, words: readonly string[] = []): Promise<Product> {
  const watcher = spawn(process.execPath, ['scripts/serve.ts', ...words], {
    env: environment(settings),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const scheme = settings['TLS_CERT_FILE'] ? 'https' : 'http';
  let said = '';
  for (const stream of [watcher.stdout, watcher.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => void (said += text));
  const ended = new Promise<number | null>((resolve) => watcher.once('exit', resolve));
  const product: Product = {
    watcher,
    origin: `${scheme}://localhost:${settings.PORT}`,
    apiOrigin: `${scheme}://localhost:${settings.API_PORT}`,
    said: () => said,
    pidOf: (word) => programOf(watcher.pid ?? 0, word),
    stop: () => {
      watcher.kill('SIGTERM');
      return ended;
    },
  };
  try {
    await until('both doors answer', () => watcher.exitCode !== null || isUp(product));
    if (watcher.exitCode !== null) throw new Error('It ended.');
  } catch (cause) {
    await product.stop();
    throw new Error(`It did not start.\n${said}`, { cause });
  }
  return product;
}

export const isUp = async (product: Product): Promise<boolean> =>
  (await answers(product.origin, '/sign-in')) && answers(product.apiOrigin, '/healthz');

export const answers = (origin: string, path: string): Promise<boolean> =>
  ask(path, { origin }).then(
    ({ status }) => status < 500,
    () => false,
  );

/** Asks until it is so. Rejects when it never is. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, msMax = 60_000): Promise<void> {
  const giveUpAt = performance.now() + msMax;
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) throw new Error(`It did not come about that ${what}.`);
    await sleep(20);
  }
}

/** The program that runs `word`, as the watcher has it now. */
export const programOf = (watcher: number, word: string): number | null =>
  childrenOf(watcher).find((pid) => commandOf(pid).includes(word)) ?? null;

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};
