import { env } from '#lib/env.ts';
import { AppError } from '#lib/errors.ts';

/**
 * Where this dashboard is. One list decides which browsers may write, which Host is served and whether cookies are
 * Secure. A forwarded header is never asked.
 */
const loopbackNames = ['localhost', '127.0.0.1', '[::1]'] as const;

const isTlsOwn = (): boolean => env.tlsCertFile !== undefined && env.tlsKeyFile !== undefined;

function publicOrigin(): string | null {
  if (!env.publicUrl) return null;
  const url = URL.parse(env.publicUrl);
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new Error(`PUBLIC_URL must be an address such as https://vault.example.com, not "${env.publicUrl}".`);
  }
  return url.origin;
}

/** The first one is the address links are made with. */
export function acceptedOrigins(): readonly [string, ...string[]] {
  const own = publicOrigin();
  if (own) return [own];
  const scheme = isTlsOwn() ? 'https' : 'http';
  // Through URL, so that a default port is left out as browsers do.
  const of = (name: string): string => new URL(`${scheme}://${name}:${env.port}`).origin;
  const [first, ...others] = loopbackNames;
  return [of(first), ...others.map(of)];
}

export const ownOrigin = (): string => acceptedOrigins()[0];

export const isSecure = (): boolean => ownOrigin().startsWith('https:');

export const isAcceptedOrigin = (origin: string | null): boolean =>
  origin !== null && acceptedOrigins().includes(origin);

export const isAcceptedHost = (host: string | null): boolean =>
  host !== null && acceptedOrigins().some((origin) => new URL(origin).host === host.toLowerCase());

const refused = (message: string): AppError => new AppError('ORIGIN_REFUSED', message);

/** For everything that changes something: our own page asked, and the browser says so in two independent headers. */
export function requireOwnOrigin(headers: Headers): void {
  if (!isAcceptedOrigin(headers.get('origin'))) throw refused('This request did not come from this dashboard.');
  requireSameOriginFetch(headers);
}

/** For reads with an effect (downloads): a navigation or fetch begun by our own page. */
export function requireSameOriginFetch(headers: Headers): void {
  if (headers.get('sec-fetch-site') !== 'same-origin') {
    throw refused('This request did not come from a page of this dashboard.');
  }
}

/** For people: the name they opened. */
export const ownHost = (): string => new URL(ownOrigin()).host;
