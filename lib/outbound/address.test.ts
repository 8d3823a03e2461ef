import { describe, expect, it } from 'vitest';
import { isMetadataAddress, isPublicAddress } from './address.ts';

const refused: Readonly<Record<string, readonly string[]>> = {
  'this host': ['0.0.0.0', '0.0.0.1', '0.255.255.255', '::'],
  loopback: ['127.0.0.1', '127.1.2.3', '127.255.255.254', '::1'],
  private: ['10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1', '192.168.255.255'],
  'carrier-grade NAT': ['100.64.0.1', '100.100.100.200', '100.127.255.255'],
  'link-local': ['169.254.0.1', '169.254.169.254', 'fe80::1', 'fe80::1%lo', 'febf::1'],
  'cloud wire server': ['168.63.129.16', '::ffff:168.63.129.16'],
  'protocol assignments': ['192.0.0.1', '192.0.0.8', '192.0.0.170'],
  documentation: ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1'],
  '6to4 relay and 6to4': ['192.88.99.1', '2002:7f00:1::', '2002:c000:204::1', '2002:a9fe:a9fe::1'],
  benchmark: ['198.18.0.1', '198.19.255.255', '2001:2::1'],
  multicast: ['224.0.0.1', '239.255.255.250', 'ff02::1', 'ff0e::1'],
  'reserved and broadcast': ['240.0.0.1', '255.255.255.254', '255.255.255.255'],
  AS112: ['192.31.196.1', '192.175.48.1', '2001:4:112::1', '2620:4f:8000::1'],
  AMT: ['192.52.193.1', '2001:3::1'],
  'IPv4-mapped': ['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '::ffff:169.254.169.254'],
  'IPv4-compatible': ['::127.0.0.1', '::7f00:1', '::a9fe:a9fe', '::8.8.8.8'],
  'IPv4-translated': ['::ffff:0:127.0.0.1', '::ffff:0:8.8.8.8'],
  NAT64: ['64:ff9b::127.0.0.1', '64:ff9b::a9fe:a9fe', '64:ff9b:1::7f00:1', '64:ff9b::8.8.8.8'],
  Teredo: ['2001::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
  ORCHID: ['2001:10::1', '2001:20::1', '2001:30::1'],
  'unique local and site local': ['fc00::1', 'fd00::1', 'fd00:ec2::254', 'fec0::1'],
  'discard and segment routing': ['100::1', '5f00::1'],
  'not given out': ['4000::1', '8000::1', 'c000::1', 'e000::1'],
  'no address at all': ['', 'localhost', '127.1', '2130706433', '0x7f000001', '1.2.3', '8.8.8.8 ', '8.8.8.8/32'],
};

const allowed = [
  '1.0.0.1',
  '1.1.1.1',
  '8.8.8.8',
  '9.9.9.9',
  '11.0.0.1',
  '52.95.110.1',
  '93.184.216.34',
  '99.255.255.255',
  '100.63.255.255',
  '100.128.0.1',
  '126.255.255.255',
  '128.0.0.1',
  '140.82.121.6',
  '168.63.129.15',
  '168.63.129.17',
  '169.253.255.255',
  '169.255.0.1',
  '172.15.255.255',
  '172.32.0.1',
  '192.0.1.1',
  '192.167.255.255',
  '192.169.0.1',
  '198.17.255.255',
  '198.20.0.1',
  '203.0.112.1',
  '203.0.114.1',
  '223.255.255.254',
  '::ffff:8.8.8.8',
  '2001:200::1',
  '2001:4860:4860::8888',
  '2003::1',
  '2606:4700:4700::1111',
  '2620:fe::fe',
  '2a00:1450:4001:82a::200e',
  '2c0f:fb50:4003::1',
];

describe('public addresses', () => {
  for (const [kind, addresses] of Object.entries(refused)) {
    it.each(addresses)(`${kind}: %s is not public`, (address) => {
      expect(isPublicAddress(address)).toBe(false);
    });
  }

  it.each(allowed)('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe('metadata addresses', () => {
  it.each([
    '169.254.169.254',
    '169.254.170.2',
    '169.254.170.23',
    '::ffff:169.254.169.254',
    'fe80::a9fe:a9fe',
    'fd00:ec2::254',
    'fd00:0ec2:0::254',
    'fd00:ec2::23',
    'fd20:ce::254',
    '100.100.100.200',
    '168.63.129.16',
  ])('%s is one', (address) => {
    expect(isMetadataAddress(address)).toBe(true);
  });

  it.each(['10.0.0.1', '8.8.8.8', 'fd00::1', '100.100.100.201', 'metadata.google.internal'])(
    '%s is none',
    (address) => {
      expect(isMetadataAddress(address)).toBe(false);
    },
  );
});
