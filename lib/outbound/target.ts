import { isIP, isIPv6 } from 'node:net';
import { AppError } from '#lib/errors.ts';

/** Where a connection goes. `host` is in its one spelling: lower-case IDNA ASCII, no final dot, IPv6 without brackets. */
export interface Target {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
}

const defaultPorts: Readonly<Record<string, number>> = { http: 80, https: 443 };

/** Unprivileged ports that browsers refuse too (the Fetch standard, "bad port"): they speak other protocols. */
const badPorts = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

/** Parsers disagree about these: they strip them, or take a backslash for a slash. */
const ambiguous = /[\s\p{Cc}\\]/u;

const refused = (message: string, detail: Record<string, string | number> = {}): AppError =>
  new AppError('OUT-101', message, detail);

/**
 * The one spelling of a host, by the WHATWG URL parser: decimal, octal and hexadecimal IPv4 become dotted, Unicode
 * becomes IDNA ASCII. IPv6 comes back without brackets. Null when it is no host.
 */
export function canonicalHost(text: string): string | null {
  const isBracketed = text.startsWith('[') && text.endsWith(']');
  if (!isIPv6(text) && !isBracketed && /[\s\p{Cc}\\/?#@%:[\]]/u.test(text)) return null;
  const url = URL.parse(`https://${isIPv6(text) ? `[${text}]` : text}/`);
  return url === null ? null : hostOf(url);
}

function hostOf(url: URL): string | null {
  if (url.hostname.startsWith('[')) return url.hostname.slice(1, -1);
  const host = url.hostname.replace(/\.$/, '');
  return host === '' || host.startsWith('.') || host.endsWith('.') ? null : host;
}

/** `host:port`, IPv6 in brackets. */
export const hostAndPort = (host: string, port: number): string => `${isIPv6(host) ? `[${host}]` : host}:${port}`;

/** An entry of an audience: `scheme://host:port`, the port always written. */
export const audienceEntry = ({ scheme, host, port }: Target): string => `${scheme}://${hostAndPort(host, port)}`;

/** The audience entry a URL belongs to, such as `https://api.github.com:443`. Throws OUT-101 as `parseUrl` does. */
export const audienceOf = (url: string): string => audienceEntry(parseUrl(url).target);

/** Port rule for HTTP: its own port, or an unprivileged one that is not known for another protocol. */
const isPortForHttp = (scheme: string, port: number): boolean =>
  port === defaultPorts[scheme] || (port >= 1024 && !badPorts.has(port));

/**
 * Puts a driver's target into its one spelling.
 * @throws OUT-101 for a scheme, host or port that may not be called
 */
export function parseTarget({ scheme, host, port }: Target): Target {
  const canonical = canonicalHost(host);
  if (canonical === null) throw refused('This is not a host name or an IP address.');
  if (!/^[a-z][a-z0-9+.-]*$/.test(scheme)) throw refused('This scheme cannot be called.');
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw refused('A port is a number from 1 to 65535.');
  if (scheme in defaultPorts && !isPortForHttp(scheme, port)) {
    throw refused(`Port ${port} may not be called over ${scheme}.`, { host: canonical, port });
  }
  return { scheme, host: canonical, port };
}

/**
 * Reads an address once, by the WHATWG parser; everything after works on what is returned.
 * @param text an absolute http or https URL without user name and password
 * @returns the URL with its host in the one spelling and no fragment, and where it leads
 * @throws OUT-101
 */
export function parseUrl(text: string): { readonly url: URL; readonly target: Target } {
  const url = ambiguous.test(text) ? null : URL.parse(text);
  if (url === null) throw refused('This is not a web address.');
  const scheme = url.protocol.slice(0, -1);
  const defaultPort = defaultPorts[scheme];
  if (defaultPort === undefined) throw refused('Only https addresses can be called.');
  if (url.username !== '' || url.password !== '') {
    throw refused('An address may not have a user name or password in it.');
  }
  const target = parseTarget({
    scheme,
    host: hostOf(url) ?? '',
    port: url.port === '' ? defaultPort : Number(url.port),
  });
  if (isIP(target.host) === 0) url.hostname = target.host;
  url.hash = '';
  return { url, target };
}
