import { AppError } from '#lib/errors.ts';
import type { Answer, Hop } from './exchange.ts';
import { withoutSecrets } from './headers.ts';
import { parseUrl } from './target.ts';

/** How far redirects are followed. */
export interface RedirectRule {
  readonly hopsMax: number;
  /** Whether another origin may be called at all; the audience decides about it afterwards. */
  readonly isOtherOriginAllowed: boolean;
}

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/** Not told otherwise, a few redirects within one origin are followed, such as to a path with a final slash. */
export const redirectRule = (followRedirects: number | undefined): RedirectRule =>
  followRedirects === undefined
    ? { hopsMax: 3, isOtherOriginAllowed: false }
    : { hopsMax: followRedirects, isOtherOriginAllowed: true };

/** The Fetch standard: 303 always becomes GET, 301 and 302 only when they answer a POST; HEAD stays HEAD. */
const becomesGet = (status: number, method: string): boolean =>
  (status === 303 && method !== 'HEAD') || ((status === 301 || status === 302) && method === 'POST');

function withoutBody(hop: Hop): Hop {
  const headers = Object.fromEntries(Object.entries(hop.headers).filter(([name]) => !/^content-/i.test(name)));
  return { ...hop, method: 'GET', headers, body: undefined };
}

/**
 * The next request when an answer is a redirect, else null. Nothing secret goes to another origin: neither body nor any
 * header that is not known to be harmless.
 * @param followed how many redirects were followed before
 * @throws OUT-110 when it is not followed, OUT-101 when it leads to what is no web address
 */
export function nextHop(hop: Hop, answer: Answer, followed: number, rule: RedirectRule): Hop | null {
  const location = answer.headers['location'];
  if (!redirectStatuses.has(answer.status) || location === undefined) return null;
  const { host } = hop.target;
  const next = URL.parse(location, hop.url);
  const detail = { status: answer.status, from: hop.url.origin, to: next?.origin ?? '' };
  const refuse = (why: string): AppError => new AppError('OUT-110', `${host} redirects ${why}.`, detail);
  if (next === null) throw refuse('to what is not a web address');
  const isSameOrigin = next.origin === hop.url.origin;
  if (!isSameOrigin && !rule.isOtherOriginAllowed) throw refuse(`to ${next.origin}, which is not followed`);
  if (followed >= rule.hopsMax) throw refuse('more often than is followed');
  const method = becomesGet(answer.status, hop.method) ? withoutBody(hop) : hop;
  const there = { ...method, ...parseUrl(next.href) };
  if (isSameOrigin) return there;
  if (there.body !== undefined) throw refuse(`to ${next.origin}, where what was sent may not go`);
  return { ...there, headers: withoutSecrets(there.headers) };
}
