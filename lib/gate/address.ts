import { isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { env } from '#lib/env.ts';
import { peerHeader } from './peer.ts';

const unknownAddress = 'unknown';
const hopsMax = 32;

/** Most are written as they should be; finding that out must not cost more than the rest of a request. */
function canonical(text: string): string | null {
  if (text === '' || isIPv4(text)) return text || null;
  const bare = text
    .trim()
    .replace(/^\[(.*)\](?::\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
  return ipaddr.isValid(bare) ? ipaddr.process(bare).toString() : null;
}

/** `10.0.0.1` or `10.0.0.0/8`; a line that is neither throws, at the start of the program. */
export function parseRange(range: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (range.includes('/')) return ipaddr.parseCIDR(range);
  const address = ipaddr.process(range);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

function isWithin(address: string, ranges: readonly string[]): boolean {
  const parsed = ipaddr.process(address);
  return ranges.some((range) => {
    const [base, bits] = parseRange(range);
    return parsed.kind() === base.kind() && parsed.match([base, bits]);
  });
}

/**
 * Who is on the other end: the socket, unless the socket is a proxy of ours. Then `X-Forwarded-For` is read from the
 * right, as far as proxies of ours wrote it, and the first address that is not one of them is the client.
 */
export function clientAddress(headers: Pick<Headers, 'get'>, trusted?: readonly string[]): string {
  let address = canonical(headers.get(peerHeader) ?? '');
  if (address === null) return unknownAddress;
  const forwarded = headers.get('x-forwarded-for');
  if (!forwarded) return address;
  const ranges = trusted ?? trustedRanges();
  for (const hop of forwarded.split(',').slice(-hopsMax).toReversed()) {
    const claimed = canonical(hop);
    if (claimed === null || !isWithin(address, ranges)) break;
    address = claimed;
  }
  return address;
}

/** With TLS files of our own, the front that ends TLS is on this machine and writes the header itself. */
const trustedRanges = (): readonly string[] =>
  env.tlsCertFile ? [...env.trustedProxies, '127.0.0.0/8', '::1/128'] : env.trustedProxies;
