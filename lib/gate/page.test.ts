import { NextRequest } from 'next/server';
import { afterEach, expect, test, vi } from 'vitest';
import { beforePage } from './page.ts';

afterEach(() => vi.unstubAllEnvs());

const ours = { host: 'localhost:3000', origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' };

const page = (
  headers: Record<string, string> = { host: 'localhost:3000' },
  init: { method?: string; body?: string } = {},
) => beforePage(new NextRequest('http://localhost:3000/northwind/operations?q=1&_rsc=x', { ...init, headers }));

/** What the page will see under a name. */
const passedOn = (response: Response, name: string) => response.headers.get(`x-middleware-request-${name}`);

test('every page has a nonce of its own, in its policy and for its parts', async () => {
  const nonces = new Set<string>();
  for (let n = 0; n < 1_000; n += 1) {
    const response = await page();
    const nonce = passedOn(response, 'x-nonce') ?? '';
    expect(response.headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`);
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(1_000);
});

test('the page for consumers, and no other, may ask the listener for machines', async () => {
  const policyOf = async (path: string) => {
    const headers = { host: 'localhost:3000' };
    const response = await beforePage(new NextRequest(`http://localhost:3000${path}`, { headers }));
    return response.headers.get('content-security-policy');
  };
  vi.stubEnv('API_URL', 'https://api.example.com/keyhaven');
  expect(await policyOf('/vault')).toContain("connect-src 'self' https://api.example.com;");
  for (const path of ['/', '/vault/operations', '/vaults', '/northwind/vault'])
    expect(await policyOf(path), path).toContain("connect-src 'self';");
});

test('headers by which a client could speak for the inside are dropped', async () => {
  const sent = {
    host: 'localhost:3000',
    'x-nonce': 'mine',
    'x-keyhaven-path': '//evil.example',
    'x-middleware-subrequest': 'proxy',
    'content-security-policy': "script-src 'nonce-mine'",
    'next-resume': '1',
    'x-keyhaven-peer': '192.0.2.1',
  };
  const response = await page(sent);
  expect(passedOn(response, 'x-nonce')).not.toBe('mine');
  expect(passedOn(response, 'content-security-policy')).not.toContain('nonce-mine');
  expect(passedOn(response, 'x-keyhaven-path')).toBe('/northwind/operations?q=1');
  expect(passedOn(response, 'x-middleware-subrequest')).toBeNull();
  expect(passedOn(response, 'next-resume')).toBeNull();
  expect(passedOn(response, 'x-keyhaven-peer')).toBe('192.0.2.1');
});

test.each([['evil.example'], ['192.168.1.4:3000'], ['localhost:3001']])('%s gets the line to set', async (host) => {
  const response = await page({ host });
  expect(response.status).toBe(421);
  expect(response.headers.get('content-type')).toContain('text/plain');
  expect(await response.text()).toContain(`PUBLIC_URL=https://${host.replace(/:\d+$/, '')}`);
});

test('a Host that is no name is not repeated', async () => {
  expect(await (await page({ host: '<script>alert(1)</script>' })).text()).not.toContain('script');
});

test('with PUBLIC_URL another name is told the right one, and pages come with HSTS', async () => {
  vi.stubEnv('PUBLIC_URL', 'https://vault.example.com');
  expect(await (await page()).text()).toContain('https://vault.example.com');
  const response = await page({ host: 'vault.example.com' });
  expect(response.headers.get('strict-transport-security')).toMatch(/^max-age=\d{8}/);
});

const action = { ...ours, 'next-action': 'x', 'content-type': 'text/plain;charset=UTF-8' };

test.each([
  ['a foreign origin', { ...action, origin: 'https://evil.example' }, '[]', 403],
  ['origin null', { ...action, origin: 'null' }, '[]', 403],
  ['garbage for an origin', { ...action, origin: '%%%' }, '[]', 403],
  ['arguments that are not JSON', action, '}{', 400],
  ['arguments nested without end', action, '['.repeat(200_000), 400],
  ['more than fits', { ...action, 'content-length': '2000000' }, '[]', 413],
])('%s', async (_name, headers, body, status) => {
  expect((await page(headers, { method: 'POST', body })).status).toBe(status);
});

test('an action of our own page goes on', async () => {
  const response = await page(action, { method: 'POST', body: '[{"tenant":"northwind"}]' });
  expect(response.headers.get('x-middleware-next')).toBe('1');
});
