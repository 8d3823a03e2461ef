import type { Verification } from '#lib/verify/verify.ts';

/**
 * One host is asked by so many checks at once, of all tenants and all programs together: what a small server bears, and
 * what no app takes for an attack or answers with 429.
 */
export const atOneHostMax = 4;

/** The hosts of an audience, `scheme://host:port` each: two ports of one host share what it can bear. */
export const hostsOf = (audience: readonly string[] | null): readonly string[] => [
  ...new Set((audience ?? []).map(hostOf)),
];

const hostOf = (entry: string): string => (URL.canParse(entry) ? new URL(entry).hostname : entry).toLowerCase();

/** The hosts that are asked by as many checks as may ask at once. Given: the audiences of the checks under way. */
export function fullHosts(audiences: readonly (readonly string[] | null)[]): ReadonlySet<string> {
  const asked = new Map<string, number>();
  for (const host of audiences.flatMap(hostsOf)) asked.set(host, (asked.get(host) ?? 0) + 1);
  return new Set([...asked].filter(([, n]) => n >= atOneHostMax).map(([host]) => host));
}

export const isFull = (audience: readonly string[] | null, full: ReadonlySet<string>): boolean =>
  hostsOf(audience).some((host) => full.has(host));

/** Keys greater than `after`, and up to `upTo` where there is one. */
export interface Stretch {
  readonly after: string;
  readonly upTo: string | null;
}

/** Everything once, in the order of its keys, going round from the first after `start`. */
export async function* around<T>(
  start: string,
  next: (stretch: Stretch) => Promise<T | null>,
  keyOf: (one: T) => string,
): AsyncGenerator<T> {
  for (const [from, upTo] of [
    [start, null],
    ['', start],
  ] as const)
    for (let one = await next({ after: from, upTo }); one !== null; one = await next({ after: keyOf(one), upTo }))
      yield one;
}

/** What a dry run finds that has no token to ask with: `reconnect_needed`, or that there is none just now. */
export const withoutToken = (code: string, message: string, fix: unknown): Verification => ({
  outcome: 'failed',
  code: code === 'OAU-301' ? 'reconnect_needed' : 'token_not_refreshed',
  message,
  fix: typeof fix === 'string' ? fix : null,
  field: null,
  account: null,
  detail: code,
  durationMs: 0,
  steps: [],
});
