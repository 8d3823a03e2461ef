import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** IPv6 addresses are given out of 2000::/3 alone; what is outside, embedded IPv4 among it, is no public address. */
const globalUnicast = ipaddr.IPv6.parse('2000::');

/** Looks public, but is the wire server of every Azure machine. */
const azureWireServer = '168.63.129.16';

/** Where clouds hand out the machine's own credentials. Link-local ones are known by their range. */
const metadataAddresses = new Set([
  azureWireServer,
  '100.100.100.200', // Alibaba
  'fd00:ec2::254', // AWS
  'fd00:ec2::23', // AWS, pods
  'fd20:ce::254', // Google
]);

/**
 * The address behind a text, IPv4-mapped IPv6 unwrapped to IPv4; null for anything but a plain IP address, one with a
 * zone among it. The URL parser writes IPv6 in hexadecimal first: ipaddr.js takes `::8.8.8.8`, as resolvers write
 * IPv4-compatible addresses, for a mapped one.
 */
export function parseAddress(text: string): Address | null {
  const family = isIP(text);
  if (family === 4) return ipaddr.IPv4.parse(text);
  const hexadecimal = family === 6 ? URL.parse(`https://[${text}]`)?.hostname.slice(1, -1) : undefined;
  return hexadecimal === undefined ? null : ipaddr.process(hexadecimal);
}

/**
 * Whether an address is global unicast: a rule of what is allowed, so an address of an unknown kind is refused.
 * Sources: IANA IPv4 and IPv6 special-purpose registries, as `range()` of ipaddr.js has them.
 * @param text an IPv4 or IPv6 address as the resolver gives it
 */
export function isPublicAddress(text: string): boolean {
  const address = parseAddress(text);
  if (address === null) return false;
  if (address.kind() === 'ipv6' && !address.match(globalUnicast, 3)) return false;
  return address.range() === 'unicast' && address.toString() !== azureWireServer;
}

/** Whether an address may serve a machine's own credentials: link-local, or known for it. */
export function isMetadataAddress(text: string): boolean {
  const address = parseAddress(text);
  return address !== null && (address.range() === 'linkLocal' || metadataAddresses.has(address.toString()));
}
