import { describe, expect, it } from 'vitest';
import { parseAllowList } from './allow-list.ts';

describe('lines', () => {
  it.each([
    'db.internal',
    'db.internal:',
    ':5432',
    '*:5432',
    '*.internal:5432',
    'db.internal:*',
    'db.internal:0',
    'db.internal:65536',
    'db.internal:5432-5434',
    'https://db.internal:443',
    'db.internal:5432/x',
    'user@db.internal:5432',
    'db internal:5432',
    '10.1:5432',
    '0x0a000001:5432',
    '10.0.0.0/33:5432',
    '10.0.0/8:5432',
    '10.1.2.3/8:5432',
    '0.0.0.0/0:5432',
    '10.0.0.0/7:5432',
    'fd00::1:5432',
    '[fd00::1]',
    '[fd00::1/8]:5432',
    '[::/0]:5432',
    '[10.0.0.1]:5432',
    '[fd00::zz]:5432',
    '',
  ])('%j is refused by name', (line) => {
    expect(() => parseAllowList(['db.internal:5432', line])).toThrow(`the line "${line}" cannot be used`);
  });

  it('allow a host by name, at its port alone', () => {
    const allow = parseAllowList(['DB.Internal.:5432', 'bücher.internal:5432']);
    expect(allow.allowsHost('db.internal', 5432)).toBe(true);
    expect(allow.allowsHost('xn--bcher-kva.internal', 5432)).toBe(true);
    expect(allow.allowsHost('db.internal', 5433)).toBe(false);
    expect(allow.allowsHost('sub.db.internal', 5432)).toBe(false);
    expect(allow.allowsAddress('10.0.0.1', 5432)).toBe(false);
  });

  it('allow one address, however it is spelled', () => {
    const allow = parseAllowList(['10.1.2.3:5432', '[fd00::1]:5432']);
    expect(allow.allowsAddress('10.1.2.3', 5432)).toBe(true);
    expect(allow.allowsAddress('::ffff:10.1.2.3', 5432)).toBe(true);
    expect(allow.allowsAddress('fd00:0::0:1', 5432)).toBe(true);
    expect(allow.allowsAddress('10.1.2.4', 5432)).toBe(false);
    expect(allow.allowsAddress('10.1.2.3', 5433)).toBe(false);
    expect(allow.allowsAddress('fd00::2', 5432)).toBe(false);
  });

  it('allow a network, at its port alone', () => {
    const allow = parseAllowList(['10.0.0.0/8:5432', '[fd00::/8]:6379']);
    expect(allow.allowsAddress('10.255.0.1', 5432)).toBe(true);
    expect(allow.allowsAddress('11.0.0.1', 5432)).toBe(false);
    expect(allow.allowsAddress('10.255.0.1', 6379)).toBe(false);
    expect(allow.allowsAddress('fd12::1', 6379)).toBe(true);
    expect(allow.allowsAddress('fe80::1', 6379)).toBe(false);
  });

  it('allow a metadata address only by its own line', () => {
    const networks = parseAllowList([
      '169.254.0.0/16:80',
      '169.254.169.254/32:80',
      '100.64.0.0/10:80',
      '168.63.129.0/24:80',
      '[fd00::/8]:80',
    ]);
    const addresses = ['169.254.169.254', '169.254.170.2', '100.100.100.200', '168.63.129.16', 'fd00:ec2::254'];
    for (const address of addresses) expect(networks.allowsAddress(address, 80)).toBe(false);
    expect(networks.allowsAddress('100.100.100.201', 80)).toBe(true);
    const exact = parseAllowList(['169.254.169.254:80', '[fd00:ec2::254]:80']);
    expect(exact.allowsAddress('169.254.169.254', 80)).toBe(true);
    expect(exact.allowsAddress('fd00:ec2::254', 80)).toBe(true);
  });

  it('say beforehand which hosts they could never allow', () => {
    const allow = parseAllowList(['db.internal:5432', '10.0.0.0/8:6379', '10.1.2.3:8080']);
    expect(allow.mayAllow('db.internal', 5432)).toBe(true);
    expect(allow.mayAllow('other.internal', 5432)).toBe(false);
    expect(allow.mayAllow('other.internal', 6379)).toBe(true);
    expect(allow.mayAllow('other.internal', 8080)).toBe(true);
  });
});
