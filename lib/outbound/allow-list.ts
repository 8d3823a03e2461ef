import { isIP, isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { isMetadataAddress, parseAddress } from './address.ts';
import { canonicalHost, hostAndPort } from './target.ts';

/** What an operator allows beyond the public internet. */
export interface AllowList {
  /** Whether a line names the host itself, whatever it resolves to. */
  allowsHost(host: string, port: number): boolean;
  /** Whether a line names the address, alone or by its network. A metadata address is never allowed by a network. */
  allowsAddress(address: string, port: number): boolean;
  /** Whether some line could allow the host, once its addresses are known. */
  mayAllow(host: string, port: number): boolean;
}

interface Network {
  readonly base: ipaddr.IPv4 | ipaddr.IPv6;
  readonly bits: number;
  readonly port: number;
}

/** A wider network would be the guard switched off by one line. */
const bitsMin = { ipv4: 8, ipv6: 7 } as const;

const bad = (line: string, why: string): Error =>
  new Error(`OUTBOUND_ALLOW: the line "${line}" cannot be used: ${why}. Lines are host:port, ip:port, cidr:port.`);

function splitLine(line: string): { readonly what: string; readonly port: number } {
  const match = /^(?:\[(?<inside>[^[\]]+)\]|(?<plain>[^:[\]]+)):(?<port>\d{1,5})$/.exec(line.trim());
  const what = match?.groups?.['inside'] ?? match?.groups?.['plain'];
  const port = Number(match?.groups?.['port']);
  if (what === undefined || !(port >= 1 && port <= 65_535)) throw bad(line, 'it is not a name and one port');
  const isInBrackets = match?.groups?.['inside'] !== undefined;
  if (isInBrackets !== what.includes(':')) throw bad(line, 'brackets are for IPv6, and IPv6 needs them');
  return { what, port };
}

function parseNetwork(line: string, what: string, port: number): Network {
  if (!isIP(what.split('/')[0] ?? '') || !ipaddr.isValidCIDR(what)) throw bad(line, 'it is not a network');
  const [base, bits] = ipaddr.parseCIDR(what);
  if (bits < bitsMin[base.kind()]) throw bad(line, `networks are /${bitsMin[base.kind()]} or smaller`);
  const first =
    base.kind() === 'ipv4'
      ? ipaddr.IPv4.networkAddressFromCIDR(what).toString()
      : ipaddr.IPv6.networkAddressFromCIDR(what).toString();
  if (first !== base.toString()) throw bad(line, `the network of that size begins at ${first}`);
  return { base, bits, port };
}

function parseHost(line: string, what: string): string {
  const host = what.includes('*') ? null : canonicalHost(what);
  if (host === null) throw bad(line, 'it is not a host name');
  if (isIPv4(host) && host !== what) throw bad(line, `write the address as ${host}`);
  return parseAddress(host)?.toString() ?? host;
}

/**
 * Reads the operator's lines: `db.internal:5432`, `10.1.2.3:5432`, `10.0.0.0/8:5432`, `[fd00::1]:5432`, `[fd00::/8]:5432`.
 * @throws Error naming the first line that cannot be used; it is a mistake of configuration, found at start
 */
export function parseAllowList(lines: readonly string[]): AllowList {
  const exact = new Set<string>();
  const networks: Network[] = [];
  const addressPorts = new Set<number>();
  for (const line of lines) {
    const { what, port } = splitLine(line);
    const host = what.includes('/') ? null : parseHost(line, what);
    if (host === null) networks.push(parseNetwork(line, what, port));
    else exact.add(hostAndPort(host, port));
    if (host === null || isIP(host) !== 0) addressPorts.add(port);
  }
  const allowsHost = (host: string, port: number): boolean => exact.has(hostAndPort(host, port));
  return {
    allowsHost,
    mayAllow: (host, port) => addressPorts.has(port) || allowsHost(host, port),
    allowsAddress(text, port) {
      const address = parseAddress(text);
      if (address === null) return false;
      if (allowsHost(address.toString(), port)) return true;
      if (isMetadataAddress(text)) return false;
      return networks.some(
        (one) => one.port === port && one.base.kind() === address.kind() && address.match(one.base, one.bits),
      );
    },
  };
}
