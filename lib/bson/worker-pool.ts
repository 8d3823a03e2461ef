import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { env } from '#lib/env.ts';
import { AppError } from '#lib/errors.ts';

export interface PoolLimits {
  readonly threadsMax: number;
  /** Files that may wait for a thread; more are BUSY. */
  readonly waitingMax: number;
  /** Of the objects of one thread. Bytes of the file lie outside it: a chunk and a document, 2 MiB at the most. */
  readonly heapMebibytes: number;
  /** How long a thread without work is kept: it takes 0.1 s to start and some 15 MB. */
  readonly idleMs: number;
}

export interface Thread {
  readonly worker: Worker;
  /** Aborted once it is gone; the reason says why, IMP-111 when it had no memory left. */
  readonly ended: AbortSignal;
}

export interface Pool {
  /** A thread for one job. @throws AppError BUSY. */
  take(): Promise<Thread>;
  /** Every thread that was taken comes back, one that is no use any more with `isSpent`. */
  give(thread: Thread, isSpent: boolean): void;
}

export const tooMuch = (): AppError =>
  new AppError('IMP-111', 'The file takes more memory or time than reading a file may take.');

/** Threads that read foreign files: few, bounded in memory, kept for a moment after use. */
export function createPool(limits: PoolLimits): Pool {
  const idle = new Map<Thread, NodeJS.Timeout>();
  const waiting: (() => void)[] = [];
  let taken = 0;

  async function take(): Promise<Thread> {
    if (taken < limits.threadsMax) taken += 1;
    else if (waiting.length >= limits.waitingMax)
      throw new AppError('BUSY', 'Many files are being read. Try again in a moment.');
    else await new Promise<void>((resolve) => waiting.push(resolve));
    const [thread = startThread(limits)] = idle.keys();
    clearTimeout(idle.get(thread));
    idle.delete(thread);
    thread.worker.ref();
    return thread;
  }

  function give(thread: Thread, isSpent: boolean): void {
    if (isSpent || thread.ended.aborted) void thread.worker.terminate();
    else rest(thread);
    // The place is handed on, not given back, so that nobody comes in between.
    const next = waiting.shift();
    if (next) next();
    else taken -= 1;
  }

  function rest(thread: Thread): void {
    const leave = (): void => {
      clearTimeout(idle.get(thread));
      idle.delete(thread);
    };
    const timer = setTimeout(() => void thread.worker.terminate(), limits.idleMs).unref();
    idle.set(thread, timer);
    thread.ended.addEventListener('abort', leave, { once: true });
    thread.worker.unref();
  }

  return { take, give };
}

/** Not imported: a bundler that sees a thread being started puts its program into the bundle, and its own in between. */
const threads = process.getBuiltinModule('node:worker_threads');

/** By path from the root and not from this module's address, which is a bundle's in the dashboard's program. */
function startThread({ heapMebibytes }: PoolLimits): Thread {
  const worker = new threads.Worker(join(/* turbopackIgnore: true */ env.rootDir, 'lib/bson/read-worker.ts'), {
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: heapMebibytes, maxYoungGenerationSizeMb: heapMebibytes / 8 },
  });
  const ended = new AbortController();
  worker.on('error', (error: Error) => ended.abort(isOutOfMemory(error) ? tooMuch() : error));
  worker.once('exit', () => ended.abort(new Error('The thread that reads files ended.')));
  return { worker, ended: ended.signal };
}

const isOutOfMemory = (error: Error): boolean => 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
