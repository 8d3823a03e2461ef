import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { env } from '#lib/env.ts';
import { AppError } from '#lib/errors.ts';
import { createTurns } from '#lib/turns.ts';

export interface PoolLimits {
  readonly threadsMax: number;
  /** Files that may wait for a thread, of everybody and of one owner; more are BUSY. */
  readonly waitingMax: number;
  readonly ownWaitingMax: number;
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
  /** A thread for one job of this owner. @throws AppError BUSY. */
  take(owner: string): Promise<Thread>;
  /** Every thread that was taken comes back, one that is no use any more with `isSpent`. */
  give(owner: string, thread: Thread, isSpent: boolean): void;
}

export const tooMuch = (): AppError =>
  new AppError('IMP-111', 'The file takes more memory or time than reading a file may take.');

/** Threads that read foreign files: few, bounded in memory, kept for a moment after use. */
export function createPool(limits: PoolLimits): Pool {
  const { threadsMax, waitingMax, ownWaitingMax } = limits;
  const busy = 'Many files are being read. Try again in a moment.';
  const turns = createTurns({ atOnce: threadsMax, waitingMax, ownWaitingMax, busy });
  const idle = new Map<Thread, NodeJS.Timeout>();

  async function take(owner: string): Promise<Thread> {
    await turns.enter(owner);
    try {
      const [thread = start()] = idle.keys();
      wake(thread);
      thread.worker.ref();
      return thread;
    } catch (error) {
      turns.leave(owner);
      throw error;
    }
  }

  function give(owner: string, thread: Thread, isSpent: boolean): void {
    if (isSpent || thread.ended.aborted) void thread.worker.terminate();
    else rest(thread);
    turns.leave(owner);
  }

  function start(): Thread {
    const thread = startThread(limits);
    thread.ended.addEventListener('abort', () => wake(thread), { once: true });
    return thread;
  }

  function rest(thread: Thread): void {
    const end = (): void => {
      wake(thread);
      void thread.worker.terminate();
    };
    idle.set(thread, setTimeout(end, limits.idleMs).unref());
    thread.worker.unref();
  }

  /** Idle no more, be it taken or on its way out: nobody else is given it. */
  function wake(thread: Thread): void {
    clearTimeout(idle.get(thread));
    idle.delete(thread);
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
