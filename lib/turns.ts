import { AppError } from './errors.ts';

export interface TurnLimits {
  /** How many hold a place at once. */
  readonly atOnce: number;
  /** How many may wait for one, of everybody and of one owner; more are BUSY. */
  readonly waitingMax: number;
  readonly ownWaitingMax: number;
  /** What those are told, in a sentence. */
  readonly busy: string;
}

/**
 * Places in a program that all tenants share. Nobody keeps the others out: a place that becomes free goes to whoever had
 * none, else to who waits longest.
 */
export interface Turns {
  /** Waits for a place. @throws AppError BUSY; the reason of the signal. Then there is nothing to leave. */
  enter(owner: string, signal?: AbortSignal): Promise<void>;
  leave(owner: string): void;
}

interface Waiting {
  readonly owner: string;
  readonly begin: () => void;
}

export function createTurns({ atOnce, waitingMax, ownWaitingMax, busy }: TurnLimits): Turns {
  /** The owner of each place that is held. */
  const held: string[] = [];
  const waiting: Waiting[] = [];

  const isFull = (owner: string): boolean =>
    waiting.length >= waitingMax || waiting.filter((one) => one.owner === owner).length >= ownWaitingMax;

  async function enter(owner: string, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (held.length < atOnce) {
      held.push(owner);
      return;
    }
    if (isFull(owner)) throw new AppError('BUSY', busy);
    await new Promise<void>((resolve, reject) => {
      const stop = (): void => {
        waiting.splice(waiting.indexOf(turn), 1);
        reject(signal?.reason instanceof Error ? signal.reason : new Error('Stopped.'));
      };
      const turn: Waiting = {
        owner,
        begin: () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        },
      };
      signal?.addEventListener('abort', stop, { once: true });
      waiting.push(turn);
    });
  }

  /** The place is handed on, not given back, so that nobody comes in between. */
  function leave(owner: string): void {
    const at = waiting.findIndex((one) => !held.includes(one.owner));
    held.splice(held.indexOf(owner), 1);
    const [next] = waiting.splice(Math.max(at, 0), 1);
    if (!next) return;
    held.push(next.owner);
    next.begin();
  }

  return { enter, leave };
}

/** Work in its turn. */
export async function inTurn<T>(turns: Turns, owner: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  await turns.enter(owner, signal);
  try {
    return await work();
  } finally {
    turns.leave(owner);
  }
}
