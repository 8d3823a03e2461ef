import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds of the best of three runs: what the code takes, not what else the machine does. */
export async function bestOfThreeMs(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const started = performance.now();
    await run();
    times.push(performance.now() - started);
  }
  return Math.min(...times);
}

/** From now on a private target may be called in this process, `127.0.0.1:8080`, beside those that may be already. */
export function allowOutbound(line: string): void {
  process.env['OUTBOUND_ALLOW'] = [process.env['OUTBOUND_ALLOW'], line].filter(Boolean).join(',');
}

/** An operator's own components, a manifest each, until this program ends. Before anything has asked for the catalogue. */
export function ownComponents(manifests: readonly { readonly id: string }[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'keyhaven-components-'));
  for (const manifest of manifests) writeFileSync(join(folder, `${manifest.id}.json`), JSON.stringify(manifest));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.env['COMPONENTS_DIR'] = folder;
}

/** For a program that a test starts: the environment of the test, on its database, and what is another there. */
export const environmentWith = (change: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  ...process.env,
  ...change,
});

/** What the engine program does meanwhile is done over and over until the work has come to its end. */
export async function withJob<T>(job: () => Promise<unknown>, work: Promise<T>): Promise<T> {
  const done = work.then(
    () => true,
    () => true,
  );
  do await job();
  while (!(await Promise.race([done, pause(50, false)])));
  return work;
}
