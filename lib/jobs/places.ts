import { setTimeout as pause } from 'node:timers/promises';

/** A place has become free, or, where there are free ones, a moment has passed. */
export async function somethingToDo(
  underWay: Iterable<Promise<void>>,
  hasPlace: boolean,
  { restMs, signal }: { readonly restMs: number; readonly signal: AbortSignal },
): Promise<void> {
  if (!hasPlace) {
    await Promise.race(underWay);
    return;
  }
  const woken = new AbortController();
  const rest = pause(restMs, undefined, { signal: AbortSignal.any([signal, woken.signal]) }).catch(() => undefined);
  await Promise.race([rest, ...underWay]);
  woken.abort();
}
