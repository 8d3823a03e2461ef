import { ownOrigin } from './origin.ts';

/** A path inside this dashboard, or its start. Addresses of other sites, in whatever spelling, are not followed. */
export function ownPath(given: unknown): string {
  if (typeof given !== 'string' || !given.startsWith('/')) return '/';
  const url = URL.parse(given, ownOrigin());
  if (!url || url.origin !== ownOrigin() || url.pathname.startsWith('//')) return '/';
  return url.pathname + url.search;
}
