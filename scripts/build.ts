import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { sourceHash } from './source-hash.ts';

export const nextProgram = 'node_modules/next/dist/bin/next';
const stamp = '.next/keyhaven-sources';

export function isBuilt(hash: string = sourceHash()): boolean {
  return existsSync('.next/BUILD_ID') && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
}

/** Builds the dashboard unless the build at hand is of these sources. Rejects with what the build said. */
export async function buildIfNeeded(onStart: () => void): Promise<void> {
  const hash = sourceHash();
  if (isBuilt(hash)) return;
  onStart();
  await runQuietly([nextProgram, 'build'], { NODE_ENV: 'production' });
  writeFileSync(stamp, hash);
}

/** Runs a program of ours on this Node; its output is shown only when it fails. */
function runQuietly(words: readonly string[], env: Record<string, string>): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, words, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...env },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`The build failed.\n${said}`))));
  });
}
