/** A point in time after which a call is given up, whatever it is doing. */
export interface Deadline {
  /** Aborts when the time is over or the caller gives up. */
  readonly signal: AbortSignal;
  remainingMs(): number;
  /** Puts the timer away. */
  clear(): void;
}

/** Starts a deadline `timeoutMs` from now, ended early by `signal`. `clear` it when the work is done. */
export function startDeadline(timeoutMs: number, signal?: AbortSignal): Deadline {
  const endsAt = performance.now() + timeoutMs;
  const timer = new AbortController();
  const timeout = setTimeout(() => timer.abort(), timeoutMs);
  return {
    signal: signal === undefined ? timer.signal : AbortSignal.any([timer.signal, signal]),
    remainingMs: () => Math.max(0, endsAt - performance.now()),
    clear: () => clearTimeout(timeout),
  };
}

/** The result of `work`, or the reason of `signal` when that comes first. For work that cannot itself be stopped. */
export function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
