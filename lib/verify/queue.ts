import { AppError } from '#lib/errors.ts';

/** Lets at most `max` pieces of work run at once; the others wait in order, and more than `waitingMax` do not: BUSY. */
export function createQueue(
  max: number,
  waitingMax = 64,
): <T>(work: () => Promise<T>, signal?: AbortSignal) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];

  const place = async (signal?: AbortSignal): Promise<void> => {
    signal?.throwIfAborted();
    if (running < max) {
      running += 1;
      return;
    }
    if (waiting.length >= waitingMax) throw new AppError('BUSY', 'Many checks are running. Try again in a moment.');
    await new Promise<void>((resolve, reject) => {
      const turn = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        waiting.splice(waiting.indexOf(turn), 1);
        reject(signal?.reason instanceof Error ? signal.reason : new Error('Stopped.'));
      };
      signal?.addEventListener('abort', leave, { once: true });
      waiting.push(turn);
    });
  };
  /** The place is handed on, not given back, so that nobody comes in between. */
  const leave = (): void => {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  };

  return async (work, signal) => {
    await place(signal);
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
