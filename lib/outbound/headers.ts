import { validateHeaderName, validateHeaderValue } from 'node:http';
import { AppError } from '#lib/errors.ts';

/** Set by the connection itself. A `host` header of one's own would reach another site on the same address. */
const ownHeaders = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Any other header may hold a secret: `x-api-key` does as much as `authorization`. */
const harmlessHeaders = new Set(['accept', 'accept-encoding', 'accept-language', 'user-agent']);

export type Headers = Readonly<Record<string, string>>;

const defaults: Headers = { accept: '*/*', 'accept-encoding': 'gzip, deflate, br', 'user-agent': 'Keyhaven' };

function checkHeader(name: string, value: string): void {
  if (ownHeaders.has(name)) throw new AppError('INPUT_INVALID', `The header ${name} cannot be set.`);
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch {
    // The library's own error could hold the value.
    throw new AppError('INPUT_INVALID', 'The name or value of a header has characters that cannot be sent.');
  }
}

/**
 * Request headers by lower-case name, with the defaults of a plain client.
 * @throws INPUT_INVALID for a header that belongs to the connection, or cannot be sent
 */
export function requestHeaders(given: Headers): Headers {
  const own = Object.entries(given).map(([name, value]) => [name.toLowerCase(), value] as const);
  for (const [name, value] of own) checkHeader(name, value);
  return Object.fromEntries([...Object.entries(defaults), ...own]);
}

/** What may go to another origin. */
export const withoutSecrets = (headers: Headers): Headers =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => harmlessHeaders.has(name)));

/** Headers of an answer as one text each; several of one name are joined, as HTTP does. */
export const responseHeaders = (raw: Record<string, string | string[] | undefined>): Headers =>
  Object.fromEntries(
    Object.entries(raw).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
