/** Children of a benchmark: each on the Node that runs this, in a folder of its own that is gone with it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataDirOf } from './setup.ts';

/** One root key for every database of this run. */
const rootKey = randomBytes(32).toString('base64');

export const childEnvironment = (folder: string): NodeJS.ProcessEnv => {
  const { DATABASE_URL: _, ...others } = process.env;
  return { ...others, DATA_DIR: dataDirOf(folder), KEYHAVEN_ROOT_KEY: rootKey, LOG_LEVEL: 'error' };
};

export interface Child {
  readonly process: ChildProcess;
  /** What its last line says. Rejects when it fails. */
  readonly result: Promise<unknown>;
}

export function startChild(program: string, folder: string, words: readonly string[] = []): Child {
  const file = join(import.meta.dirname, `${program}.ts`);
  const child = spawn(process.execPath, [file, folder, ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: childEnvironment(folder),
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (said += text));
  const result = new Promise<unknown>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code !== 0) reject(new Error(`${program} ended with ${code}.`));
      else resolve(JSON.parse(said.trim().split('\n').at(-1) || 'null'));
    });
  });
  return { process: child, result };
}

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'keyhaven-bench-'));
export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/** Does something with a fresh copy of the folder. */
export async function withCopy<T>(of: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = newFolder();
  try {
    cpSync(of, folder, { recursive: true });
    return await work(folder);
  } finally {
    removeFolder(folder);
  }
}
