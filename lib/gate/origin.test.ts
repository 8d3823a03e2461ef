import { afterEach, expect, test, vi } from 'vitest';
import { isAcceptedHost, isSecure, ownOrigin, requireOwnOrigin } from './origin.ts';

afterEach(() => vi.unstubAllEnvs());

const asks = (headers: Record<string, string>): boolean => {
  try {
    requireOwnOrigin(new Headers(headers));
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'ORIGIN_REFUSED' });
    return false;
  }
};

const site = 'same-origin';

test.each([
  ['http://localhost:3000', site, true],
  ['http://127.0.0.1:3000', site, true],
  ['http://[::1]:3000', site, true],
  ['http://localhost:3000', 'same-site', false],
  ['http://localhost:3000', 'cross-site', false],
  ['http://localhost:3000', 'none', false],
  ['http://localhost:3000', null, false],
  [null, site, false],
  ['null', site, false],
  ['', site, false],
  ['http://localhost:3001', site, false],
  ['https://localhost:3000', site, false],
  ['http://localhost', site, false],
  ['http://localhost:3000/', site, false],
  ['http://localhost:3000.evil.example', site, false],
  ['http://evil.example', site, false],
  ['%%%garbage', site, false],
] as const)('origin %s with Sec-Fetch-Site %s: %s', (origin, fetchSite, expected) => {
  vi.stubEnv('PORT', '3000');
  const headers = { ...(origin !== null && { origin }), ...(fetchSite && { 'sec-fetch-site': fetchSite }) };
  expect(asks(headers)).toBe(expected);
});

test('a forwarded host that agrees with a foreign origin changes nothing', () => {
  const headers = { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example', 'sec-fetch-site': site };
  expect(asks(headers)).toBe(false);
});

test('with PUBLIC_URL it is that origin and no other', () => {
  vi.stubEnv('PUBLIC_URL', 'https://vault.example.com/');
  expect(ownOrigin()).toBe('https://vault.example.com');
  expect(isSecure()).toBe(true);
  expect(asks({ origin: 'https://vault.example.com', 'sec-fetch-site': site })).toBe(true);
  expect(asks({ origin: 'http://localhost:3000', 'sec-fetch-site': site })).toBe(false);
  expect(isAcceptedHost('vault.example.com')).toBe(true);
  expect(isAcceptedHost('localhost:3000')).toBe(false);
});

test('only names of this machine are served while no PUBLIC_URL is set', () => {
  vi.stubEnv('PORT', '3000');
  expect(['localhost:3000', 'LOCALHOST:3000', '127.0.0.1:3000', '[::1]:3000'].every(isAcceptedHost)).toBe(true);
  expect(['evil.example', '192.168.1.4:3000', 'localhost:3001', '', null].some(isAcceptedHost)).toBe(false);
});

test('a PUBLIC_URL that is none is said at once', () => {
  vi.stubEnv('PUBLIC_URL', 'vault.example.com');
  expect(() => ownOrigin()).toThrow('PUBLIC_URL must be an address');
});
