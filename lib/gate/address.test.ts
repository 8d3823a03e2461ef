import { expect, test } from 'vitest';
import { clientAddress } from './address.ts';
import { peerHeader } from './peer.ts';

const of = (peer: string | null, forwarded: string | null, trusted: string[] = []): string =>
  clientAddress(
    new Headers({ ...(peer && { [peerHeader]: peer }), ...(forwarded && { 'x-forwarded-for': forwarded }) }),
    trusted,
  );

const proxies = ['10.0.0.0/8', 'fd00::/8'];

test('without a trusted proxy a forwarded address changes nothing', () => {
  expect(of('203.0.113.9', '198.51.100.1')).toBe('203.0.113.9');
  expect(of('203.0.113.9', null)).toBe('203.0.113.9');
});

test.each([
  ['198.51.100.1', '198.51.100.1'],
  ['1.2.3.4, 198.51.100.1', '198.51.100.1'],
  ['1.2.3.4, 198.51.100.1, 10.2.0.7', '198.51.100.1'],
  ['garbage, 198.51.100.1', '198.51.100.1'],
  ['198.51.100.1, garbage', '10.0.0.5'],
  ['198.51.100.1:4711', '198.51.100.1'],
  ['[2001:db8::1]:443', '2001:db8::1'],
  ['::ffff:198.51.100.1', '198.51.100.1'],
])('a trusted proxy that forwarded %s: %s', (forwarded, expected) => {
  expect(of('10.0.0.5', forwarded, proxies)).toBe(expected);
});

test('a proxy over IPv6, and a socket that writes IPv4 as IPv6', () => {
  expect(of('fd00::3', '198.51.100.1', proxies)).toBe('198.51.100.1');
  expect(of('::ffff:10.0.0.5', '198.51.100.1', proxies)).toBe('198.51.100.1');
});

test('nobody gets a new name by sending more', () => {
  const forged = Array.from({ length: 500 }, (_, n) => `1.2.3.${n % 256}`).join(', ');
  expect(of('203.0.113.9', forged, proxies)).toBe('203.0.113.9');
  expect(of(null, forged, proxies)).toBe('unknown');
});
