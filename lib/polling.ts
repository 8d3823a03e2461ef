import type { ActionResult } from './result.ts';

const soonMs = 1_000;
const laterMs = 5_000;

interface Watched<T> {
  readonly queryKey: readonly unknown[];
  /** As the page that was sent with it knows it. */
  readonly known: T;
  readonly look: () => Promise<ActionResult<T>>;
  readonly isGoingOn: (seen: T) => boolean;
}

interface Seen<T> {
  readonly state: { readonly status: string; readonly data: T | undefined };
}

/**
 * Options of a query for work that outlives a request. Once it has come to its end, or while there is no answer, it is
 * looked at more calmly: until the page has been replaced by what came of it.
 */
export const watched = <T>({ queryKey, known, look, isGoingOn }: Watched<T>) => ({
  queryKey,
  queryFn: async () => valueOf(await look()),
  initialData: known,
  retry: false,
  staleTime: 0,
  gcTime: 0,
  refetchInterval: ({ state: { status, data } }: Seen<T>) =>
    status !== 'error' && data !== undefined && isGoingOn(data) ? soonMs : laterMs,
});

/** For a query, to which a refusal is an error: the next look may be answered. */
export function valueOf<T>(result: ActionResult<T>): T {
  if (!result.ok) throw new Error(result.message);
  return result.value;
}
