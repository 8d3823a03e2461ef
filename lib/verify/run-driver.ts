import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { env } from '#lib/env.ts';
import { createTurns, inTurn } from '#lib/turns.ts';
import { driverEnvironment, driverPermissions } from './driver-confinement.ts';
import { driverResult, type DriverJob, type DriverResult } from './driver-protocol.ts';

const deadlineMsDefault = 25_000;

export interface RunOptions {
  /** The tenant on whose behalf: none takes all the processes. */
  readonly owner: string;
  readonly allow: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  /** From the start of the process to its end, milliseconds. Longer than all steps of a driver together may take. */
  readonly deadlineMs?: number;
}

/** `late`: killed at the deadline; `ended`: it ended, or said something that is no result; `stopped`: by the signal. */
export type RunOutcome = DriverResult | 'late' | 'ended' | 'stopped';

const turns = createTurns({
  atOnce: 4,
  waitingMax: 64,
  ownWaitingMax: 32,
  busy: 'Many checks are running. Try again in a moment.',
});

/** Runs one job in a process of its own, a few at a time. The process is gone when this settles. */
export async function runDriver(job: DriverJob, options: RunOptions): Promise<RunOutcome> {
  try {
    return await inTurn(turns, options.owner, () => runChild(job, options), options.signal);
  } catch (error) {
    if (options.signal?.aborted) return 'stopped';
    throw error;
  }
}

async function runChild(job: DriverJob, options: RunOptions): Promise<RunOutcome> {
  const { signal, deadlineMs = deadlineMsDefault } = options;
  const child = startChild(options);
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  try {
    return await new Promise<RunOutcome>((resolve) => {
      timer = setTimeout(() => resolve('late'), deadlineMs);
      onAbort = () => resolve('stopped');
      signal?.addEventListener('abort', onAbort, { once: true });
      child.once('message', (message) => resolve(driverResult.safeParse(message).data ?? 'ended'));
      child.once('exit', () => resolve('ended'));
      child.once('error', () => resolve('ended'));
      // A process that ended before it read the job is told by its exit.
      child.send(job, () => {});
    });
  } finally {
    clearTimeout(timer);
    if (onAbort) signal?.removeEventListener('abort', onAbort);
    child.kill('SIGKILL');
    if (child.pid !== undefined) await gone;
  }
}

/** By path from the root and not from this module's address, which is a bundle's in the dashboard's program. */
function startChild({ allow, environment }: RunOptions): ChildProcess {
  return fork(/* turbopackIgnore: true */ join(env.rootDir, 'lib/verify/driver-child.ts'), [], {
    env: driverEnvironment(environment, allow),
    execPath: process.execPath,
    execArgv: [...driverPermissions(env.rootDir, environment['NODE_OPTIONS'])],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}
